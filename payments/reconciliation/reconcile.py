"""
Comparing what the ledger says with what a rail says, reference by reference: pure.

* reconcile       the items of an account, by reference, and the proof for each currency
* reference_key   what a reference is compared by
* Outcome         matched, timing, or one of three kinds of break

Amounts are signed: what came in is positive on both sides.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

GRACE = timedelta(days=5)
"""For so long, what only one side knows may be on its way: a bank transfer over a weekend."""


def reference_key(written: str) -> str:
    """The same for a reference however it is written: spaces, dashes and capitals do not count."""
    return re.sub(r"[\s-]", "", written).casefold()


class LedgerMovement(NamedTuple):
    """What an entry moved on the account of a rail."""

    references: tuple[str, ...]
    """By which the rail may know it, the most specific first; at least one."""
    currency: str
    amount_minor: int
    on: date
    """When it took effect (UTC)."""
    entry: int
    """The number of the entry."""


class RailLine(NamedTuple):
    """A line of a rail's own statement."""

    reference: str
    currency: str
    amount_minor: int
    on: date
    """When the rail booked it."""
    category: str = ""
    """As the rail names it, such as `fee`."""


class Outcome(StrEnum):
    """What became of a reference."""

    MATCHED = "matched"
    TIMING = "timing"
    """Only one side knows it so far, and it is recent."""
    AMOUNT_DIFFERS = "amount_differs"
    NOT_IN_LEDGER = "not_in_ledger"
    NOT_AT_RAIL = "not_at_rail"


BREAKS = frozenset({Outcome.AMOUNT_DIFFERS, Outcome.NOT_IN_LEDGER, Outcome.NOT_AT_RAIL})


class ReconciledItem(NamedTuple):
    """What both sides say of one reference in one currency."""

    key: str
    """The reference as `reference_key` makes it."""
    currency: str
    outcome: Outcome
    movements: tuple[LedgerMovement, ...]
    lines: tuple[RailLine, ...]

    @property
    def reference(self) -> str:
        """As the rail writes it, or else the ledger."""
        return self.lines[0].reference if self.lines else self.movements[0].references[0]

    @property
    def ledger_minor(self) -> int:
        return sum(movement.amount_minor for movement in self.movements)

    @property
    def rail_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)

    @property
    def difference_minor(self) -> int:
        """Ledger less rail."""
        return self.ledger_minor - self.rail_minor

    @property
    def since(self) -> date:
        """Its newest day: from then on the other side can be late."""
        return max(one.on for one in _both(self.movements, self.lines))


class Proof(NamedTuple):
    """Ledger - rail = breaks + timing, in one currency."""

    currency: str
    ledger_minor: int
    rail_minor: int
    breaks_minor: int
    timing_minor: int

    @property
    def holds(self) -> bool:
        return self.ledger_minor - self.rail_minor == self.breaks_minor + self.timing_minor


class Reconciliation(NamedTuple):
    """All items of an account, by reference and currency, and what they add up to."""

    items: tuple[ReconciledItem, ...]
    proofs: tuple[Proof, ...]

    @property
    def breaks(self) -> list[ReconciledItem]:
        return [item for item in self.items if item.outcome in BREAKS]


def reconcile(
    movements: Iterable[LedgerMovement],
    lines: Iterable[RailLine],
    until: date,
    grace: timedelta = GRACE,
    agreed_minor: Mapping[str, int] = MappingProxyType({}),
    attended: Collection[str] = (),
) -> Reconciliation:
    """
    Compare both sides as they were at the end of a day (UTC).

    A line is known by the first of its words that the ledger has as a reference, a movement by the
    first of its references that the rail knows. Later days are left out on both sides.

    agreed_minor: by currency, what both sides have in common besides, which is not compared again.
    attended: the keys by which people know an item; it keeps its key while there is no other.
    """
    ours = [movement for movement in movements if movement.on <= until]
    theirs = [line for line in lines if line.on <= until]
    items = tuple(
        ReconciledItem(*key, _outcome(both.movements, both.lines, until - grace), *both.as_tuples())
        for key, both in sorted(_by_reference(ours, theirs, attended).items())
    )
    return Reconciliation(items, tuple(_proofs(items, agreed_minor)))


