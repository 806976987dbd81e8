"""The demonstration: a year of two invented brands, made by the commands of the domain."""

from web.demo.loading import LoadedDemonstration, load

__all__ = ["LoadedDemonstration", "load"]
