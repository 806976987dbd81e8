"""How much work a respondent does who holds several conversations at once."""

from collections.abc import Mapping
from types import MappingProxyType

CONCURRENCY: Mapping[int, float] = MappingProxyType({1: 1.0, 2: 1.7, 3: 2.5, 4: 2.9, 5: 3.5})
"""
By how many conversations a respondent holds at once: the work done, in conversations held alone.

Source: a practitioner's table of chat concurrency (docs/sources.md).
"""
