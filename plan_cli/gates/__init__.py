"""Where the plan stands in its schedule. Pure: a plan and a day in, a report out."""
