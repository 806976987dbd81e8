"""The brands of the pages, for those who ask which brand a page is about."""

from collections.abc import Sequence
from uuid import UUID

from domain.errors import NotFound
from projections.brands import brands
from projections.brands.brands import KnownBrand
from projections.read_models import Pages


class PagesDirectory:
    """Reads the projection of brands each time: a brand registered just now is there."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def with_slug(self, slug: str) -> KnownBrand | None:
        with self._pages.reading(self._pages.brands) as db:
            try:
                return brands.brand_called(slug, db)
            except NotFound:
                return None

    def with_id(self, brand_id: UUID) -> KnownBrand | None:
        with self._pages.reading(self._pages.brands) as db:
            return brands.brand_with_id(brand_id, db)

    def all(self) -> Sequence[KnownBrand]:
        with self._pages.reading(self._pages.brands) as db:
            return brands.all_brands(db)
