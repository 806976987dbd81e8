"""Brands and subjects, as every page finds and names them."""
