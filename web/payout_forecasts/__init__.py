"""Payout forecasts: read from ledger, log and shifts, on a page and in the terminal."""
