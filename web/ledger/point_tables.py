"""Points by brand, what they are expected to cost, and when they expire."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from domain.money import Money
from domain.rewards.reward_rules import RewardRules
from payments.ledger.point_balances import BrandPoints, outstanding_by_month, points_by_brand
from projections.engine.timestamps import ms_of
from projections.read_models import ReadModels
from projections.rewards.catalogue import brands_with_rules
from projections.rewards.points import PointCost, point_costs_of
from web.i18n import formats
from web.i18n.language import gettext
from web.ledger.ageing_tables import with_names
from web.ledger.figure_tables import Cell, Column, FigureTable
from web.ledger.forms import PAGE_SIZE, FinanceQuery
from web.ledger.labels import OwnerNames, month_text
from web.ledger.paging import keyed_page

NEVER = "never"
"""In place of the month in which points expire."""


class PointsView(NamedTuple):
    """A brand's points, and what those outstanding are expected to cost."""

    points: BrandPoints
    cost: Money | None
    """None: the brand has published no cost of points."""

    @property
    def brand_id(self) -> UUID:
        return self.points.brand_id

    @property
    def breakage(self) -> float | None:
        """The share of points that expired; None: none were issued."""
        return self.points.expired / self.points.issued if self.points.issued else None


def point_views(
    query: FinanceQuery, today: date, models: ReadModels, db: Connection
) -> list[PointsView]:
    """By brand, those with the most outstanding points first; costs as published by that day."""
    brands = points_by_brand(query.cutoff, db)
    end = datetime.combine(query.reference_day(today) + timedelta(days=1), time(), tzinfo=UTC)
    with models.read(models.points) as costs_db:
        costs = {
            brand.brand_id: _cost_at(ms_of(end), point_costs_of(brand.brand_id, costs_db))
            for brand in brands
        }
    return [
        PointsView(brand, _expected(brand.outstanding, costs[brand.brand_id])) for brand in brands
    ]


def point_columns() -> list[Column]:
    return [
        Column("brand_id", gettext("Brand")),
        Column("issued", gettext("Issued"), is_number=True),
        Column("redeemed", gettext("Redeemed"), is_number=True),
        Column("expired", gettext("Expired"), is_number=True),
        Column("outstanding", gettext("Outstanding"), is_number=True),
        Column("expected_cost_minor", gettext("Expected cost"), is_number=True),
        Column("breakage", gettext("Breakage"), is_number=True),
    ]


def point_csv_columns() -> list[Column]:
    first, *others = point_columns()
    return [first, Column("name", ""), Column("currency", ""), *others]


def point_table(views: Sequence[PointsView], query: FinanceQuery) -> FigureTable:
    page = keyed_page(views, query, "finance_points.show_points", PAGE_SIZE)
    return FigureTable(
        key="points",
        caption=gettext("Points of each brand, the most outstanding first"),
        columns=point_columns(),
        rows=point_rows(query, page.rows),
        totals=_point_totals(views),
        listed=len(views),
        next_url=page.next_url,
        first_url=page.first_url,
        csv_url=query.url("finance_points.download_points"),
        empty=gettext("No points have been issued."),
    )


def point_rows(query: FinanceQuery, views: Sequence[PointsView]) -> list[list[Cell]]:
    names = OwnerNames([])
    return [
        [
            Cell(names.brand(view.brand_id), str(view.brand_id)),
            *_point_cells(query, view.points),
            _cost_cell(view.cost),
            Cell(
                formats.percent(view.breakage),
                None if view.breakage is None else f"{view.breakage:.4f}",
            ),
        ]
        for view in views
    ]


def point_csv_rows(views: Sequence[PointsView], query: FinanceQuery) -> list[list[Cell]]:
    rows = with_names(point_rows(query, views), "")
    for row, view in zip(rows, views, strict=True):
        row[2] = Cell("", view.cost.currency if view.cost else "")
    return rows


