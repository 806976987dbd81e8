"""Bookings, as pages read them."""
