"""Bookings: coverage that a brand books, in shifts that experts take, paid from a budget."""
