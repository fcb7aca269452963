"""Consultations: documents go out as Word files, and what comes back becomes edits and comments in the repository."""
