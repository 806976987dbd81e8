"""Streams: what happens, sent to open pages as server-sent events, in the order of the log."""
