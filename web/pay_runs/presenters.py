"""Pay runs and payouts as finance reads them: with names, amounts, statuses and what to do."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from domain.money import Money
from payments.pay_runs.pay_run import BEFORE_START, PayRun, PayRunStatus
from payments.pay_runs.pay_run_commands import lines_of
from payments.pay_runs.pay_run_lines import LeftOutLine, LeftOutLineReason, PayRunLine
from payments.pay_runs.payable_lines import payout_of
from payments.pay_runs.payout import BankRefusal, Payout, PayoutStatus, Rail
from payments.pay_runs.payout_lists import open_payouts, payouts_in_review
from payments.pay_runs.payout_status import SENT
from web.http.account_names import account_names, person_name
from web.i18n.language import gettext
from web.pay_runs import labels
from web.statements.labels import WITHHELD

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
    def can_record(self) -> bool:
        """Whether people can record that all were paid: then the bank has the file, if there is."""
        has_file = self.run.rail is not Rail.SEPA or bool(self.run.file_sha256)
        return self.is_by_people and self.run.payouts is not None and has_file

    @property
    def shown_payouts(self) -> str:
        """The payouts without an outcome, in short: another one when they are others."""
        # Tried again, a payout has its id and perhaps less of an amount.
        parts = [str(self.run.reopened_times), *map(str, self.open_ids)]
        return hashlib.sha256("/".join(parts).encode()).hexdigest()

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
    people = (run.prepared_by, run.approved_by, run.started_by, run.cancelled_by)
    names = account_names(person for person in people if person)
    return RunView(
        run, dict(names), list(open_payouts(log, run.id)), payouts_in_review(log, run.id)
    )


def payouts_shown(view: RunView, show: str) -> Sequence[UUID] | None:
    """The payouts that a page of a run is about: open, review or left out; None for all."""
    match show:
        case "open":
            return view.open_ids
        case "review":
            return view.review_ids
        case "left-out":
            return [payout_of(line, view.run.week) for line in view.run.left_out]
        case _:
            return None


def payout_rows(
    log: EventLog, run: PayRun, wanted: Sequence[UUID] | None, first: int = 0
) -> list[PayoutRow]:
    """
    A page of the payouts with these ids, or of all of a run, in the order of its lines.

    first: so many before it.
    """
    shown = _among(lines_of(log, run), run.week, wanted)[first : first + PAGE_SIZE]
    left_out = {payout_of(line, run.week): line for line in run.left_out}
    names = account_names(line.expert_id for line in shown)
    return [
        payout_row(
            log.load_or_new(Payout, payout_of(line, run.week)),
            run,
            person_name(line.expert_id, names),
            line.amount,
            left_out.get(payout_of(line, run.week)),
        )
        for line in shown
    ]


def _among(
    lines: Sequence[PayRunLine], week: str, wanted: Sequence[UUID] | None
) -> Sequence[PayRunLine]:
    """The lines whose payouts have these ids; all without any."""
    if wanted is None:
        return lines
    ids = set(wanted)
    return [line for line in lines if payout_of(line, week) in ids]


def payout_row(
    payout: Payout, run: PayRun, name: str, prepared: Money, left_out: LeftOutLine | None = None
) -> PayoutRow:
    """prepared: its amount in the run. left_out: why the run has not initiated it."""
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
        note=_note(payout) if is_of_run else _not_initiated(payout, run, left_out),
        changed_at=payout.changed_at if is_of_run else None,
        due_at=payout.due_at if is_tried_again else None,
    )


def _note(payout: Payout) -> str:
    is_from_list = payout.code in set(BankRefusal)
    reason = labels.BANK_REFUSALS[BankRefusal(payout.code)] if is_from_list else payout.code
    notes = labels.PRACTICE_NOTES if payout.rail is Rail.PRACTICE else {}
    note = (labels.STATUS_NOTES | notes).get(payout.status, "") if payout.status else ""
    look = gettext("a person must look") if payout.needs_review and payout.status in SENT else ""
    return " · ".join(str(part) for part in (reason, note, look) if part)


def _not_initiated(payout: Payout, run: PayRun, left_out: LeftOutLine | None) -> str:
    if left_out:
        withheld = [WITHHELD[reason] for reason in left_out.withheld]
        return " · ".join(map(str, (labels.LEFT_OUT[left_out.reason], *withheld)))
    if payout.version:
        return str(labels.LEFT_OUT[LeftOutLineReason.OTHER_RUN])
    if run.status is PayRunStatus.CANCELLED:
        return gettext("the run was cancelled")
    return gettext("not started yet")
