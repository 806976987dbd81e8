"""What the figures of the demonstration's invented brands rest on; nothing for any other brand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from projections.brands.brands import BrandSummary
from web.demo.assumptions import FIGURES_OF_THE_EXCHANGE, FIGURES_OF_THE_SHOP, RHYTHM, SourcedFigure
from web.demo.brands.camping_shop.brand import SLUG as SHOP_SLUG
from web.demo.brands.home_exchange.brand import SLUG as EXCHANGE_SLUG
from web.demo.loading import SEED
from web.demo.planned import brand_id_of
from web.i18n import formats
from web.i18n.language import current_language

FIGURES = {EXCHANGE_SLUG: FIGURES_OF_THE_EXCHANGE, SHOP_SLUG: FIGURES_OF_THE_SHOP}


class DemonstrationFigure(NamedTuple):
    """A figure the demonstration was made with; without a source it is assumed."""

    label: str
    value: str
    source: str | None


def demonstration_figures(brand: BrandSummary) -> Sequence[DemonstrationFigure]:
    """Recognised by the brand's id, which follows from the seed: a real brand may have any name."""
    figures = FIGURES.get(brand.slug)
    if figures is None or brand.brand_id != brand_id_of(SEED, brand.slug):
        return ()
    return [_formatted(figure, brand.currency) for figure in figures]


def _formatted(figure: SourcedFigure, currency: str) -> DemonstrationFigure:
    value = "" if figure is RHYTHM else _value(figure, currency)
    return DemonstrationFigure(figure.says[current_language()], value, figure.source)


def _value(figure: SourcedFigure, currency: str) -> str:
    if figure.unit == "c":
        return formats.money(figure.value, currency)
    if figure.unit == "EUR":
        return formats.money(figure.value * 100, figure.unit)
    if figure.unit == "%":
        return formats.percent(Decimal(figure.value) / 100, 0)
    return formats.number(figure.value) + (f"{formats.NBSP}{figure.unit}" if figure.unit else "")
