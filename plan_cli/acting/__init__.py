"""Acting on gates: what a record is about, whether it may be made, and the one commit that makes it."""
