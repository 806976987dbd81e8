"""Bookings: demand by half-hour, plans and budgets, shifts and who was present in them."""
