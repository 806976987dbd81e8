"""Brands, subjects and programme costs, as pages read them."""
