"""Where every page asks which brand it is about."""

from collections.abc import Sequence
from uuid import UUID

from domain.errors import NotFound
from projections.brands import brands
from projections.brands.brands import BrandSummary
from projections.read_models import ReadModels


class BrandDirectory:
    """
    Reads the brands each time: a brand registered a moment ago is there.

    None and an empty list are answers here: who may know of a brand is decided in access.py.
    """

    def __init__(self, read_models: ReadModels) -> None:
        self._read_models = read_models

    def with_slug(self, slug: str) -> BrandSummary | None:
        with self._read_models.read(self._read_models.brands) as db:
            try:
                return brands.brand_called(slug, db)
            except NotFound:
                return None

    def with_id(self, brand_id: UUID) -> BrandSummary | None:
        with self._read_models.read(self._read_models.brands) as db:
            return brands.brand_with_id(brand_id, db)

    def all(self) -> Sequence[BrandSummary]:
        with self._read_models.read(self._read_models.brands) as db:
            return brands.all_brands(db)
