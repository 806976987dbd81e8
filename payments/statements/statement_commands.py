"""Commands on statements; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from domain.reasons import parse_reason
from payments.earnings.earning import Earning, WrittenText
from payments.earnings.unstated_items import AccountHolder, UnstatedItem, unstated_items
from payments.statements.account_reasons import AdjustmentReason
from payments.statements.bonus_rule import BonusRule
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_lines import StatementLine
from payments.statements.week_statements import statement_reservation
from payments.weeks import parse_week

ALL = "all"
"""The holder of all accounts: they are listed together."""


def account_reservation(holder: AccountHolder) -> Reservation:
    """Every account that was ever used, for the lists of statements and pay runs."""
    return Reservation("statement-account", str(holder), ALL)


def has_account(log: EventLog, holder: AccountHolder) -> bool:
    """Whether an expert has a statement or an adjustment in a currency."""
    kind, key, _ = account_reservation(holder)
    return log.rows.holder_of(kind, key) is not None


def statement_accounts(log: EventLog) -> list[AccountHolder]:
    """The experts, by currency, who have a statement or an adjustment."""
    keys = log.rows.keys_held_by("statement-account", ALL)
    return [AccountHolder.of(key) for key in keys]


def load_account(log: EventLog, holder: AccountHolder) -> StatementAccount:
    """The account of an expert in a currency; its version is 0 without any statement."""
    return log.load_or_new(StatementAccount, statement_account_id(*holder))


class StatementCommands(Commands):
    def close_statement(
        self, holder: AccountHolder, week: str, at: datetime, bonus: BonusRule | None = None
    ) -> int:
        """
        Close a week for an expert in a currency, with all that was released until its end.

        An adjustment after its end, but before it is closed, is on this statement as well: it has
        changed the balance with which the statement closes.
        Raises what StatementAccount.close_statement raises. A week that is closed already changes
        nothing: what was released late is on the next statement. bonus: the rule for bonuses.
        """
        ends_at = parse_week(week).ends_at

        def decide() -> Decision:
            account = load_account(self._log, holder)
            if week <= account.week:
                return Decision([])
            items = [
                item
                for item in unstated_items(self._log, holder)
                if item.at < ends_at or not item.is_earning
            ]
            accounts = [] if account.version else [account_reservation(holder)]
            account.close_statement(*holder, week, self._lines(items), at, bonus)
            listed = statement_reservation(holder, week, account.closing_minor)
            released = [item.reservation for item in items]
            return Decision([account], reserve=[*accounts, listed], release=released)

        return self._log.execute(decide)

    def adjust(
        self,
        holder: AccountHolder,
        amount: Money,
        reason: str,
        text: WrittenText,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Add a bonus to what an expert is owed, or deduct an amount below zero.

        reason: a value of AdjustmentReason. idempotency_key: with the same again nothing happens.
        Raises what StatementAccount.adjust raises; Invalid for another reason.
        """
        parsed = parse_reason(AdjustmentReason, reason)

        def decide() -> Decision:
            account = load_account(self._log, holder)
            is_new = not account.version
            account.adjust(holder.expert_id, amount, parsed, text, by, at)
            item = UnstatedItem(at, holder, text.text_id, is_earning=False)
            accounts = [account_reservation(holder)] if is_new else []
            return Decision([account], reserve=[item.reservation, *accounts])

        return self._log.execute(decide, idempotency_key)

    def _lines(self, items: Sequence[UnstatedItem]) -> list[StatementLine]:
        return [self._line(item) for item in items if item.is_earning]

    def _line(self, item: UnstatedItem) -> StatementLine:
        pay = self._log.load(Earning, item.id).pay
        if pay is None:
            raise NotFound(Earning.ABSENT)
        return StatementLine(
            earning_id=item.id,
            conversation_id=pay.conversation_id,
            released_at=item.at,
            net=pay.net,
        )
