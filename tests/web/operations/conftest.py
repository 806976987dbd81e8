"""Verification is tried on a composed marketplace, on both engines."""

from tests.projections.conftest import laid_out, market, postgres_url

__all__ = ["laid_out", "market", "postgres_url"]