class _BothSides:
    def __init__(self) -> None:
        self.movements: list[LedgerMovement] = []
        self.lines: list[RailLine] = []

    def as_tuples(self) -> tuple[tuple[LedgerMovement, ...], tuple[RailLine, ...]]:
        return tuple(self.movements), tuple(self.lines)


def _by_reference(
    movements: Sequence[LedgerMovement],
    lines: Sequence[RailLine],
    attended: Collection[str],
) -> dict[tuple[str, str], _BothSides]:
    ours = [_keys(movement.references) for movement in movements]
    known = {key for keys in ours for key in keys}
    found: dict[tuple[str, str], _BothSides] = defaultdict(_BothSides)
    for line in lines:
        key = _first_known(_words(line.reference), known, attended)
        found[key, line.currency].lines.append(line)
    stated = {key for key, _ in found}
    for movement, keys in zip(movements, ours, strict=True):
        key = _first_known(keys, stated, attended)
        found[key, movement.currency].movements.append(movement)
    return found


def _words(reference: str) -> list[str]:
    """The whole reference and each of its words: banks put several into one field."""
    return _keys((reference, *reference.split()))


def _keys(references: Iterable[str]) -> list[str]:
    """At least one; a reference of spaces and dashes only says nothing."""
    return [key for one in references if (key := reference_key(one))] or [""]


def _first_known(keys: Sequence[str], *known: Collection[str]) -> str:
    """The first that is among the first of these, else among the next; else the first."""
    return next((key for some in known for key in keys if key in some), keys[0])


def _outcome(
    movements: Sequence[LedgerMovement], lines: Sequence[RailLine], settled_until: date
) -> Outcome:
    difference = _sum(movements) - _sum(lines)
    if not difference:
        return Outcome.MATCHED
    if movements and lines:
        late = _is_late(movements, lines, settled_until)
        return Outcome.TIMING if late else Outcome.AMOUNT_DIFFERS
    if max(one.on for one in _both(movements, lines)) > settled_until:
        return Outcome.TIMING
    return Outcome.NOT_AT_RAIL if movements else Outcome.NOT_IN_LEDGER


def _is_late(
    movements: Sequence[LedgerMovement], lines: Sequence[RailLine], settled_until: date
) -> bool:
    """Whether both agreed, and only one side knows yet of what happened since, such as a return."""
    settled_ours = [one for one in movements if one.on <= settled_until]
    settled_theirs = [one for one in lines if one.on <= settled_until]
    one_is_new = (len(settled_ours) < len(movements)) != (len(settled_theirs) < len(lines))
    agreed = bool(settled_ours and settled_theirs) and _sum(settled_ours) == _sum(settled_theirs)
    return one_is_new and agreed


def _both(
    movements: Iterable[LedgerMovement], lines: Iterable[RailLine]
) -> Iterator[LedgerMovement | RailLine]:
    yield from movements
    yield from lines


def _sum(ones: Iterable[LedgerMovement | RailLine]) -> int:
    return sum(one.amount_minor for one in ones)


def _proofs(items: Sequence[ReconciledItem], agreed_minor: Mapping[str, int]) -> Iterable[Proof]:
    for currency in sorted({item.currency for item in items} | agreed_minor.keys()):
        own, agreed = [item for item in items if item.currency == currency], agreed_minor
        yield Proof(
            currency,
            agreed.get(currency, 0) + sum(item.ledger_minor for item in own),
            agreed.get(currency, 0) + sum(item.rail_minor for item in own),
            sum(item.difference_minor for item in own if item.outcome in BREAKS),
            sum(item.difference_minor for item in own if item.outcome is Outcome.TIMING),
        )
