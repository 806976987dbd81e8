"""What the invented people wrote in their own words: the log has ids and lengths only."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class PlannedText(NamedTuple):
    id: UUID
    text: str
    about: UUID
    """The member who wrote it."""
    at: datetime
