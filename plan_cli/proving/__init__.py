"""Proving that every step of a history was allowed when it was made: for a push, a range, and a whole history."""
