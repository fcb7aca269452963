"""Threads from question to indicator: the graph, the matrix, what is wrong with them. Pure."""
