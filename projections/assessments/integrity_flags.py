"""
What attempts are pointed out for to a person, and what each suspicion rests on.

Pure functions over what was handed in. Nothing follows from a suspicion by itself: somebody looks,
and says in writing what it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, groupby
from math import inf, log
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Texts,
)
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.grading import marks_of
from domain.assessments.question_types.scoring import WHOLE
from projections.assessments.attempts.queries import HandedIn, Taken
from projections.assessments.item_analysis.figure import FEWEST

FEWEST_SHARED = 4
"""Fewer mistakes in common are never pointed out."""
FALSE_ALARMS = 0.01
"""The share of tests in which some two people are pointed out who have nothing to do with it."""


class Hasty(NamedTuple):
    """A right answer that was saved very soon after the one before, or after the start."""

    question_id: UUID
    seconds: float


class SameDevice(NamedTuple):
    """Attempts of other members that were started on the same device."""

    attempt_ids: tuple[UUID, ...]


class SharedMistakes(NamedTuple):
    """Somebody who got the same questions wrong in the same way."""

    attempt_id: UUID
    same: int
    both_wrong: int
    """So many questions both got wrong, of which `same` in the same way."""
    chance: float
    """How probable so many in common are for any two of all who took the test."""


Suspicion = Hasty | SameDevice | SharedMistakes


def suspicions(
    assessment: Assessment, handed: Sequence[HandedIn], texts: Texts
) -> dict[UUID, list[Suspicion]]:
    """By attempt, all there is to look at."""
    found: defaultdict[UUID, list[Suspicion]] = defaultdict(list)
    for each in handed:
        found[each.taken.attempt_id] += hasty(assessment, each, texts)
    for id, same in same_device([each.taken for each in handed]).items():
        found[id].append(same)
    for id, shared in shared_mistakes(assessment, handed, texts).items():
        found[id] += shared
    return dict(found)


def hasty(assessment: Assessment, handed: HandedIn, texts: Texts) -> Iterator[Hasty]:
    """
    Right answers given sooner than the rules of the attempt's edition find plausible.

    Saved together, answers share the time since the ones before: a page with several questions,
    or a browser that was offline. One that was changed later was not right at once.
    """
    limit = assessment.editions[handed.taken.edition - 1].rules.min_plausible_s
    if not limit:
        return
    right = set(_right(assessment, handed, texts))
    for question_id, seconds in _paces(handed.taken.started_at, handed.first_saved_at):
        unchanged = handed.saved_at[question_id] == handed.first_saved_at[question_id]
        if seconds < limit and unchanged and question_id in right:
            yield Hasty(question_id, seconds)


def same_device(taken: Sequence[Taken]) -> dict[UUID, SameDevice]:
    by_device: defaultdict[str, list[Taken]] = defaultdict(list)
    for each in taken:
        if each.device_digest is not None:
            by_device[each.device_digest].append(each)
    found = {}
    for group in by_device.values():
        for each in group:
            others = [one.attempt_id for one in group if one.member_id != each.member_id]
            if others:
                found[each.attempt_id] = SameDevice(tuple(others))
    return found


def shared_mistakes(
    assessment: Assessment, handed: Sequence[HandedIn], texts: Texts
) -> dict[UUID, list[SharedMistakes]]:
    """
    Error-similarity analysis: of the questions that two got wrong, how many in the same way.

    Source: F. S. Bellezza and S. F. Bellezza, "Detection of cheating on multiple-choice tests by
    using error-similarity analysis", Teaching of Psychology 16 (1989). Here each question has its
    own probability that two mistakes are the same, estimated from the mistakes of all others, and
    chances are multiplied by the number of pairs looked at (Bonferroni).
    """
    mistakes = {each.taken.attempt_id: _mistakes(assessment, each, texts) for each in handed}
    members = {each.taken.attempt_id: each.taken.member_id for each in handed}
    if len(handed) < FEWEST:
        return {}
    made = _made(mistakes.values())
    pairs = len(handed) * (len(handed) - 1) // 2
    found: defaultdict[UUID, list[SharedMistakes]] = defaultdict(list)
    for one, other, same in _alike(mistakes, members, _fewest(made, pairs)):
        both = mistakes[one].keys() & mistakes[other].keys()
        odds = [
            _odds(made[revision], mistakes[one][revision], mistakes[other][revision])
            for revision in both
        ]
        chance = min(1.0, pairs * at_least(same, odds))
        if chance <= FALSE_ALARMS:
            found[one].append(SharedMistakes(other, same, len(both), chance))
            found[other].append(SharedMistakes(one, same, len(both), chance))
    return dict(found)


def at_least(k: int, odds: Sequence[float]) -> float:
    """How probable k or more successes are in independent trials with these odds."""
    so_many = [1.0]
    for odd in odds:
        missed = [chance * (1 - odd) for chance in so_many]
        hit = [chance * odd for chance in so_many]
        so_many = [a + b for a, b in zip([*missed, 0.0], [0.0, *hit], strict=True)]
    return sum(so_many[k:])


def _paces(
    started_at: datetime, first_saved_at: Mapping[UUID, datetime]
) -> Iterator[tuple[UUID, float]]:
    before = started_at
    in_order = sorted(first_saved_at.items(), key=lambda each: each[1])
    for at, together in groupby(in_order, key=lambda each: each[1]):
        ids = [question_id for question_id, _ in together]
        yield from ((each, (at - before).total_seconds() / len(ids)) for each in ids)
        before = at


def _right(assessment: Assessment, handed: HandedIn, texts: Texts) -> Iterator[UUID]:
    for mark in marks_of(assessment, handed.submission, len(assessment.key_changes), texts):
        if mark.percent == WHOLE:
            yield mark.question_id


def _mistakes(
    assessment: Assessment, handed: HandedIn, texts: Texts
) -> dict[QuestionRevision, bytes]:
    """What was answered where it did not earn all points; what was written is not compared."""
    marks = {
        mark.question_id: mark.percent
        for mark in marks_of(assessment, handed.submission, len(assessment.key_changes), texts)
    }
    found = {}
    for drawn in handed.submission.items:
        question_id = drawn.question.question_id
        said = _comparable(handed.submission.answers.get(question_id))
        if said is not None and marks.get(question_id, WHOLE) != WHOLE:
            found[drawn.question] = said
    return found


def _comparable(answer: Answer | None) -> bytes | None:
    """The same for the same answer, in whatever order its parts were chosen; None for none."""
    match answer:
        case ChoiceAnswer(keys=keys) if keys:
            return msgspec.json.encode(sorted(keys))
        case OrderingAnswer(keys=keys) if keys:
            return msgspec.json.encode(keys)
        case MatchingAnswer(pairs=pairs) if pairs:
            return msgspec.json.encode(pairs, order="deterministic")
        case NumericAnswer(value=value) if value is not None:
            return f"{value.normalize():f}".encode()
        case _:
            return None


def _alike(
    mistakes: Mapping[UUID, Mapping[QuestionRevision, bytes]],
    members: Mapping[UUID, UUID],
    fewest: float,
) -> Iterator[tuple[UUID, UUID, int]]:
    """Pairs of attempts of different members, with at least so many mistakes that are the same."""
    numbers: dict[tuple[QuestionRevision, bytes], int] = {}
    bits = {}
    for id, made in mistakes.items():
        bits[id] = sum(1 << numbers.setdefault(each, len(numbers)) for each in made.items())
    for (one, some), (other, others) in combinations(bits.items(), 2):
        same = (some & others).bit_count()
        if same >= fewest and members[one] != members[other]:
            yield one, other, same


def _fewest(made: Mapping[QuestionRevision, Counter[bytes]], pairs: int) -> float:
    """
    So many mistakes in common it takes, or more: fewer are never improbable enough.

    k or more in common are at least as probable as these k alone, and each of those at least as
    probable as the rarest mistake that two people made.
    """
    rarest = min(
        (_odds(n, said, said) for n in made.values() for said, times in n.items() if times > 1),
        default=1.0,
    )
    if rarest >= 1:
        return inf
    return max(FEWEST_SHARED, log(FALSE_ALARMS / pairs) / log(rarest))


def _made(
    mistakes: Iterable[Mapping[QuestionRevision, bytes]],
) -> dict[QuestionRevision, Counter[bytes]]:
    """How often each mistake was made, by question."""
    made: defaultdict[QuestionRevision, Counter[bytes]] = defaultdict(Counter)
    for each in mistakes:
        for revision, said in each.items():
            made[revision][said] += 1
    return made


def _odds(made: Counter[bytes], mine: bytes, theirs: bytes) -> float:
    """
    How probable it is that two who get a question wrong do so in the same way.

    The sum of the squares of the mistakes' shares, as all others make them; each mistake counts
    once more than it was made, so that few people prove little.
    """
    counts = Counter(made)
    counts.subtract((mine, theirs))
    whole = sum(counts.values()) + len(counts)
    return sum(((n + 1) / whole) ** 2 for n in counts.values())
