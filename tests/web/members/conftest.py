"""Queries on the private store are counted as they are for signing in."""

from tests.web.accounts.conftest import statements

__all__ = ["statements"]
