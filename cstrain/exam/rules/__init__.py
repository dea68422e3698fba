"""Exam: what the room decides."""
