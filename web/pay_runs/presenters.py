"""Pay runs and payouts as finance reads them: with names, amounts, statuses and what to do."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from domain.money import Money
from payments.pay_runs.pay_run import BEFORE_START, PayRun, PayRunStatus
from payments.pay_runs.pay_run_commands import payout_of
from payments.pay_runs.payout import BankRefusal, Payout, PayoutStatus, Rail
from payments.pay_runs.payout_lists import open_payouts, payouts_in_review
from payments.pay_runs.payout_status import SENT
from web.http.account_names import account_names, person_name
from web.i18n.language import gettext
from web.pay_runs import labels

PAGE_SIZE = 50


class RunView(NamedTuple):
    """A pay run, and how far it is."""

    run: PayRun
    names: dict[UUID, str]
    open_ids: Sequence[UUID]
    review_ids: Sequence[UUID]

    @property
    def is_by_people(self) -> bool:
        """Whether people record what was paid."""
        return self.run.rail.is_by_people

    @property
    def can_start(self) -> bool:
        return self.can_cancel and not self.run.needs_approval

    @property
    def can_cancel(self) -> bool:
        return self.run.status in BEFORE_START

    def name(self, account_id: UUID | None) -> str:
        if account_id is None:
            return gettext("the command line")
        return person_name(account_id, self.names)


class PayoutRow(NamedTuple):
    """An expert in a run, and what became of the payout."""

    payout_id: UUID
    name: str
    amount: Money
    status: PayoutStatus | None
    """None: it was not initiated."""
    reference: str
    """As the rail names it, or the bank's statement."""
    is_by_hand: bool
    """Recorded by a person, and not seen by us."""
    note: str
    changed_at: datetime | None
    due_at: datetime | None
    """When the rail is asked next."""


def run_view(log: EventLog, run: PayRun) -> RunView:
    people = (run.prepared_by, run.approved_by, run.started_by)
    names = account_names(person for person in people if person)
    return RunView(
        run, dict(names), list(open_payouts(log, run.id)), payouts_in_review(log, run.id)
    )


def payout_rows(
    log: EventLog, run: PayRun, wanted: Collection[UUID] | None, first: int = 0
) -> list[PayoutRow]:
    """
    A page of the payouts with these ids, or of all of a run, in the order of its lines.

    first: so many before it.
    """
    wanted = None if wanted is None else set(wanted)
    lines = {payout_of(line, run.week): line for line in run.lines}
    ids = [id for id in lines if wanted is None or id in wanted][first : first + PAGE_SIZE]
    names = account_names(lines[id].expert_id for id in ids)
    return [
        payout_row(
            log.load_or_new(Payout, id),
            run,
            person_name(lines[id].expert_id, names),
            lines[id].amount,
        )
        for id in ids
    ]


def payout_row(payout: Payout, run: PayRun, name: str, prepared: Money) -> PayoutRow:
    """prepared: its amount in the run."""
    is_of_run = bool(payout.version) and payout.pay_run_id == run.id
    status = payout.status if is_of_run else None
    is_tried_again = status is PayoutStatus.UNKNOWN
    return PayoutRow(
        payout_id=payout.id,
        name=name,
        amount=payout.amount if is_of_run else prepared,
        status=status,
        reference=payout.reference if is_of_run else "",
        is_by_hand=is_of_run and payout.is_recorded_by_person,
        note=_note(payout, run, is_of_run),
        changed_at=payout.changed_at if is_of_run else None,
        due_at=payout.due_at if is_tried_again else None,
    )


def _note(payout: Payout, run: PayRun, is_of_run: bool) -> str:  # noqa: FBT001 - read beside
    if not is_of_run:
        return _not_initiated(payout, run)
    is_from_list = payout.code in set(BankRefusal)
    reason = labels.BANK_REFUSALS[BankRefusal(payout.code)] if is_from_list else payout.code
    notes = labels.PRACTICE_NOTES if payout.rail is Rail.PRACTICE else {}
    note = (labels.STATUS_NOTES | notes).get(payout.status, "") if payout.status else ""
    look = gettext("a person must look") if payout.needs_review and payout.status in SENT else ""
    return " · ".join(str(part) for part in (reason, note, look) if part)


def _not_initiated(payout: Payout, run: PayRun) -> str:
    if payout.version:
        return gettext("paid by another run of this week")
    if run.status is PayRunStatus.CANCELLED:
        return gettext("the run was cancelled")
    if run.payouts is None:
        return gettext("not started yet")
    return gettext(
        "less than that was left to pay when the run was started: the next run pays the rest"
    )
