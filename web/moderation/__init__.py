"""Moderation: suspensions for brands, the platform and the members concerned."""
