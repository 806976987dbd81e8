"""
The account of an expert in one currency: statements week by week, bonuses, adjustments, payouts.

Two amounts make its balance. What is payable is paid out; what the expert owes, because it was
deducted after it had been paid, is recovered by the next statements.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.hash_chain import FIRST, canonical, chain_hash
from payments.payees.payee_details import MissingDetail
from payments.statements.bonus_rule import BonusRule
from payments.statements.weeks import parse_week

THRESHOLD_WAIVED_AFTER = timedelta(weeks=13)
"""An amount below the threshold is paid all the same once it has waited for so long."""


class AdjustmentReason(StrEnum):
    """Why an amount is added to or deducted from what an expert is owed."""

    BONUS = "bonus"
    CORRECTION = "correction"
    LATE_CONTEST = "late_contest"
    """A conversation that was paid should not have been."""


class WithheldReason(StrEnum):
    """Why a statement is not paid out now."""

    NOTHING_TO_PAY = "nothing_to_pay"
    NEGATIVE_BALANCE = "negative_balance"
    BELOW_THRESHOLD = "below_threshold"
    IDENTITY_MISSING = "identity_missing"
    BANK_ACCOUNT_MISSING = "bank_account_missing"
    TAX_DETAILS_MISSING = "tax_details_missing"
    MANDATE_MISSING = "mandate_missing"


class StatementLine(Struct, frozen=True):
    """The pay of one conversation that was released."""

    earning_id: UUID
    conversation_id: UUID
    released_at: datetime
    net: Money


def statement_account_id(expert_id: UUID, currency: str) -> UUID:
    """The id of an expert's account in a currency."""
    return uuid5(expert_id, f"statements/{currency}")


