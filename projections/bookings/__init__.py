"""Bookings: plans and budgets, shifts and who was present in them."""
