"""Conversations with their pay, as rows of a list: an expert's, or a brand's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.conversations.conversation import Conversation
from domain.log.event_log import EventLog
from domain.money import Money
from payments.accounts import LedgerAccount
from payments.earnings.earning import Earning, EarningStatus, earning_id
from payments.ledger.account_lines import ConversationLine, conversations_on
from payments.ledger.database import LedgerDatabase
from projections.brands.brands import BrandSummary
from web.earnings.labels import CHECKED_SOON, StateText, imported, state_of
from web.earnings.payment_states import PaymentStates
from web.http.request_context import brand_directory

PAGE_SIZE = 25
SHORT_ID = 8


@dataclass(frozen=True)
class EarningRow:
    """What a conversation earns an expert, or costs a brand, and where that stands."""

    line: ConversationLine
    earning: Earning | None
    """None: the rules are not checked yet, or it was imported."""
    brand: BrandSummary | None
    text: StateText

    @property
    def conversation_id(self) -> UUID:
        return self.line.conversation_id

    @property
    def short_id(self) -> str:
        return short(self.conversation_id)

    @property
    def zone(self) -> str:
        return zone_of(self.brand)

    @property
    def money(self) -> Money:
        """Never negative: what a brand owes is debited."""
        return Money(abs(self.line.money.amount), self.line.money.currency)


@dataclass(frozen=True)
class EarningPage:
    """A page of a list, the newest close first."""

    rows: tuple[EarningRow, ...]
    before: int | None
    """Where the next page goes on; None: this is the last."""


class EarningList:
    """The conversations posted on an account of the ledger, with their earnings from the log."""

    def __init__(
        self,
        log: EventLog,
        ledger: LedgerDatabase,
        at: datetime,
        payments: PaymentStates | None = None,
    ) -> None:
        """at: now. payments: for an expert, who reads what became of released pay as well."""
        self._log, self._ledger, self._at = log, ledger, at
        self._payments = payments

    def page(self, account: LedgerAccount, before: int | None) -> EarningPage:
        """The page after an entry of the ledger; None: the first."""
        lines = self._lines(account, before, PAGE_SIZE + 1)
        shown = lines[:PAGE_SIZE]
        is_last = len(lines) <= PAGE_SIZE
        return EarningPage(tuple(map(self._row, shown)), None if is_last else shown[-1].entry_id)

    def rows(self, account: LedgerAccount, before: int | None, limit: int) -> list[EarningRow]:
        """At most so many, the newest first."""
        return list(map(self._row, self._lines(account, before, limit)))

    def _lines(
        self, account: LedgerAccount, before: int | None, limit: int
    ) -> list[ConversationLine]:
        with self._ledger.read() as db:
            return conversations_on(account, before, limit, db)

    def _row(self, line: ConversationLine) -> EarningRow:
        earning = self._log.load_or_new(Earning, earning_id(line.conversation_id))
        if earning.pay is None:
            return self._row_without_earning(line)
        brand = brand_directory().with_id(earning.pay.brand_id)
        if self._payments and earning.status is EarningStatus.RELEASED:
            return EarningRow(line, earning, brand, self._payments.of(earning))
        text = state_of(earning, zone_of(brand), self._at)
        return EarningRow(line, earning, brand, text)

    def _row_without_earning(self, line: ConversationLine) -> EarningRow:
        conversation = self._log.load(Conversation, line.conversation_id)
        brand = brand_directory().with_id(conversation.brand_id)
        is_imported = conversation.source.startswith("import:")
        return EarningRow(line, None, brand, imported() if is_imported else CHECKED_SOON)


def zone_of(brand: BrandSummary | None) -> str:
    return brand.zone if brand else "UTC"


def short(id: UUID) -> str:
    """Enough of an id to tell one from another."""
    return id.hex[:SHORT_ID]
