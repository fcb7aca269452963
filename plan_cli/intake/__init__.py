"""Forms that come back from others: spreadsheets, Word files and tables of text, read within limits, never trusted."""
