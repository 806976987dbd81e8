"""Bookings: quotes, the week grid, shifts, calendars and payments."""
