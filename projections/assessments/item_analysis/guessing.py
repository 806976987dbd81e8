"""What answering by chance would earn."""

from collections import Counter
from statistics import fmean

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING, WHOLE


def random_guess(kind: AnswerKey) -> float | None:
    """
    The mean share of the points that answering by chance would earn; None where nobody can say.

    As in Moodle: the mean of what the choices earn, of which here none earns under 0; nothing for
    what has to be written, unless anything is right; and nobody knows how many choices somebody
    ticks who guesses.
    """
    match kind:
        case Single(choices=choices):
            return _mean_of(choices)
        case TrueFalse():
            return 0.5
        case Multiple():
            return None
        case Matching() | Ordering():
            return _by_shuffling(kind)
        case _:
            return _for_anything(kind.accepted) if isinstance(kind, ShortText) else 0.0


def _mean_of(choices: tuple[Choice, ...]) -> float:
    earned = sum((max(each.percent, NOTHING) for each in choices), start=NOTHING)
    return float(earned / len(choices) / WHOLE)


def _by_shuffling(kind: Matching | Ordering) -> float:
    if isinstance(kind, Ordering):
        # Of n things in any order, two neighbours stand together, that way round, once in n.
        return 1 / len(kind.items)
    rights = Counter(pair.right for pair in kind.pairs)
    return fmean(rights[pair.right] / len(kind.pairs) for pair in kind.premises)


def _for_anything(accepted: tuple[AcceptedText, ...]) -> float:
    anything = [each.percent for each in accepted if not each.pattern.strip(" *")]
    return float(max(anything, default=NOTHING) / WHOLE)
