"""What an attempt asks: drawn and shuffled with a seed, and recorded as it was drawn."""

import random
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from domain.assessments.assessment import Assessment, Edition, QuestionRevision
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.ordering_matching import Matching, Ordering


class AttemptItem(msgspec.Struct, frozen=True):
    """A question of one attempt: what is needed to take an answer, without the key."""

    question: QuestionRevision
    question_type: str
    topic: str
    keys: tuple[str, ...]
    """What there is to choose, to order or to match, in the order it is shown."""
    answer_limit: int | None = None
    """The most choices, or characters, that an answer may have."""


def select_items(assessment: Assessment, edition: Edition, seed: int) -> tuple[AttemptItem, ...]:
    """The questions of an attempt: for each topic as many as the rules say, without the void."""
    chance = random.Random(seed)  # noqa: S311 - drawn lots, and the seed is recorded
    voided = assessment.voided()
    asked = [
        (revision, _keyed(assessment, revision))
        for revision in edition.questions
        if revision.question_id not in voided
    ]
    chosen = [
        each
        for drawing in edition.rules.selections
        for each in _some(
            [one for one in asked if one[1].topic == drawing.topic], drawing.count, chance
        )
    ]
    if edition.rules.shuffles:
        chance.shuffle(chosen)
    return tuple(_drawn(revision, question, edition, chance) for revision, question in chosen)


def _keyed(assessment: Assessment, revision: QuestionRevision) -> Question:
    """A question with the key that it has by now."""
    question, answer_key = (
        assessment.question_at(revision),
        assessment.answer_key_of(revision, len(assessment.key_changes)),
    )
    return (
        question if answer_key is question.answer_key else replace(question, answer_key=answer_key)
    )


def _some(
    these: list[tuple[QuestionRevision, Question]], count: int | None, chance: random.Random
) -> Sequence[tuple[QuestionRevision, Question]]:
    if count is None or count >= len(these):
        return these
    numbers = chance.sample(range(len(these)), count)
    return [these[number] for number in sorted(numbers)]


def _drawn(
    revision: QuestionRevision, question: Question, edition: Edition, chance: random.Random
) -> AttemptItem:
    answer_key = question.answer_key
    keys = list(answer_key.keys)
    if isinstance(answer_key, Ordering):
        # Never shown in the right order, which is the one that its key has them in.
        while tuple(keys) == answer_key.keys:
            chance.shuffle(keys)
    elif isinstance(answer_key, Matching) or (
        edition.rules.shuffles and not isinstance(answer_key, TrueFalse)
    ):
        # Its key has what belongs together side by side: always shuffled.
        chance.shuffle(keys)
    return AttemptItem(
        revision, answer_key.question_type, question.topic, tuple(keys), answer_key.answer_limit
    )
