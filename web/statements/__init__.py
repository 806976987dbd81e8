"""Statements on pages, on the command line, and by time: each week is closed on Monday."""
