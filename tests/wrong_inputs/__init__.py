"""A catalogue of wrong inputs: one a case, each with the one finding that it must give, at its line and column."""
