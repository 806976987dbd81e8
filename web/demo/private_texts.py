"""What the invented people wrote in their own words: planned here, kept in the private store."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Texts


class Wrote(NamedTuple):
    id: UUID
    text: str
    about: UUID
    at: datetime


class PlannedWords:
    """All there is to know of them while attempts are marked: it follows from the seed."""

    def __init__(self) -> None:
        self._all: dict[UUID, Wrote] = {}

    def add(self, id: UUID, text: str, about: UUID, at: datetime) -> tuple[UUID, int]:
        """Where they will lie, and how long they are, as events say it."""
        self._all[id] = Wrote(id, text, about, at)
        return id, len(text)

    def read(self, ids: Sequence[UUID]) -> Texts:
        return {id: self._all[id].text for id in ids if id in self._all}

    def __iter__(self) -> Iterator[Wrote]:
        return iter(self._all.values())
