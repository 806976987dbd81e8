"""
The book: numbers entries in the order of the log, and keeps the rules of the ledger in memory.

The poster and the recomputation use the same book: one begins from what the tables hold, the other
from nothing. The tables' triggers check everything again.
"""

from collections import Counter
from collections.abc import Mapping

from payments.accounts import UNITS, LedgerAccount
from payments.hash_chain import FIRST, link_hash
from payments.ledger.entries import EntryDraft, LedgerEntry, LedgerLine, month_of_us
from payments.ledger.entry_hashes import entry_content_hash
from payments.months import month_after
from payments.postings import Posting

BalanceKey = tuple[str, str]
"""An account's name and unit."""


class CannotPost(Exception):
    """An entry breaks a rule of the ledger; the message says which."""


class Unbalanced(CannotPost):
    """Its lines do not add up to zero in each unit."""


class UnknownUnit(CannotPost):
    """Its unit is not one of UNITS."""


class Overdrawn(CannotPost):
    """It takes more out of an account with a floor than is in it."""


class Book:
    """Entries one after another. What it does not know of balances, it is told before."""

    def __init__(
        self,
        log_id: bytes,
        last_number: int = 0,
        last_hash: str = FIRST,
        closed_through: str = "",
        balances: Mapping[BalanceKey, int] | None = None,
    ) -> None:
        """
        Begin after what is in the tables; by default, with nothing.

        log_id: the random id of the log. last_number, last_hash: of the newest entry.
        closed_through: the last closed month; '' for none. balances: in minor units; of accounts
        that are absent, 0.
        """
        self._log_id = log_id
        self._number, self._hash = last_number, last_hash
        self._closed_through = closed_through
        self._balances = Counter[BalanceKey](balances)

    def enter(self, draft: EntryDraft) -> LedgerEntry:
        """
        Give an entry its number, its period and its balances.

        Raises CannotPost when it breaks a rule; the book is then as it was.
        """
        check_units(draft.postings)
        lines = tuple(self._line(posting) for posting in draft.postings)
        for line in lines:
            self._balances[line.account.name, line.unit] = line.balance_minor
        self._number += 1
        return self._chained(self._entry(draft, lines))

    def close_through(self, month: str) -> None:
        """Close a month such as `2026-06`, and those before: late facts go to the next one."""
        self._closed_through = max(self._closed_through, month)

    def _entry(self, draft: EntryDraft, lines: tuple[LedgerLine, ...]) -> LedgerEntry:
        return LedgerEntry(
            number=self._number,
            key=draft.key,
            fingerprint=draft.fingerprint,
            event_type=draft.event_type,
            position=draft.position,
            conversation_id=draft.conversation_id,
            booking_id=draft.booking_id,
            effective_us=draft.effective_us,
            recorded_us=draft.recorded_us,
            period=self._period_of(draft.effective_us),
            reverses=draft.reverses,
            lines=lines,
            previous_hash=self._hash,
        )

    def _chained(self, entry: LedgerEntry) -> LedgerEntry:
        content_hash = entry_content_hash(entry, self._log_id)
        self._hash = link_hash(entry.previous_hash, content_hash)
        return entry._replace(content_hash=content_hash, hash=self._hash)

    def _line(self, posting: Posting) -> LedgerLine:
        account, amount, unit = posting
        balance = self._balances[account.name, unit] + amount
        if account.has_floor and balance < 0:
            raise Overdrawn(_overdrawn(account, balance - amount, amount, unit))
        return LedgerLine(account, unit, amount, balance)

    def _period_of(self, effective_us: int) -> str:
        month = month_of_us(effective_us)
        return month if month > self._closed_through else month_after(self._closed_through)


def check_units(postings: tuple[Posting, ...]) -> None:
    """Raises UnknownUnit, or Unbalanced unless the amounts of each unit add up to zero."""
    sums: Counter[str] = Counter()
    for _, amount, unit in postings:
        if unit not in UNITS:
            raise UnknownUnit(f"amounts in {unit} cannot be posted, only {', '.join(UNITS)}")
        sums[unit] += amount
    for unit, amount in sums.items():
        if amount:
            raise Unbalanced(f"the lines in {unit} add up to {amount}, not to 0")


def _overdrawn(account: LedgerAccount, balance: int, amount: int, unit: str) -> str:
    return f"{account.name} has {balance} {unit} in minor units, {-amount} cannot be taken from it"
