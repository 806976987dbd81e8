"""Accounts: signing up, signing in, and the page people start from."""
