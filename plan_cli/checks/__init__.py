"""Plan → findings. Pure: no disk, no git; each rule is one function."""
