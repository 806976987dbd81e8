"""A figure that the demonstration rests on: what it is, and where it was read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SourcedFigure:
    value: int
    unit: str
    says: Mapping[str, str]
    """What it means, in French and English."""
    source: str | None
    """Where it was read; None when it is assumed."""

    @property
    def is_assumed(self) -> bool:
        return self.source is None

    @property
    def share(self) -> float:
        """A percentage as a part of one."""
        return self.value / 100
