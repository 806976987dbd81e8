"""Earnings by time and by event: earned at the close of a conversation, released in time."""
