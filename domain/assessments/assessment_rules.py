"""The rules of a test: selection, time limit, pass marks, and when the next attempt may start."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from domain.errors import Invalid, translatable

WHOLE = 100
MOST_SELECTIONS = 60
"""Topics of a test: a result names each of them, and the form of the rules has a row for each."""
LONGEST_S = 24 * 3600
LONGEST_DELAY_S = 366 * 24 * 3600
LONGEST_DAYS = 100 * 366

TOO_MANY_TOPICS = translatable(
    "A test can have at most %(n)s topics. Give related questions the same topic."
)


class Selection(msgspec.Struct, frozen=True):
    """How many questions of a topic each attempt gets, and the topic's own pass mark."""

    topic: str
    count: int | None = None
    """None: all of the topic."""
    pass_percent: int = 0
    """The percentage of the topic's points from which the attempt can pass; 0: no pass mark."""


class AssessmentRules(msgspec.Struct, frozen=True):
    """The rules of one edition."""

    selections: tuple[Selection, ...]
    pass_percent: int
    """The percentage of all points from which the attempt passes."""
    time_limit_s: int
    attempts_allowed: int | None = None
    """In one cycle; None: any number."""
    retry_after_s: int = 0
    """Seconds from the end of an attempt to the earliest start of the next one."""
    valid_days: int | None = None
    """How many days the qualification is valid; None: until a person revokes it."""
    shuffles: bool = True
    """Whether questions and choices are in another order in each attempt."""
    one_question_per_page: bool = False
    """One question on each page, or all on one."""
    min_plausible_s: int = 0
    """A correct answer faster than this raises an integrity flag; 0: none does."""

    def time_limit(self, extra_percent: int) -> timedelta:
        """The time limit with so many percent of extra time, in whole seconds, rounded down."""
        return timedelta(seconds=self.time_limit_s * (WHOLE + extra_percent) // WHOLE)

    def valid_until(self, passed_at: datetime) -> datetime | None:
        """When a qualification expires; None: never."""
        return passed_at + timedelta(days=self.valid_days) if self.valid_days else None

    def retry_at(self, attempt_in_cycle: int, ended_at: datetime) -> datetime | None:
        """When the attempt after this one may start; None when this was the last one allowed."""
        if self.attempts_allowed is not None and attempt_in_cycle >= self.attempts_allowed:
            return None
        return ended_at + timedelta(seconds=self.retry_after_s)


def assessment_rule_errors(
    rules: AssessmentRules, questions_by_topic: Mapping[str, int]
) -> Iterator[Invalid]:
    """A refusal for each error in the rules of a test with so many questions of each topic."""
    yield from _selection_errors(rules, questions_by_topic)
    if not 1 <= rules.pass_percent <= WHOLE:
        yield Invalid("The pass mark must be between 1 and 100 percent.")
    if not 1 <= rules.time_limit_s <= LONGEST_S:
        yield Invalid("The time limit must be between one second and one day.")
    if rules.attempts_allowed is not None and rules.attempts_allowed < 1:
        yield Invalid("Allow at least one attempt.")
    if not 0 <= rules.retry_after_s <= LONGEST_DELAY_S or rules.min_plausible_s < 0:
        yield Invalid(
            "A number of seconds cannot be negative, and the delay must be at most one year."
        )
    if rules.valid_days is not None and not 1 <= rules.valid_days <= LONGEST_DAYS:
        yield Invalid("A qualification must be valid for between one day and a hundred years.")


def _selection_errors(rules: AssessmentRules, by_topic: Mapping[str, int]) -> Iterator[Invalid]:
    topics = [selection.topic for selection in rules.selections]
    if not topics:
        yield Invalid("Choose the topics that questions are selected from.")
    if len(topics) > MOST_SELECTIONS:
        yield Invalid(TOO_MANY_TOPICS, n=MOST_SELECTIONS)
    if len(set(topics)) < len(topics):
        yield Invalid("Each topic may appear only once.")
    for selection in rules.selections:
        yield from _topic_errors(selection, by_topic.get(selection.topic, 0))


def _topic_errors(selection: Selection, available: int) -> Iterator[Invalid]:
    if not 1 <= (1 if selection.count is None else selection.count) <= available:
        yield Invalid(
            "Questions of the topic %(topic)s: %(n)s. Select between 1 and that number.",
            topic=selection.topic,
            n=available,
        )
    if not 0 <= selection.pass_percent <= WHOLE:
        yield Invalid("The minimum score of a topic must be between 0 and 100 percent.")
