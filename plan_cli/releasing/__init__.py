"""Releases: an edition of a document built, tagged and given out with what goes with it."""
