"""The bonus by rule: for so many paid conversations in a week, so much more."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from payments.statements.statement_lines import StatementLine
from payments.weeks import parse_week, week_of


class BonusRule(NamedTuple):
    """The platform's rule for all experts; what it adds is the platform's expense."""

    conversations: int
    """At least so many in a week, by the time at which their pay was released."""
    bonus_minor: int
    """What is added, in hundredths of the statement's currency."""


class WeekWithBonus(NamedTuple):
    """A week with enough conversations, and how many it has."""

    week: str
    conversations: int


def weeks_with_bonus(
    rule: BonusRule,
    lines: Sequence[StatementLine],
    stated_before: Iterable[StatementLine],
    rewarded: Container[str],
) -> Iterator[WeekWithBonus]:
    """
    The weeks that the lines of a new statement give enough conversations, in order.

    A statement may list several weeks, and a week be on several statements.
    stated_before: the lines of all statements before. rewarded: the weeks with a bonus before.
    """
    counts = Counter(str(week_of(line.released_at)) for line in lines)
    wanted = {week: parse_week(week) for week in sorted(counts) if week not in rewarded}
    for line in stated_before if wanted else ():
        for week, (begins_at, ends_at) in wanted.items():
            counts[week] += begins_at <= line.released_at < ends_at
    for week in wanted:
        if counts[week] >= rule.conversations:
            yield WeekWithBonus(week, counts[week])
