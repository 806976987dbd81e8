"""Payout forecasts: what experts will be paid in the coming weeks, and how far to trust it."""
