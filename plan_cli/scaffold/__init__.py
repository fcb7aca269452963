"""New files from templates: a whole plan repository, a topic."""
