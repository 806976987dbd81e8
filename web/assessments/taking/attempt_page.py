"""
What a candidate sees of a running attempt: its questions, their answers so far, and the clock.

A `CandidateQuestion` is made here and nowhere else, and only of what may be seen. Templates and
answers in JSON know nothing but this: key, percent, feedback, explanation, guide and title of a
question cannot get into them by mistake, because they are not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from flask import render_template

from domain.aggregate import Event
from domain.assessments.answers import Answer, Texts
from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.selection import AttemptItem
from domain.errors import NotFound
from web.assessments.taking.forms import (
    SubmittedAnswer,
    field_values,
    is_empty,
    right_positions,
)
from web.assessments.taking.presenters import language_of, zone_of
from web.http.request_context import marketplace, private_texts
from web.i18n.language import gettext


class SaveError(NamedTuple):
    """Why an answer was not saved."""

    sentence: str
    saved_elsewhere: tuple[str, ...] | None = None
    """The values of what another tab has saved meanwhile."""


SaveErrors = Mapping[UUID, SaveError]
"""By question."""


@dataclass(frozen=True)
class Option:
    """A choice, known by its position."""

    value: str
    text: str


@dataclass(frozen=True)
class CandidateQuestion:
    """A question as it is asked, and the values in its fields."""

    id: UUID
    number: int
    kind: str
    text: str
    image: str | None
    image_text: str
    options: tuple[Option, ...]
    """Choices, items to order, or right sides, in the order in which they are shown."""
    lefts: tuple[str, ...]
    most: int | None
    values: tuple[str, ...]
    after: int
    """So many saves of its answer this page knows of."""
    is_answered: bool

    def describe(self, values: Sequence[str]) -> list[str]:
        """An answer with these values, line by line; empty where nothing is answered."""
        texts = {option.value: option.text for option in self.options}
        match self.kind:
            case "ordering":
                placed = zip(values, self.options, strict=False)
                items = [
                    (int(position), option.text)
                    for position, option in placed
                    if position.isdigit()
                ]
                return [f"{position}. {text}" for position, text in sorted(items)]
            case "matching":
                pairs = zip(self.lefts, values, strict=False)
                return [f"{left} → {texts[value]}" for left, value in pairs if value in texts]
            case "numeric" | "short" | "free_text":
                return [value for value in values if value]
            case _:
                return [texts[value] for value in values if value in texts]


@dataclass(frozen=True)
class CandidateAttempt:
    """An attempt with what its pages need; the test is loaded when it is first needed."""

    aggregate: Attempt
    history: Sequence[Event]

    @cached_property
    def assessment(self) -> Assessment:
        return marketplace().log.load(Assessment, self.aggregate.started.assessment_id)

    @property
    def started_at(self) -> datetime:
        return self.history[0].at

    def item(self, question_id: UUID) -> AttemptItem:
        if question_id not in self.aggregate.items:
            raise NotFound("This question is not part of this attempt.")
        return self.aggregate.items[question_id]

    def kind_of(self, item: AttemptItem) -> AnswerKey:
        return self.assessment.question_at(item.question).answer_key

    def texts(self) -> Texts:
        """The texts of the answers that are saved now."""
        ids = self.aggregate.texts
        return private_texts().read(ids) if ids else {}

    def is_answered(self, question_id: UUID) -> bool:
        answer = self.aggregate.answers.get(question_id)
        return answer is not None and not is_empty(answer)

    def questions(self) -> list[CandidateQuestion]:
        """All questions, in the order in which they are asked."""
        texts = self.texts()
        numbered = enumerate(self.aggregate.items.values(), start=1)
        return [self._question(number, item, texts) for number, item in numbered]

    def values(self, item: AttemptItem, answer: Answer | None, texts: Texts) -> tuple[str, ...]:
        return field_values(item, self.kind_of(item), answer, texts)

    def seconds_left(self, at: datetime) -> float:
        return max(0.0, (self.aggregate.time_is_over_at - at).total_seconds())

    def _question(self, number: int, item: AttemptItem, texts: Texts) -> CandidateQuestion:
        question, id = self.assessment.question_at(item.question), item.question.question_id
        kind = question.answer_key
        return CandidateQuestion(
            id=id,
            number=number,
            kind=item.question_type,
            text=question.text,
            image=question.image,
            image_text=question.image_text,
            options=tuple(_options(item, kind)),
            lefts=tuple(pair.left for pair in kind.premises) if isinstance(kind, Matching) else (),
            most=item.answer_limit,
            values=self.values(item, self.aggregate.answers.get(id), texts),
            after=self.aggregate.answer_revisions.get(id, 0),
            is_answered=self.is_answered(id),
        )


def _options(item: AttemptItem, kind: AnswerKey) -> Sequence[Option]:
    positions: Sequence[int] = range(len(item.keys))
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            texts = {part.key: part.text for part in parts}
        case Matching(pairs=pairs):
            texts = {pair.key: pair.right for pair in pairs}
            positions = sorted(set(right_positions(item, kind).values()))
        case _:
            # For a true-or-false question; one for a number or a text has no keys.
            texts = {"true": gettext("True"), "false": gettext("False")}
    return [Option(str(position), texts[item.keys[position]]) for position in positions]


def own_attempt(attempt_id: UUID, member_id: UUID) -> CandidateAttempt:
    """A candidate's own attempt. Raises NotFound for another's, and for what is no attempt."""
    attempt = any_attempt(attempt_id)
    attempt.aggregate.must_be_of(member_id)
    return attempt


def any_attempt(attempt_id: UUID) -> CandidateAttempt:
    """An attempt, for those who grade or review it. Raises NotFound for what is no attempt."""
    history = [recorded.data for recorded in marketplace().log.history(attempt_id)]
    if not history or not isinstance(history[0], Attempt.Started):
        raise NotFound(Attempt.ABSENT)
    aggregate = Attempt(attempt_id)
    for event in history:
        aggregate.replay(event)
    return CandidateAttempt(aggregate, history)


@dataclass(frozen=True)
class PageQuestion:
    """A question with the values in its fields, and why they were not saved."""

    question: CandidateQuestion
    error: str = ""
    saved_elsewhere: tuple[str, ...] | None = None
    """The answer that another tab has saved, line by line."""


@dataclass(frozen=True)
class AttemptPage:
    attempt: CandidateAttempt
    all: Sequence[PageQuestion]
    number: int
    """Of the question that is shown, when they are shown one by one."""
    at: datetime

    @property
    def one_question_per_page(self) -> bool:
        attempt = self.attempt
        return attempt.assessment.editions[
            attempt.aggregate.started.edition - 1
        ].rules.one_question_per_page

    @property
    def questions_on_page(self) -> Sequence[PageQuestion]:
        return [self.all[self.number - 1]] if self.one_question_per_page else self.all

    @property
    def errors(self) -> list[PageQuestion]:
        return [item for item in self.all if item.error]

    @property
    def seconds_in_all(self) -> float:
        return (self.attempt.aggregate.time_is_over_at - self.attempt.started_at).total_seconds()


def attempt_page(
    attempt: CandidateAttempt,
    number: int,
    at: datetime,
    submitted: Sequence[SubmittedAnswer] = (),
    errors: SaveErrors | None = None,
) -> AttemptPage:
    """
    The page of a question, from 1, or of all of them.

    submitted, errors: what was not saved; it stays in its fields, with the reason beside it.
    """
    by_id = {answer.question_id: answer for answer in submitted}
    questions = [
        _page_question(question, by_id.get(question.id), (errors or {}).get(question.id))
        for question in attempt.questions()
    ]
    return AttemptPage(attempt, questions, min(max(1, number), len(questions)), at)


def _page_question(
    question: CandidateQuestion, submitted: SubmittedAnswer | None, error: SaveError | None
) -> PageQuestion:
    if submitted is None or (error is None and submitted.after != question.after):
        return PageQuestion(question)
    question = replace(question, values=submitted.values)
    if error is None:
        return PageQuestion(question)
    values = error.saved_elsewhere
    saved_elsewhere = None if values is None else tuple(question.describe(values))
    return PageQuestion(question, error.sentence, saved_elsewhere)


def render_attempt_page(
    page: AttemptPage, template: str = "assessments/taking/attempt.html", *, is_saved: bool = False
) -> str:
    attempt = page.attempt.aggregate
    return render_template(
        template,
        page=page,
        attempt_id=attempt.id,
        language_of_test=language_of(attempt.started.assessment_id),
        zone=zone_of(attempt.started.brand_id),
        is_saved=is_saved,
    )
