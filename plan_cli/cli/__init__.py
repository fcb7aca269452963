"""The command line: arguments in, one call, output and exit code."""
