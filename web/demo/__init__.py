"""The demonstration: a year of two invented brands, lived through by the project's own commands."""

from web.demo.loading import Loaded, load

__all__ = ["Loaded", "load"]
