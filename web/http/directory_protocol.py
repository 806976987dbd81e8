"""Where every page asks which brand it is about."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from projections.brands.brands import BrandSummary


class BrandDirectory(Protocol):
    """None and an empty list are answers here: who may know of a brand is access.py's to say."""

    def with_slug(self, slug: str) -> BrandSummary | None: ...

    def with_id(self, brand_id: UUID) -> BrandSummary | None: ...

    def all(self) -> Sequence[BrandSummary]: ...
