"""Rewards: programmes, points, badges and gifts for volunteers."""
