"""The event log. Nothing of ours lies below it."""
