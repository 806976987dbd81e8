"""The random-guess score of a question."""

from collections import Counter
from statistics import fmean

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING, WHOLE


def random_guess(answer_key: AnswerKey) -> float | None:
    """
    The expected share of the points for a random answer, 0 to 1; None where it is not defined.

    As in Moodle: the mean of what the choices earn, where less than 0 counts as 0; 0 for written
    answers, unless any text is accepted. Not defined for multiple choice: how many choices a
    guessing candidate ticks is unknown.
    """
    match answer_key:
        case Single(choices=choices):
            return _mean_of(choices)
        case TrueFalse():
            return 0.5
        case Multiple():
            return None
        case Matching() | Ordering():
            return _by_shuffling(answer_key)
        case _:
            return _for_anything(answer_key.accepted) if isinstance(answer_key, ShortText) else 0.0


def _mean_of(choices: tuple[Choice, ...]) -> float:
    earned = sum((max(choice.percent, NOTHING) for choice in choices), start=NOTHING)
    return float(earned / len(choices) / WHOLE)


def _by_shuffling(answer_key: Matching | Ordering) -> float:
    if isinstance(answer_key, Ordering):
        # Of n items in random order, two given ones are neighbours, in this order, once in n.
        return 1 / len(answer_key.items)
    rights = Counter(pair.right for pair in answer_key.pairs)
    return fmean(rights[pair.right] / len(answer_key.pairs) for pair in answer_key.premises)


def _for_anything(accepted: tuple[AcceptedText, ...]) -> float:
    anything = [answer.percent for answer in accepted if not answer.pattern.strip(" *")]
    return float(max(anything, default=NOTHING) / WHOLE)
