"""Checkup: everything that can be known of a snapshot without building it, in one call."""
