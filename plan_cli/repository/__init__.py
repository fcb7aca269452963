"""Git and the disk: snapshots to read from, atomic writes, commits. The only package that knows git."""
