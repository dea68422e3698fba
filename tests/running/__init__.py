"""Tests of running: copies, the doctor, the pages."""