def _point_cells(query: FinanceQuery, points: BrandPoints) -> list[Cell]:
    flows = ("points_issued", "points_redeemed", "points_expired")
    numbers = (points.issued, points.redeemed, points.expired)
    listed = [
        query.url("finance_entries.show_flow", flow=flow, brand=points.brand_id, unit="PTS")
        for flow in flows
    ]
    return [
        *(
            Cell(formats.number(n), n, url if n else "")
            for n, url in zip(numbers, listed, strict=True)
        ),
        Cell(formats.number(points.outstanding), points.outstanding),
    ]


def _cost_cell(cost: Money | None) -> Cell:
    if cost is None:
        return Cell(formats.ABSENT, None)
    return Cell(formats.accounting(cost.amount, cost.currency), cost.amount)


def _point_totals(views: Sequence[PointsView]) -> list[Cell]:
    issued = sum(view.points.issued for view in views)
    expired = sum(view.points.expired for view in views)
    sums = (
        issued,
        sum(view.points.redeemed for view in views),
        expired,
        sum(view.points.outstanding for view in views),
    )
    return [
        Cell(gettext("Total"), ""),
        *(Cell(formats.number(n), n) for n in sums),
        Cell(_costs_text(views), None),
        Cell(formats.percent(expired / issued if issued else None), None),
    ]


def _costs_text(views: Sequence[PointsView]) -> str:
    """By currency: amounts of different ones are never added."""
    sums = Counter[str]()
    for view in views:
        if view.cost:
            sums[view.cost.currency] += view.cost.amount
    return formats.series(formats.accounting(sums[unit], unit) for unit in sorted(sums))


def _cost_at(end_ms: int, costs: Sequence[PointCost]) -> PointCost | None:
    known = [cost for cost in costs if cost.since_ms < end_ms]
    return known[-1] if known else None


def _expected(points: int, cost: PointCost | None) -> Money | None:
    return Money(cost.of(points), cost.per_hundred.currency) if cost else None


# When they expire.


def expiry_columns() -> list[Column]:
    return [
        Column("month", gettext("Expire at the end of")),
        Column("points", gettext("Points"), is_number=True),
    ]


def expiry_table(
    query: FinanceQuery, today: date, models: ReadModels, db: Connection
) -> FigureTable:
    """All brands together, by the rules that each has published."""
    months = points_by_expiry(query, today, models, db)
    return FigureTable(
        key="expiry",
        caption=gettext("When outstanding points expire"),
        columns=expiry_columns(),
        rows=expiry_rows(months),
        totals=[Cell(gettext("Total"), ""), _number(sum(months.values()))],
        csv_url=query.url("finance_points.download_expiry"),
        empty=gettext("No points are outstanding."),
    )


def expiry_rows(months: Mapping[str, int]) -> list[list[Cell]]:
    return [
        [
            Cell(gettext("never") if month == NEVER else month_text(month), month),
            _number(points),
        ]
        for month, points in months.items()
    ]


def points_by_expiry(
    query: FinanceQuery, today: date, models: ReadModels, db: Connection
) -> dict[str, int]:
    """By month, such as `2026-06`, the next first."""
    with models.read(models.reward_catalogue) as rules_db:
        rules = brands_with_rules(rules_db)
    months = Counter[str]()
    by_brand = outstanding_by_month(query.reference_day(today), query.cutoff, db)
    for brand_id, earned in by_brand.items():
        for month, points in earned.items():
            months[_expiry_month(month, rules.get(brand_id))] += points
    return dict(sorted(months.items()))


def _expiry_month(month: str, rules: RewardRules | None) -> str:
    valid = rules.points_expire_after_months if rules else None
    if valid is None:
        return NEVER
    year, number = map(int, month.split("-"))
    later = year * 12 + number - 1 + valid
    return f"{later // 12}-{later % 12 + 1:02}"


def _number(points: int) -> Cell:
    return Cell(formats.number(points), points)
