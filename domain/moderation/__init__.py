"""Moderation: suspensions decided by people, and the appeals against them."""
