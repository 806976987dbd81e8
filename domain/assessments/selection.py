"""Selection: the items of an attempt, chosen and shuffled with a seed, then recorded."""

import random
from collections import defaultdict
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from domain.assessments.assessment import Assessment, Edition, QuestionRevision
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.ordering_matching import Matching, Ordering

SelectableQuestion = tuple[QuestionRevision, Question]
"""What may be selected: a revision, and its question with its present answer key."""


class AttemptItem(msgspec.Struct, frozen=True):
    """A question of one attempt, with what is needed to accept an answer, without the key."""

    question: QuestionRevision
    question_type: str
    topic: str
    keys: tuple[str, ...]
    """The keys of choices, items or pairs, in the order they are shown."""
    answer_limit: int | None = None
    """The maximum number of choices, or of characters."""


def select_items(assessment: Assessment, edition: Edition, seed: int) -> tuple[AttemptItem, ...]:
    """
    The items of an attempt: of each topic as many as its selection says, voided ones left out.

    The same seed gives the same items in the same order.
    """
    rng = random.Random(seed)  # noqa: S311 - not a secret: the seed is recorded
    voided = assessment.voided()
    by_topic: defaultdict[str, list[SelectableQuestion]] = defaultdict(list)
    for revision in edition.questions:
        if revision.question_id not in voided:
            question = _with_present_key(assessment, revision)
            by_topic[question.topic].append((revision, question))
    selected = [
        candidate
        for selection in edition.rules.selections
        for candidate in _sample(by_topic[selection.topic], selection.count, rng)
    ]
    if edition.rules.shuffles:
        rng.shuffle(selected)
    return tuple(_item_of(revision, question, edition, rng) for revision, question in selected)


def _with_present_key(assessment: Assessment, revision: QuestionRevision) -> Question:
    question, answer_key = (
        assessment.question_at(revision),
        assessment.answer_key_of(revision, len(assessment.key_changes)),
    )
    return (
        question if answer_key is question.answer_key else replace(question, answer_key=answer_key)
    )


def _sample(
    questions: list[SelectableQuestion], count: int | None, rng: random.Random
) -> Sequence[SelectableQuestion]:
    """So many of them at random, in their order; None: all."""
    if count is None or count >= len(questions):
        return questions
    indexes = rng.sample(range(len(questions)), count)
    return [questions[index] for index in sorted(indexes)]


def _item_of(
    revision: QuestionRevision, question: Question, edition: Edition, rng: random.Random
) -> AttemptItem:
    answer_key = question.answer_key
    keys = list(answer_key.keys)
    if isinstance(answer_key, Ordering):
        # Never shown in the correct order, which is the order of the key.
        while tuple(keys) == answer_key.keys:
            rng.shuffle(keys)
    elif isinstance(answer_key, Matching) or (
        edition.rules.shuffles and not isinstance(answer_key, TrueFalse)
    ):
        # The key of a matching question has the pairs side by side, so it is always shuffled.
        rng.shuffle(keys)
    return AttemptItem(
        revision, answer_key.question_type, question.topic, tuple(keys), answer_key.answer_limit
    )
