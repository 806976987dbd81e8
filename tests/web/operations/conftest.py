"""Verification is tried on a composed marketplace, on both engines."""

from tests.projections.conftest import market, postgres_url, template_database

__all__ = ["market", "postgres_url", "template_database"]
