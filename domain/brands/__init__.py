"""Brands: opening hours, routing policy, widget, programme costs, and the subjects they share."""
