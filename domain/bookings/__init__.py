"""Bookings: demand, coverage that a brand books for it, shifts that experts take, budgets."""
