"""
The account of an expert in one currency: statements week by week, bonuses, adjustments, payouts.

What it holds, and what can be paid of it, is in `account_state.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from msgspec.structs import replace

from domain.aggregate import Event
from domain.errors import Invalid, NotNow, translatable
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.payees.payee_details import MissingDetail
from payments.statements.account_reasons import AdjustmentReason
from payments.statements.account_state import AccountState
from payments.statements.bonus_rule import BonusRule, weeks_with_bonus
from payments.statements.statement_hashes import HASH_FORMAT, statement_hash
from payments.statements.statement_lines import (
    StatedWeek,
    StatementAdjustment,
    StatementLine,
    all_lines,
    paid_up_to,
)
from payments.statements.withheld_sentences import withheld_sentences
from payments.weeks import parse_week


def statement_account_id(expert_id: UUID, currency: str) -> UUID:
    """The id of an expert's account in a currency."""
    return uuid5(expert_id, f"statements/{currency}")


class StatementAccount(AccountState):
    """What an expert is owed in one currency."""

    ABSENT = translatable("There is no statement yet.")

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
        adjustments: tuple[StatementAdjustment, ...]
        """The bonuses and deductions since the statement before, in order."""
        adjusted: Money
        """Their sum."""
        paid_out: Money
        """Since the statement before, less what was returned."""
        closing: Money
        recovered: Money
        """The part of what the expert owed that this statement settles."""
        previous_hash: str
        """Of the statement before; FIRST of the first."""
        hash_format: int
        """Which fields the hash covers (payments/statements/statement_hashes.py)."""
        hash: str
        """Of this statement's content and the hash before (payments/hash_chain.py)."""

        def apply(self, account: "StatementAccount") -> None:
            earned = sum(line.net.amount for line in self.lines)
            account.expert_id = self.expert_id
            account.number, account.week, account.hash = self.number, self.week, self.hash
            account.stated.append(StatedWeek(self.week, earned + self.adjusted.amount, self.lines))
            account.adjustments = []
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
            account.add_adjustment(self.expert_id, self.amount)

    class BonusEarned(Event, frozen=True):
        """The rule for bonuses added an amount: a week had so many conversations."""

        expert_id: UUID
        week: str
        """The week that was counted, such as `2017-W40`; it may be before the statement's."""
        conversations: int
        """Those whose pay was released in it."""
        conversations_required: int
        """By the rule: at least so many."""
        amount: Money

        def apply(self, account: "StatementAccount") -> None:
            account.payable_minor += self.amount.amount
            account.bonus_weeks.add(self.week)
            account.add_adjustment(self.expert_id, self.amount)

    class PayoutDeducted(Event, frozen=True):
        """A payout took its amount from what is payable."""

        expert_id: UUID
        payout_id: UUID
        amount: Money
        paid_up_to_week: str
        """The last statement that it pays in full, with those before; '' when it pays none."""

        def apply(self, account: "StatementAccount") -> None:
            account.deducted[self.payout_id] = self.amount.amount
            account.payable_minor -= self.amount.amount
            account.paid_out_minor += self.amount.amount
            account.waiting_since = self.at if account.payable_minor else None

    class PayoutReturned(Event, frozen=True):
        """A payout did not arrive: its amount is payable again."""

        expert_id: UUID
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
        Raises Invalid unless it is a week, and the account is of this expert and currency; NotNow
        while the week lasts.
        """
        self._must_be_of(expert_id, currency)
        if at < parse_week(week).ends_at:
            raise NotNow("This week is not over yet.")
        if week <= self.week:
            return
        if bonus:
            self._earn_bonuses(bonus, expert_id, currency, lines, at)
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

        Raises Invalid for an amount of zero or in another currency, and without a written reason.
        """
        self._must_be_of(expert_id, amount.currency)
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
        it. Raises Invalid in another currency; NotNow when it is withheld, when less than was
        prepared is left to pay, and when this payout took its amount already.
        """
        if payout_id in self.deducted:
            raise NotNow("This payout was already initiated.")
        reasons = self.withheld_reasons(threshold_minor, missing, at)
        if reasons:
            sentences = withheld_sentences(reasons)
            raise NotNow("This statement is withheld. %(reasons)s", reasons=sentences)
        self._must_be_of(self.expert_id, currency)
        if prepared_minor is not None and prepared_minor > self.to_pay_minor:
            raise NotNow("Less than was prepared is left to pay.")
        amount_minor = self.to_pay_minor if prepared_minor is None else prepared_minor
        amount = Money(amount_minor, currency)
        self.record(
            self.PayoutDeducted(
                at=at,
                expert_id=self.expert_id,
                payout_id=payout_id,
                amount=amount,
                paid_up_to_week=paid_up_to(self.stated, self.to_pay_minor - amount_minor),
            )
        )
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
        self.record(
            self.PayoutReturned(at=at, expert_id=self.expert_id, payout_id=payout_id, amount=amount)
        )

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

    def _earn_bonuses(
        self,
        rule: BonusRule,
        expert_id: UUID,
        currency: str,
        lines: Sequence[StatementLine],
        at: datetime,
    ) -> None:
        before = all_lines(self.stated)
        for week, conversations in weeks_with_bonus(rule, lines, before, self.bonus_weeks):
            self.record(
                self.BonusEarned(
                    at=at,
                    expert_id=expert_id,
                    week=week,
                    conversations=conversations,
                    conversations_required=rule.conversations,
                    amount=Money(rule.bonus_minor, currency),
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
            adjustments=tuple(self.adjustments),
            adjusted=Money(self.adjusted_minor, currency),
            paid_out=Money(self.paid_out_minor, currency),
            closing=Money(closing, currency),
            recovered=Money(recovered, currency),
            previous_hash=self.hash,
            hash_format=HASH_FORMAT,
            hash="",
        )
        return replace(statement, hash=statement_hash(statement, HASH_FORMAT, self.hash))

    def _must_be_of(self, expert_id: UUID, currency: str) -> None:
        """Raises Invalid unless the account is this expert's in this currency."""
        if self.id != statement_account_id(expert_id, currency):
            raise Invalid("This account is in another currency.")
