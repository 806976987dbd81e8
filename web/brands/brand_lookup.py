"""A brand that pages and e-mails are about, by its id."""

from uuid import UUID

from domain.brands.brand import Brand
from domain.errors import NotFound
from projections.brands.brands import BrandSummary, brand_with_id
from projections.read_models import ReadModels


def known_brand(brand_id: UUID, read_models: ReadModels) -> BrandSummary:
    """Raises NotFound when the read models know no brand with this id."""
    with read_models.read(read_models.brands) as db:
        brand = brand_with_id(brand_id, db)
    if brand is None:
        raise NotFound(Brand.ABSENT)
    return brand
