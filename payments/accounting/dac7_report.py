"""
Who is reported under DAC7 for a year, with which figures, and who is left out, and why.

Amounts are reported in whole units of their currency, as the French schema wants them.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from stdnum.eu import vat as eu_vat

from domain.money import Money
from payments.accounting.dac7_figures import QuarterFigures, SellerFigures
from payments.payees.payee_details import (
    MissingDetail,
    PayeeDetails,
    PayeeDetailsOf,
    missing_details,
)

EU_COUNTRIES = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) - {"EL", "XI"} | {"GR"}
HUNDREDTHS = 100
REPORTED_DETAILS = frozenset({MissingDetail.IDENTITY, MissingDetail.TAX_DETAILS})
"""Without these a seller cannot be in the file; a bank account may be missing."""


class LeftOutReason(StrEnum):
    """Why an expert with figures is not in the file."""

    DETAILS_MISSING = "details_missing"
    NOT_IN_EU = "not_in_eu"
    """Lives outside of the European Union, where other authorities ask."""
    NEGATIVE_QUARTER = "negative_quarter"
    """More was taken back than credited: the schema has no negative amounts; a person decides."""
    BELOW_ONE_UNIT = "below_one_unit"
    """Less than half a euro in each quarter: the file's amounts would all be zero."""


class ReportedSeller(NamedTuple):
    """An expert in one currency, with the details that the file needs."""

    figures: SellerFigures
    details: PayeeDetails

    @property
    def key(self) -> tuple[UUID, str]:
        return self.figures[:2]


class LeftOutSeller(NamedTuple):
    """An expert in one currency who is not in the file."""

    figures: SellerFigures
    reason: LeftOutReason


class Dac7Report(NamedTuple):
    """All experts with figures of a year: reported or left out."""

    year: int
    sellers: tuple[ReportedSeller, ...]
    left_out: tuple[LeftOutSeller, ...]


def report_of(
    year: int, credited: Iterable[SellerFigures], details_of: PayeeDetailsOf
) -> Dac7Report:
    """Sort those who were credited in a year into reported and left out."""
    sellers, left_out = [], []
    for figures in credited:
        details = details_of(figures.expert_id)
        reason = _reason_to_leave_out(figures, details)
        if reason is None and details is not None:
            sellers.append(ReportedSeller(figures, details))
        else:
            left_out.append(LeftOutSeller(figures, reason or LeftOutReason.DETAILS_MISSING))
    return Dac7Report(year, tuple(sellers), tuple(left_out))


def _reason_to_leave_out(
    figures: SellerFigures, details: PayeeDetails | None
) -> LeftOutReason | None:
    if details is not None and details.country and details.country not in EU_COUNTRIES:
        return LeftOutReason.NOT_IN_EU
    if REPORTED_DETAILS & set(missing_details(details, has_mandate=True)):
        return LeftOutReason.DETAILS_MISSING
    rounded = reported(figures).quarters
    if any(quarter.consideration.amount < 0 for quarter in rounded):
        return LeftOutReason.NEGATIVE_QUARTER
    if not any(quarter.consideration.amount for quarter in rounded):
        return LeftOutReason.BELOW_ONE_UNIT
    return None


def reported(figures: SellerFigures) -> SellerFigures:
    """The figures as the file has them: each amount rounded half up to a whole unit."""
    quarters = tuple(
        QuarterFigures(
            consideration=_whole(quarter.consideration),
            conversations=quarter.conversations,
            fees=_whole(quarter.fees),
            taxes=_whole(quarter.taxes),
        )
        for quarter in figures.quarters
    )
    return figures._replace(quarters=quarters)


def _whole(money: Money) -> Money:
    units = (money.amount + HUNDREDTHS // 2) // HUNDREDTHS
    return Money(units * HUNDREDTHS, money.currency)
