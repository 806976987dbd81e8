"""Integrity flags of attempts, and verdicts on them, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.attempt_context import AttemptOutcome, ReviewOutcome, attempt_outcome
from domain.reasons import AppealOutcome
from projections.assessments.integrity_flags import IntegrityFlag, SameDevice, SharedErrors, TooFast
from web.i18n import formats
from web.i18n.language import gettext

OUTCOMES: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("Cleared"),
    ReviewOutcome.ANNULLED: lambda: gettext("Annulled"),
    AppealOutcome.GRANTED: lambda: gettext("Appeal granted"),
    AppealOutcome.REJECTED: lambda: gettext("Appeal rejected"),
}
MEANINGS: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("Nothing is wrong with this attempt."),
    ReviewOutcome.ANNULLED: lambda: gettext(
        "This is not the candidate's own work: the attempt does not count."
    ),
    AppealOutcome.GRANTED: lambda: gettext("The appeal is granted: the attempt counts as passed."),
    AppealOutcome.REJECTED: lambda: gettext("The appeal is rejected: the result does not change."),
}
MIN_CHANCE = 1e-6
"""Smaller chances are all the same to a reader."""


def outcome_name(outcome: str) -> str:
    return OUTCOMES[attempt_outcome(outcome)]()


def outcome_meaning(outcome: str) -> str:
    return MEANINGS[attempt_outcome(outcome)]()


def integrity_flag_name(flag: IntegrityFlag) -> str:
    match flag:
        case TooFast():
            return gettext("Very fast")
        case SameDevice():
            return gettext("Same device")
        case SharedErrors():
            return gettext("Same mistakes")
        case unknown:
            assert_never(unknown)


def integrity_flag_names(flags: Sequence[IntegrityFlag]) -> list[str]:
    """Each name once."""
    return list(dict.fromkeys(integrity_flag_name(flag) for flag in flags))


def integrity_flag_sentence(
    flag: IntegrityFlag, assessment: Assessment, candidates: Mapping[UUID, int]
) -> str:
    """What a flag rests on."""
    match flag:
        case TooFast(question_id=question_id, seconds=seconds):
            return gettext(
                "The correct answer to “%(question)s” was saved %(time)s after the previous"
                " action.",
                question=assessment.revisions[question_id][-1].text,
                time=formats.duration(seconds),
            )
        case SameDevice(attempt_ids=ids):
            numbers = sorted({candidates[attempt_id] for attempt_id in ids})
            return gettext(
                "Started on the same device as candidate %(numbers)s. People sometimes share a"
                " device.",
                numbers=", ".join(str(number) for number in numbers),
            )
        case SharedErrors():
            return _shared_errors_sentence(flag, candidates)
        case unknown:
            assert_never(unknown)


def _shared_errors_sentence(flag: SharedErrors, candidates: Mapping[UUID, int]) -> str:
    return gettext(
        "Of the %(both)s questions that candidate %(number)s also got wrong, %(same)s have the"
        " same wrong answer. For any two candidates, the probability of this is %(chance)s.",
        both=formats.number(flag.both_wrong),
        number=candidates[flag.attempt_id],
        same=formats.number(flag.same),
        chance=_chance(flag.chance),
    )


def _chance(chance: float) -> str:
    if chance < MIN_CHANCE:
        return gettext("less than %(chance)s", chance=formats.percent(MIN_CHANCE, 4))
    return formats.percent(chance, 4)
