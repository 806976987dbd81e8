"""Delivering to other systems: an intent first, one call, an outcome that is never guessed."""
