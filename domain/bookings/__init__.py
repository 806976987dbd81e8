"""Bookings: demand that is expected, and the people it needs."""
