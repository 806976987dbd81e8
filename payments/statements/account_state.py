"""
What an expert's account in one currency holds, and what can be paid of it.

Two amounts make its balance. What is payable is paid out; what the expert owes, because it was
deducted after it had been paid, is recovered by the next statements.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain.aggregate import Aggregate
from domain.money import Money
from payments.hash_chain import FIRST
from payments.payees.payee_details import MissingDetail
from payments.statements.account_reasons import WithheldReason
from payments.statements.statement_lines import StatedWeek, StatementAdjustment

THRESHOLD_WAIVED_AFTER = timedelta(weeks=13)
"""An amount below the threshold is paid all the same once it has waited for so long."""


class AccountState(Aggregate):
    """The state of a `StatementAccount`, which has the events and the decisions."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.expert_id = UUID(int=0)
        self.number, self.week, self.hash = 0, "", FIRST
        self.stated: list[StatedWeek] = []
        """The closed weeks, the oldest first."""
        self.payable_minor = self.owed_minor = 0
        self.closing_minor = self.adjusted_minor = 0
        """At the last statement, and adjusted since."""
        self.adjustments: list[StatementAdjustment] = []
        """What was adjusted since."""
        self.bonus_weeks: set[str] = set()
        """The weeks for which the rule gave a bonus."""
        self.deducted: dict[UUID, int] = {}
        """The payouts that took their amount from it, and did not give it back."""
        self.paid_out_minor = 0
        """Since the last statement, less what was returned."""
        self.waiting_since: datetime | None = None

    @property
    def to_pay_minor(self) -> int:
        """What the last statement says is to be paid, less what was paid or deducted since."""
        stated = self.closing_minor - self.paid_out_minor
        return max(0, min(stated, self.payable_minor - self.owed_minor))

    def withheld_reasons(
        self, threshold_minor: int, missing: Sequence[MissingDetail], at: datetime
    ) -> tuple[WithheldReason, ...]:
        """
        Why nothing is paid out now; empty when it is.

        missing: which details of the expert are missing.
        """
        if self.payable_minor < self.owed_minor:
            return (WithheldReason.NEGATIVE_BALANCE,)
        if not self.to_pay_minor:
            return (WithheldReason.NOTHING_TO_PAY,)
        reasons = [WithheldReason(f"{detail}_missing") for detail in missing]
        if self.to_pay_minor < threshold_minor and not self._has_waited(at):
            reasons.append(WithheldReason.BELOW_THRESHOLD)
        return tuple(reasons)

    def add_adjustment(self, expert_id: UUID, amount: Money) -> None:
        """By an event that is being applied: it is the next of the account's history."""
        self.expert_id = expert_id
        self.adjusted_minor += amount.amount
        self.adjustments.append(StatementAdjustment(self.version + 1, amount))

    def _has_waited(self, at: datetime) -> bool:
        return self.waiting_since is not None and at - self.waiting_since >= THRESHOLD_WAIVED_AFTER
