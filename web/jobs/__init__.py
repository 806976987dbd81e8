"""Jobs: what the worker does by time, beside following the log."""
