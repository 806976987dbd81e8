"""Payments: what Stripe notifies us of, and how brands pay in through it."""
