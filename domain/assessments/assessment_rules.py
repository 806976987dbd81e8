"""The rules of a test: what is drawn, how long one has, what passes, and when one may try again."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

WHOLE = 100
LONGEST_S = 24 * 3600
LONGEST_DELAY_S = 366 * 24 * 3600
LONGEST_DAYS = 100 * 366


class Selection(msgspec.Struct, frozen=True):
    """So many questions of a topic, drawn anew for each attempt, and the least it asks for."""

    topic: str
    count: int | None = None
    """None: all of them."""
    pass_percent: int = 0
    """The share of the topic's points without which nobody passes, whatever the whole."""


class AssessmentRules(msgspec.Struct, frozen=True):
    selections: tuple[Selection, ...]
    pass_percent: int
    """The share of all points that passes; it is reached, not passed over."""
    time_limit_s: int
    attempts_allowed: int | None = None
    """None: as many as one likes."""
    retry_after_s: int = 0
    """From the end of an attempt to the start of the next one."""
    valid_days: int | None = None
    """How long one who passed is qualified; None: until somebody decides otherwise."""
    shuffles: bool = True
    """Questions, choices and things to match in another order each time."""
    one_question_per_page: bool = False
    """One question a page, or all of them."""
    min_plausible_s: int = 0
    """A right answer given sooner than this is pointed out to a person; 0: none is."""

    def time_limit(self, extra_percent: int) -> timedelta:
        """How long somebody has who is granted so much more time than others."""
        return timedelta(seconds=self.time_limit_s * (WHOLE + extra_percent) // WHOLE)

    def valid_until(self, passed_at: datetime) -> datetime | None:
        return passed_at + timedelta(days=self.valid_days) if self.valid_days else None

    def retry_at(self, number: int, ended_at: datetime) -> datetime | None:
        """When the attempt after this one may start; None when this was the last one."""
        if self.attempts_allowed is not None and number >= self.attempts_allowed:
            return None
        return ended_at + timedelta(seconds=self.retry_after_s)


def objections(rules: AssessmentRules, questions_by_topic: Mapping[str, int]) -> Iterator[str]:
    """What makes no sense in the rules of a test with so many questions of each topic."""
    yield from _objections_to_draws(rules, questions_by_topic)
    if not 1 <= rules.pass_percent <= WHOLE:
        yield "The pass mark must be between 1 and 100 percent."
    if not 1 <= rules.time_limit_s <= LONGEST_S:
        yield "The time limit must be between one second and one day."
    if rules.attempts_allowed is not None and rules.attempts_allowed < 1:
        yield "Allow at least one attempt."
    if not 0 <= rules.retry_after_s <= LONGEST_DELAY_S or rules.min_plausible_s < 0:
        yield "A number of seconds cannot be negative, and the delay must be at most one year."
    if rules.valid_days is not None and not 1 <= rules.valid_days <= LONGEST_DAYS:
        yield "A qualification must be valid for between one day and a hundred years."


def _objections_to_draws(rules: AssessmentRules, by_topic: Mapping[str, int]) -> Iterator[str]:
    topics = [selection.topic for selection in rules.selections]
    if not topics:
        yield "Choose the topics that questions are selected from."
    if len(set(topics)) < len(topics):
        yield "Each topic may appear only once."
    for selection in rules.selections:
        if (
            not 1
            <= (1 if selection.count is None else selection.count)
            <= by_topic.get(selection.topic, 0)
        ):
            there = by_topic.get(selection.topic, 0)
            yield (
                f"Questions of the topic {selection.topic}: {there}."
                " Select between 1 and that number."
            )
        if not 0 <= selection.pass_percent <= WHOLE:
            yield "The minimum score of a topic must be between 0 and 100 percent."
