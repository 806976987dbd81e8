"""Integrity flags of attempts, and verdicts on them, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.attempt_context import AttemptOutcome, ReviewOutcome, attempt_outcome
from domain.reasons import AppealOutcome
from projections.assessments.integrity_flags import Hasty, SameDevice, SharedMistakes, Suspicion
from web.i18n import formats
from web.i18n.language import gettext

OUTCOMES: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("Cleared"),
    ReviewOutcome.ANNULLED: lambda: gettext("Annulled"),
    AppealOutcome.GRANTED: lambda: gettext("Appeal upheld"),
    AppealOutcome.REJECTED: lambda: gettext("Result stands"),
}
MEANINGS: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("There was nothing wrong with it."),
    ReviewOutcome.ANNULLED: lambda: gettext(
        "It was not this person's own work: it counts for nothing."
    ),
    AppealOutcome.GRANTED: lambda: gettext("The appeal is right: it counts as passed."),
    AppealOutcome.REJECTED: lambda: gettext(
        "The appeal is turned down: the result stays as it was."
    ),
}
MIN_CHANCE = 1e-6
"""Smaller chances are all the same to a reader."""


def outcome_name(outcome: str) -> str:
    return OUTCOMES[attempt_outcome(outcome)]()


def outcome_meaning(outcome: str) -> str:
    return MEANINGS[attempt_outcome(outcome)]()


def integrity_flag_name(flag: Suspicion) -> str:
    match flag:
        case Hasty():
            return gettext("Very fast")
        case SameDevice():
            return gettext("Same device")
        case SharedMistakes():
            return gettext("Same mistakes")
        case unknown:
            assert_never(unknown)


def integrity_flag_names(flags: Sequence[Suspicion]) -> list[str]:
    """Each name once."""
    return list(dict.fromkeys(integrity_flag_name(flag) for flag in flags))


def integrity_flag_sentence(
    flag: Suspicion, assessment: Assessment, candidates: Mapping[UUID, int]
) -> str:
    """What a flag rests on."""
    match flag:
        case Hasty(question_id=question_id, seconds=seconds):
            return gettext(
                "The right answer to “%(question)s” was saved %(time)s after what came before it.",
                question=assessment.revisions[question_id][-1].text,
                time=formats.duration(seconds),
            )
        case SameDevice(attempt_ids=ids):
            numbers = sorted({candidates[attempt_id] for attempt_id in ids})
            return gettext(
                "Started on the same device as candidate %(numbers)s. People share devices, too.",
                numbers=", ".join(str(number) for number in numbers),
            )
        case SharedMistakes():
            return _shared_errors_sentence(flag, candidates)
        case unknown:
            assert_never(unknown)


def _shared_errors_sentence(flag: SharedMistakes, candidates: Mapping[UUID, int]) -> str:
    return gettext(
        "Of %(both)s questions that candidate %(number)s got wrong as well, %(same)s have the same"
        " wrong answer. For any two of all candidates that would come about with a chance of"
        " %(chance)s.",
        both=formats.number(flag.both_wrong),
        number=candidates[flag.attempt_id],
        same=formats.number(flag.same),
        chance=_chance(flag.chance),
    )


def _chance(chance: float) -> str:
    if chance < MIN_CHANCE:
        return gettext("less than %(chance)s", chance=formats.percent(MIN_CHANCE, 4))
    return formats.percent(chance, 4)
