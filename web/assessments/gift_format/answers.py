"""The part of a question in braces: which kind it is, and its key."""

from collections.abc import Callable

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from web.assessments.gift_format.arranging import (
    ARROW,
    arranged_written,
    read_matching,
    read_ordering,
)
from web.assessments.gift_format.choices import (
    chosen_written,
    is_true_or_false,
    read_choices,
    read_true_false,
)
from web.assessments.gift_format.passage import Misread, Passage
from web.assessments.gift_format.prose import Prose
from web.assessments.gift_format.remarks import Carried
from web.assessments.gift_format.words import given_written, read_numeric, read_short

ONLY_OWN_WORDS = (
    "A guide and a longest are for answers in one's own words: leave them out,"
    " or leave the braces empty."
)
GUIDE = '// comptoir: {"guide": "Names both fuses."}'


def read_answers(answers: Passage, prose: Prose, carried: Carried) -> AnswerKey:
    """In Moodle's order: what begins with a mark of its own goes first. Raises Misread."""
    if not answers.text:
        return _free_text(answers, carried)
    if carried.guide or carried.longest is not None:
        raise Misread(answers.line, ONLY_OWN_WORDS)
    if answers.text[0] in GRADED:
        return GRADED[answers.text[0]](answers, prose)
    if "~" in answers.text:
        return read_choices(answers, prose)
    return _without_wrong_answers(answers, prose)


GRADED: dict[str, Callable[[Passage, Prose], AnswerKey]] = {"#": read_numeric, ">": read_ordering}


def _without_wrong_answers(answers: Passage, prose: Prose) -> AnswerKey:
    if "=" in answers.text and ARROW in answers.text:
        return read_matching(answers, prose)
    if is_true_or_false(answers):
        return read_true_false(answers, prose)
    return read_short(answers, prose)


def _free_text(answers: Passage, carried: Carried) -> FreeText:
    if not carried.guide.strip():
        raise Misread(
            answers.line,
            "Say how a person marks what is written, in a line above the question:"
            f" {GUIDE}. Or write the answers in the braces.",
        )
    if carried.longest is None:
        return FreeText(carried.guide)
    return FreeText(carried.guide, carried.longest)


def answers_written(kind: AnswerKey) -> str:
    match kind:
        case Single() | Multiple() | TrueFalse():
            return chosen_written(kind)
        case Ordering() | Matching():
            return arranged_written(kind)
        case Numeric() | ShortText():
            return given_written(kind)
        case FreeText():
            return ""
