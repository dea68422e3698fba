"""Notices: what is decided here."""
