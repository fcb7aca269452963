"""`plan`: research, draft, consult on and issue a multi-year plan in a Git repository."""

__version__ = "0.1.0"
