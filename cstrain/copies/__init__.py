"""Copies of the installation: made while people work, tried by putting them back, kept for a while.

``commands`` are ``flask backup`` and ``flask restore``; ``place`` puts a copy into an empty place, in earnest or to try
it; ``check`` asks what stands there whether it is whole: rows, files, every chain of the record, and whether the
witness outside knows more than the copy does. ``nightly`` is the worker's part. docs/deploy.md tells an administrator.
"""