class StatementAccount(Aggregate):
    """What an expert is owed in one currency."""

    ABSENT = translatable("There is no statement yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.number, self.week, self.hash = 0, "", FIRST
        self.payable_minor = self.owed_minor = 0
        self.closing_minor = self.adjusted_minor = 0
        """At the last statement, and adjusted since."""
        self.deducted: dict[UUID, int] = {}
        """The payouts that took their amount from it, and did not give it back."""
        self.paid_out_minor = 0
        """Since the last statement, less what was returned."""
        self.waiting_since: datetime | None = None

    # Events, and what each changes.

    class StatementClosed(Event, frozen=True):
        """A week was closed: opening + lines + adjusted - paid out = closing."""

        expert_id: UUID
        currency: str
        week: str
        number: int
        """From 1, without a gap."""
        opening: Money
        """The closing of the statement before. Below zero, the expert owes it."""
        lines: tuple[StatementLine, ...]
        adjusted: Money
        """Bonuses less deductions since the statement before."""
        paid_out: Money
        """Since the statement before, less what was returned."""
        closing: Money
        recovered: Money
        """The part of what the expert owed that this statement settles."""
        previous_hash: str
        """Of the statement before; FIRST of the first."""
        hash: str
        """Of this statement's content and the hash before (payments/hash_chain.py)."""

        def apply(self, account: "StatementAccount") -> None:
            earned = sum(line.net.amount for line in self.lines)
            account.number, account.week, account.hash = self.number, self.week, self.hash
            account.payable_minor += earned - self.recovered.amount
            account.owed_minor -= self.recovered.amount
            account.closing_minor = self.closing.amount
            account.adjusted_minor = account.paid_out_minor = 0
            if self.closing.amount > 0:
                account.waiting_since = account.waiting_since or self.at

    class Adjusted(Event, frozen=True):
        """A bonus was added, or an amount deducted, by a person with a written reason."""

        expert_id: UUID
        amount: Money
        """Below zero when it is deducted."""
        payable_change: Money
        owed_change: Money
        """What the deduction exceeds the payable amount by."""
        reason: AdjustmentReason
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, account: "StatementAccount") -> None:
            account.payable_minor += self.payable_change.amount
            account.owed_minor += self.owed_change.amount
            account.adjusted_minor += self.amount.amount

    class BonusEarned(Event, frozen=True):
        """The rule for bonuses added an amount: so many conversations are on the statement."""

        expert_id: UUID
        week: str
        conversations: int
        amount: Money

        def apply(self, account: "StatementAccount") -> None:
            account.payable_minor += self.amount.amount
            account.adjusted_minor += self.amount.amount

    class PayoutDeducted(Event, frozen=True):
        """A payout took its amount from what is payable."""

        payout_id: UUID
        amount: Money

        def apply(self, account: "StatementAccount") -> None:
            account.deducted[self.payout_id] = self.amount.amount
            account.payable_minor -= self.amount.amount
            account.paid_out_minor += self.amount.amount
            account.waiting_since = self.at if account.payable_minor else None

    class PayoutReturned(Event, frozen=True):
        """A payout did not arrive: its amount is payable again."""

        payout_id: UUID
        amount: Money

        def apply(self, account: "StatementAccount") -> None:
            account.deducted[self.payout_id] -= self.amount.amount
            if not account.deducted[self.payout_id]:
                del account.deducted[self.payout_id]
            account.payable_minor += self.amount.amount
            account.paid_out_minor -= self.amount.amount
            account.waiting_since = account.waiting_since or self.at

    class LatePaymentDeducted(Event, frozen=True):
        """A payment was found that the record did not expect: its amount is taken back."""

        expert_id: UUID
        payout_id: UUID
        amount: Money
        payable_change: Money
        """Zero or less: what was taken from what is payable."""
        owed_change: Money
        """The rest: the expert owes it."""

        def apply(self, account: "StatementAccount") -> None:
            before = account.deducted.get(self.payout_id, 0)
            account.deducted[self.payout_id] = before + self.amount.amount
            account.payable_minor += self.payable_change.amount
            account.owed_minor += self.owed_change.amount
            account.paid_out_minor += self.amount.amount

    # Decisions: the rules, then the event.

    @property
    def to_pay_minor(self) -> int:
        """What the last statement says is to be paid, less what was paid or deducted since."""
        stated = self.closing_minor - self.paid_out_minor
        return max(0, min(stated, self.payable_minor - self.owed_minor))

    def close_statement(
        self,
        expert_id: UUID,
        currency: str,
        week: str,
        lines: Sequence[StatementLine],
        at: datetime,
        bonus: BonusRule | None = None,
    ) -> None:
        """
        Close a week, once; a week that is closed already, or one before it, changes nothing.

        lines: what was released until its end, and no statement lists. bonus: the rule for
        bonuses; None without one.
        Raises Invalid unless it is a week; NotNow while it lasts.
        """
        if at < parse_week(week).ends_at:
            raise NotNow("This week is not over yet.")
        if week <= self.week:
            return
        if bonus and len(lines) >= bonus.conversations:
            self._earn_bonus(expert_id, week, len(lines), Money(bonus.bonus_minor, currency), at)
        self.record(self._closed(expert_id, currency, week, tuple(lines), at))

    def adjust(
        self,
        expert_id: UUID,
        amount: Money,
        reason: AdjustmentReason,
        text: WrittenText,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Add a bonus, or deduct an amount below zero; what exceeds the payable amount is owed.

        Raises Invalid for an amount of zero, and without a written reason.
        """
        if not amount.amount:
            raise Invalid("Enter an amount other than zero.")
        if not text.length:
            raise Invalid("Write the reason for this adjustment.")
        payable_change = max(amount.amount, -self.payable_minor)
        self.record(
            self.Adjusted(
                at=at,
                expert_id=expert_id,
                amount=amount,
                payable_change=Money(payable_change, amount.currency),
                owed_change=Money(payable_change - amount.amount, amount.currency),
                reason=reason,
                reason_text_id=text.text_id,
                text_length=text.length,
                by=by,
            )
        )

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

    def pay_out(
        self,
        payout_id: UUID,
        currency: str,
        threshold_minor: int,
        missing: Sequence[MissingDetail],
        at: datetime,
        prepared_minor: int | None = None,
    ) -> Money:
        """
        Take what the last statement says is to be paid; return the amount.

        prepared_minor: no more than a pay run has prepared, as a later statement may have added to
        it. Raises NotNow when it is withheld, when less than was prepared is left to pay, and when
        this payout took its amount already.
        """
        if payout_id in self.deducted:
            raise NotNow("This payout was already initiated.")
        reasons = self.withheld_reasons(threshold_minor, missing, at)
        if reasons:
            raise NotNow("This statement is withheld: %(reasons)s.", reasons=", ".join(reasons))
        if prepared_minor is not None and prepared_minor > self.to_pay_minor:
            raise NotNow("Less than was prepared is left to pay.")
        amount_minor = self.to_pay_minor if prepared_minor is None else prepared_minor
        amount = Money(amount_minor, currency)
        self.record(self.PayoutDeducted(at=at, payout_id=payout_id, amount=amount))
        return amount

    def return_payout(
        self, payout_id: UUID, currency: str, at: datetime, amount_minor: int | None = None
    ) -> None:
        """
        Make the amount of a payout payable again; amount_minor: of several payments, that of one.

        Raises NotNow unless it took as much.
        """
        deducted_minor = self.deducted.get(payout_id)
        if deducted_minor is None or deducted_minor < (amount_minor or 0):
            raise NotNow("This payout has no amount to return.")
        amount = Money(amount_minor or deducted_minor, currency)
        self.record(self.PayoutReturned(at=at, payout_id=payout_id, amount=amount))

    def deduct_late_payment(
        self, expert_id: UUID, payout_id: UUID, amount: Money, at: datetime
    ) -> Money:
        """Take a payment back that was found late; return what exceeds the payable: it is owed."""
        payable_change = -min(amount.amount, self.payable_minor)
        owed = Money(amount.amount + payable_change, amount.currency)
        self.record(
            self.LatePaymentDeducted(
                at=at,
                expert_id=expert_id,
                payout_id=payout_id,
                amount=amount,
                payable_change=Money(payable_change, amount.currency),
                owed_change=owed,
            )
        )
        return owed

    def _earn_bonus(
        self, expert_id: UUID, week: str, conversations: int, amount: Money, at: datetime
    ) -> None:
        self.record(
            self.BonusEarned(
                at=at,
                expert_id=expert_id,
                week=week,
                conversations=conversations,
                amount=amount,
            )
        )

    def _closed(
        self,
        expert_id: UUID,
        currency: str,
        week: str,
        lines: tuple[StatementLine, ...],
        at: datetime,
    ) -> StatementClosed:
        earned = sum(line.net.amount for line in lines)
        recovered = min(self.owed_minor, self.payable_minor + earned)
        closing = self.closing_minor + earned + self.adjusted_minor - self.paid_out_minor
        statement = self.StatementClosed(
            at=at,
            expert_id=expert_id,
            currency=currency,
            week=week,
            number=self.number + 1,
            opening=Money(self.closing_minor, currency),
            lines=lines,
            adjusted=Money(self.adjusted_minor, currency),
            paid_out=Money(self.paid_out_minor, currency),
            closing=Money(closing, currency),
            recovered=Money(recovered, currency),
            previous_hash=self.hash,
            hash="",
        )
        return replace(statement, hash=statement_hash(statement))

    def _has_waited(self, at: datetime) -> bool:
        return self.waiting_since is not None and at - self.waiting_since >= THRESHOLD_WAIVED_AFTER


def statement_hash(statement: StatementAccount.StatementClosed) -> str:
    """The hash that a statement must have: of all its other fields, after the one before."""
    content = to_builtins(statement)
    del content["hash"]
    return chain_hash(statement.previous_hash, canonical(content))
