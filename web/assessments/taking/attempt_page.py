"""
What somebody gets to see of a running attempt: what is asked and what they answered.

An `Asked` is made here and nowhere else, and only of what may be seen. Templates and answers in
JSON know nothing but this: key, percent, feedback, explanation, guide and title of a question
cannot get into them by mistake, because they are not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Answer
from domain.assessments.assessment import Test
from domain.assessments.attempt import Attempt
from domain.assessments.question import Kind
from domain.assessments.question_types.choice import Multiple, Single
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.selection import Drawn
from domain.errors import NotFound
from web.assessments.taking.submitted_answers import is_empty, place_of_rights, values_of
from web.http.request_context import marketplace, private_store
from web.i18n.language import gettext
from web.private_store.texts import WordStore


@dataclass(frozen=True)
class Option:
    """Something to choose, known by its place."""

    value: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question as it is put to somebody, and what stands in its fields."""

    id: UUID
    number: int
    kind: str
    text: str
    image: str | None
    image_text: str
    options: tuple[Option, ...]
    """Choices, things to put in order, or right sides, as they were drawn."""
    lefts: tuple[str, ...]
    most: int | None
    values: tuple[str, ...]
    after: int
    """So many saves of its answer this page has seen."""
    is_answered: bool


@dataclass(frozen=True)
class Paper:
    """An attempt with what its pages need; the test is only loaded when it is needed."""

    attempt: Attempt
    history: Sequence[Event]

    @cached_property
    def test(self) -> Test:
        return marketplace().log.load(Test, self.attempt.of.test_id)

    @property
    def started_at(self) -> datetime:
        return self.history[0].at

    @property
    def is_one_by_one(self) -> bool:
        return self.test.editions[self.attempt.of.edition - 1].rules.one_by_one

    def drawn(self, question_id: UUID) -> Drawn:
        if question_id not in self.attempt.drawn:
            raise NotFound("There is no such question in this attempt.")
        return self.attempt.drawn[question_id]

    def kind_of(self, drawn: Drawn) -> Kind:
        return self.test.asked(drawn.ref).kind

    def texts(self) -> Mapping[UUID, str]:
        """The own words in the answers that are saved now."""
        ids = self.attempt.texts
        return WordStore(private_store()).read(ids) if ids else {}

    def is_answered(self, question_id: UUID) -> bool:
        answer = self.attempt.answers.get(question_id)
        return answer is not None and not is_empty(answer)

    def unanswered(self) -> list[int]:
        """The numbers of the questions without an answer."""
        return [
            number
            for number, question_id in enumerate(self.attempt.drawn, start=1)
            if not self.is_answered(question_id)
        ]

    def asked(self) -> list[Asked]:
        """All questions, in the order they were drawn."""
        texts = self.texts()
        numbered = enumerate(self.attempt.drawn.values(), start=1)
        return [self._asked(number, drawn, texts) for number, drawn in numbered]

    def values(
        self, drawn: Drawn, answer: Answer | None, texts: Mapping[UUID, str]
    ) -> tuple[str, ...]:
        return values_of(drawn, self.kind_of(drawn), answer, texts)

    def _asked(self, number: int, drawn: Drawn, texts: Mapping[UUID, str]) -> Asked:
        question, id = self.test.asked(drawn.ref), drawn.ref.question_id
        kind = question.kind
        return Asked(
            id=id,
            number=number,
            kind=drawn.kind,
            text=question.text,
            image=question.image,
            image_text=question.image_text,
            options=tuple(_options(drawn, kind)),
            lefts=tuple(pair.left for pair in kind.asked) if isinstance(kind, Matching) else (),
            most=drawn.most,
            values=self.values(drawn, self.attempt.answers.get(id), texts),
            after=self.attempt.saves.get(id, 0),
            is_answered=self.is_answered(id),
        )


def paper_of(attempt_id: UUID, member_id: UUID) -> Paper:
    """Somebody's own attempt. Raises NotFound for another's, and for what is no attempt at all."""
    paper = anybodys_paper(attempt_id)
    paper.attempt.must_be_of(member_id)
    return paper


def anybodys_paper(attempt_id: UUID) -> Paper:
    """An attempt, for who judges it. Raises NotFound for what is no attempt at all."""
    history = [told.data for told in marketplace().log.history(attempt_id)]
    if not history or not isinstance(history[0], Attempt.Started):
        raise NotFound("There is no such attempt.")
    attempt = Attempt(attempt_id)
    for event in history:
        attempt.replay(event)
    return Paper(attempt, history)


def _options(drawn: Drawn, kind: Kind) -> Sequence[Option]:
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            texts = {part.key: part.text for part in parts}
        case Matching():
            return _rights(drawn, kind)
        case _:
            # What there is to say of a sentence; a question for a number or a text has no keys.
            texts = {"true": gettext("True"), "false": gettext("False")}
    return [Option(str(place), texts[key]) for place, key in enumerate(drawn.keys)]


def _rights(drawn: Drawn, kind: Matching) -> Sequence[Option]:
    rights = {pair.key: pair.right for pair in kind.pairs}
    places = sorted(set(place_of_rights(drawn, kind).values()))
    return [Option(str(place), rights[drawn.keys[place]]) for place in places]
