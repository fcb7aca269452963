"""Snapshot → plan: every file read once, every problem of every file with its line and column."""
