"""A subject of the tests and its event."""

from uuid import UUID

from domain.brands.subject import Subject
from tests.support.people import MANAGER, after

CAMPING_CARS = UUID(int=50)
NAMES = {"fr": "Électricité", "en": "Electricity"}
ADDED = Subject.Added(
    at=after(0), slug="electricity", name_by_language=NAMES, parent_id=CAMPING_CARS, by=MANAGER
)
