"""Earnings by time, by event and on pages: earned, contested, decided, released."""
