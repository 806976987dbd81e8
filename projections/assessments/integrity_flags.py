"""
Integrity flags: patterns in attempts that a reviewer should look at, with the data behind each.

Pure functions over ended attempts. A flag has no consequence by itself: a reviewer examines the
attempt and writes down the outcome.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, groupby
from math import inf, log
from operator import itemgetter
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
from projections.assessments.attempts.queries import AttemptSummary, EndedAttempt
from projections.assessments.item_analysis.figure import MIN_ATTEMPTS

MIN_SHARED_ANSWERS = 4
"""Fewer wrong answers in common never raise a flag."""
FALSE_ALARMS = 0.01
"""The share of tests without copying in which some two candidates are flagged all the same."""


class TooFast(NamedTuple):
    """A right answer that was saved very soon after the one before, or after the start."""

    question_id: UUID
    seconds: float
    """Since the answer before, or since the start."""


class SameDevice(NamedTuple):
    """Attempts of other members that were started on the same device."""

    attempt_ids: tuple[UUID, ...]


class SharedErrors(NamedTuple):
    """An attempt of another member with the same wrong answers."""

    attempt_id: UUID
    same: int
    """How many questions both answered wrongly in the same way."""
    both_wrong: int
    """How many questions both answered wrongly."""
    chance: float
    """How probable so many in common are for any two candidates of the test, 0 to 1."""


IntegrityFlag = TooFast | SameDevice | SharedErrors


def integrity_flags(
    assessment: Assessment, attempts: Sequence[EndedAttempt], texts: Texts
) -> dict[UUID, list[IntegrityFlag]]:
    """
    All flags of a test's attempts, by attempt id; an attempt without flags may be missing.

    texts: the short answers of the attempts, by their ids in the private store.
    """
    flags: defaultdict[UUID, list[IntegrityFlag]] = defaultdict(list)
    for attempt in attempts:
        flags[attempt.summary.attempt_id] += too_fast(assessment, attempt, texts)
    for attempt_id, flag in same_device([attempt.summary for attempt in attempts]).items():
        flags[attempt_id].append(flag)
    for attempt_id, shared in shared_errors(assessment, attempts, texts).items():
        flags[attempt_id] += shared
    return dict(flags)


def too_fast(assessment: Assessment, attempt: EndedAttempt, texts: Texts) -> Iterator[TooFast]:
    """
    Right answers saved sooner than the rules of the attempt's edition consider plausible.

    Answers saved together share the time since the ones before: a page with several questions, or
    a browser that was offline. An answer that was changed later was not right at once.
    """
    limit = assessment.editions[attempt.summary.edition - 1].rules.min_plausible_s
    if not limit:
        return
    right = set(_right(assessment, attempt, texts))
    for question_id, seconds in _paces(attempt.summary.started_at, attempt.first_saved_at):
        unchanged = attempt.saved_at[question_id] == attempt.first_saved_at[question_id]
        if seconds < limit and unchanged and question_id in right:
            yield TooFast(question_id, seconds)


def same_device(attempts: Sequence[AttemptSummary]) -> dict[UUID, SameDevice]:
    """By attempt id, the attempts of other members on the same device; only where there are any."""
    by_device: defaultdict[str, list[AttemptSummary]] = defaultdict(list)
    for attempt in attempts:
        if attempt.device_digest is not None:
            by_device[attempt.device_digest].append(attempt)
    flags = {}
    for group in by_device.values():
        for attempt in group:
            others = [other.attempt_id for other in group if other.member_id != attempt.member_id]
            if others:
                flags[attempt.attempt_id] = SameDevice(tuple(others))
    return flags


def shared_errors(
    assessment: Assessment, attempts: Sequence[EndedAttempt], texts: Texts
) -> dict[UUID, list[SharedErrors]]:
    """
    Error-similarity analysis: of the questions that two got wrong, how many in the same way.

    Source: F. S. Bellezza and S. F. Bellezza, "Detection of cheating on multiple-choice tests by
    using error-similarity analysis", Teaching of Psychology 16 (1989). Here each question has its
    own probability that two wrong answers are the same, estimated from those of all others, and
    chances are multiplied by the number of pairs compared (Bonferroni).
    """
    wrong = {a.summary.attempt_id: _wrong_answers(assessment, a, texts) for a in attempts}
    members = {a.summary.attempt_id: a.summary.member_id for a in attempts}
    if len(attempts) < MIN_ATTEMPTS:
        return {}
    counts = _answer_counts(wrong.values())
    pairs = len(attempts) * (len(attempts) - 1) // 2
    flags: defaultdict[UUID, list[SharedErrors]] = defaultdict(list)
    for one, other, same in _alike(wrong, members, _min_shared(counts, pairs)):
        both = wrong[one].keys() & wrong[other].keys()
        odds = [
            _match_probability(counts[revision], wrong[one][revision], wrong[other][revision])
            for revision in both
        ]
        chance = min(1.0, pairs * at_least(same, odds))
        if chance <= FALSE_ALARMS:
            flags[one].append(SharedErrors(other, same, len(both), chance))
            flags[other].append(SharedErrors(one, same, len(both), chance))
    return dict(flags)


def at_least(k: int, probabilities: Sequence[float]) -> float:
    """
    How probable k or more successes are in independent trials with these probabilities, 0 to 1.

    The upper tail of the Poisson binomial distribution, by convolution.
    """
    by_count = [1.0]
    for probability in probabilities:
        missed = [chance * (1 - probability) for chance in by_count]
        hit = [chance * probability for chance in by_count]
        by_count = [a + b for a, b in zip([*missed, 0.0], [0.0, *hit], strict=True)]
    return sum(by_count[k:])


def _paces(
    started_at: datetime, first_saved_at: Mapping[UUID, datetime]
) -> Iterator[tuple[UUID, float]]:
    """The seconds each question took, the first saved first."""
    before = started_at
    in_order = sorted(first_saved_at.items(), key=itemgetter(1))
    for at, together in groupby(in_order, key=itemgetter(1)):
        ids = [question_id for question_id, _ in together]
        seconds = (at - before).total_seconds() / len(ids)
        yield from ((question_id, seconds) for question_id in ids)
        before = at


def _right(assessment: Assessment, attempt: EndedAttempt, texts: Texts) -> Iterator[UUID]:
    for mark in marks_of(assessment, attempt.submission, len(assessment.key_changes), texts):
        if mark.percent == WHOLE:
            yield mark.question_id


def _wrong_answers(
    assessment: Assessment, attempt: EndedAttempt, texts: Texts
) -> dict[QuestionRevision, bytes]:
    """By question, the answer that did not earn all points; written text is not compared."""
    marks = {
        mark.question_id: mark.percent
        for mark in marks_of(assessment, attempt.submission, len(assessment.key_changes), texts)
    }
    wrong = {}
    for item in attempt.submission.items:
        question_id = item.question.question_id
        answer = _comparable(attempt.submission.answers.get(question_id))
        if answer is not None and marks.get(question_id, WHOLE) != WHOLE:
            wrong[item.question] = answer
    return wrong


def _comparable(answer: Answer | None) -> bytes | None:
    """Bytes that are equal for equal answers, whatever the order of choices; None for no answer."""
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
    wrong: Mapping[UUID, Mapping[QuestionRevision, bytes]],
    members: Mapping[UUID, UUID],
    min_shared: float,
) -> Iterator[tuple[UUID, UUID, int]]:
    """Pairs of attempts of different members, with at least so many equal wrong answers."""
    numbers: dict[tuple[QuestionRevision, bytes], int] = {}
    bits = {}
    for attempt_id, answers in wrong.items():
        bits[attempt_id] = sum(
            1 << numbers.setdefault(answer, len(numbers)) for answer in answers.items()
        )
    for (one, bits_of_one), (other, bits_of_other) in combinations(bits.items(), 2):
        same = (bits_of_one & bits_of_other).bit_count()
        if same >= min_shared and members[one] != members[other]:
            yield one, other, same


def _min_shared(counts: Mapping[QuestionRevision, Counter[bytes]], pairs: int) -> float:
    """
    How many wrong answers in common a flag needs at least: fewer are never improbable enough.

    k or more in common are at least as probable as these k alone, and each of those at least as
    probable as the rarest wrong answer that two candidates gave.
    """
    rarest = min(
        (
            _match_probability(by_answer, answer, answer)
            for by_answer in counts.values()
            for answer, times in by_answer.items()
            if times > 1
        ),
        default=1.0,
    )
    if rarest >= 1:
        return inf
    return max(MIN_SHARED_ANSWERS, log(FALSE_ALARMS / pairs) / log(rarest))


def _answer_counts(
    wrong: Iterable[Mapping[QuestionRevision, bytes]],
) -> dict[QuestionRevision, Counter[bytes]]:
    """How often each wrong answer was given, by question."""
    counts: defaultdict[QuestionRevision, Counter[bytes]] = defaultdict(Counter)
    for answers in wrong:
        for revision, answer in answers.items():
            counts[revision][answer] += 1
    return counts


def _match_probability(by_answer: Counter[bytes], one: bytes, other: bytes) -> float:
    """
    How probable it is that two candidates who get a question wrong do so in the same way.

    The sum of the squares of the wrong answers' shares among all others; each answer counts once
    more than it was given, so that few candidates prove little.
    """
    counts = Counter(by_answer)
    counts.subtract((one, other))
    whole = sum(counts.values()) + len(counts)
    return sum(((n + 1) / whole) ** 2 for n in counts.values())
