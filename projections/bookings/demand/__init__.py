"""Demand by half-hour: what visitors asked for, and what came of it."""
