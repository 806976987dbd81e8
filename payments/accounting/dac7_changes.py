"""
What changed since the last file of a year was handed in, and the next file that says so.

A file has either new sellers or corrections, never both: corrections go first.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from payments.accounting.dac7_figures import QuarterFigures
from payments.accounting.dac7_filing import Dac7Filing, FiledKind, FiledSeller, SellerKey
from payments.accounting.dac7_report import Dac7Report, ReportedSeller, reported
from payments.payees.payee import Payee, payee_id
from payments.payees.payee_details import PayeeDetails, PayeeDetailsOf

DetailsChanged = Callable[[UUID, datetime], bool]
"""Whether an expert's details were recorded anew after a moment."""


class SellerChange(NamedTuple):
    """What the next file says of an expert in one currency."""

    seller: FiledSeller
    details: PayeeDetails
    before: FiledSeller | None
    """What the last file said; None: nothing."""
    has_new_details: bool = False


class Dac7Changes(NamedTuple):
    """All that differs from what was filed."""

    corrections: tuple[SellerChange, ...]
    """Corrected and deleted."""
    additions: tuple[SellerChange, ...]

    @property
    def next_file(self) -> tuple[SellerChange, ...]:
        """What the next file has; corrections before additions."""
        return self.corrections or self.additions


def changes_since(
    filing: Dac7Filing,
    report: Dac7Report,
    details_of: PayeeDetailsOf,
    details_changed: DetailsChanged,
) -> Dac7Changes:
    """
    What a report says now that the files handed in did not.

    Those who were reported and are left out now stay as they are, with their reason on the page,
    unless they were credited nothing at all: they are deleted.
    """
    changes = [_change(seller, filing, details_changed) for seller in report.sellers]
    deleted = list(_deleted(filing, report, details_of))
    known = [change for change in changes if change is not None]
    corrected = [change for change in known if change.seller.kind is FiledKind.CORRECTED]
    added = [change for change in known if change.seller.kind is FiledKind.NEW]
    return Dac7Changes((*corrected, *deleted), tuple(added))


def details_changed_in(log: EventLog) -> DetailsChanged:
    """By the events of payees."""

    def details_changed(expert_id: UUID, since: datetime) -> bool:
        return any(
            isinstance(event.data, Payee.DetailsRecorded) and event.data.at > since
            for event in log.history(payee_id(expert_id))
        )

    return details_changed


def _change(
    seller: ReportedSeller, filing: Dac7Filing, details_changed: DetailsChanged
) -> SellerChange | None:
    quarters = reported(seller.figures).quarters
    before = filing.sellers.get(seller.key)
    if before is None or before.kind is FiledKind.DELETED:
        version = before.version + 1 if before else 1
        return _said(seller.key, FiledKind.NEW, version, quarters, seller.details)
    is_new = details_changed(seller.figures.expert_id, filing.stated_at[seller.key])
    if quarters == before.quarters and not is_new:
        return None
    change = _said(seller.key, FiledKind.CORRECTED, before.version + 1, quarters, seller.details)
    return change._replace(before=before, has_new_details=is_new)


def _deleted(
    filing: Dac7Filing, report: Dac7Report, details_of: PayeeDetailsOf
) -> list[SellerChange]:
    """Those who were reported and have no figures any more; a file cannot name those unknown."""
    there = {seller.key for seller in report.sellers}
    there |= {left_out.figures[:2] for left_out in report.left_out}
    deleted = []
    for key, before in filing.sellers.items():
        details = details_of(key[0])
        if key not in there and before.kind is not FiledKind.DELETED and details is not None:
            version = before.version + 1
            change = _said(key, FiledKind.DELETED, version, before.quarters, details)
            deleted.append(change._replace(before=before))
    return deleted


def _said(
    key: SellerKey,
    kind: FiledKind,
    version: int,
    quarters: tuple[QuarterFigures, ...],
    details: PayeeDetails,
) -> SellerChange:
    seller = FiledSeller(*key, kind, version, quarters)
    return SellerChange(seller, details, before=None)
