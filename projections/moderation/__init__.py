"""Suspensions, as pages read them."""
