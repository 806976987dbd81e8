"""Atelier du Fourgon, an invented shop for camping-cars."""
