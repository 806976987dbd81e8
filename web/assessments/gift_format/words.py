"""Answer parts of GIFT that are given: a number, a word or a few."""

from decimal import Decimal

from domain.assessments.question_types.entry import AcceptedText, Numeric, NumericRange, ShortText
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from web.assessments.gift_format.numbers import middle_of, number_in, weight_in, written
from web.assessments.gift_format.passage import Misread, Passage
from web.assessments.gift_format.prose import Prose
from web.assessments.gift_format.saying import said, said_without_arrows

ANYTHING = "*"
OTHERS = "The feedback to any other number is left out: there is no place for it."


def read_short(answers: Passage, prose: Prose) -> ShortText:
    """Raises Misread."""
    return ShortText(tuple(_spelling(piece, prose) for piece in answers.pieces("=")))


def read_numeric(answers: Passage, prose: Prose) -> Numeric:
    """Raises Misread."""
    right, others = answers.after(1).parted("~")
    if others is not None and others.text:
        prose.notes[OTHERS] = None
    near = [_near(piece, prose) for piece in right.pieces("=")]
    return Numeric(tuple(each for each in near if each))


def given_written(kind: Numeric | ShortText) -> str:
    return _numbers(kind) if isinstance(kind, Numeric) else _spellings(kind)


def _spellings(kind: ShortText) -> str:
    lines = [
        f"\n\t=%{written(each.percent)}%{said_without_arrows(each.pattern)}"
        f"#{said_without_arrows(each.feedback)}"
        for each in kind.accepted
    ]
    return "".join(lines) + "\n"


def _numbers(kind: Numeric) -> str:
    lines = [
        f"\n\t=%{written(near.percent)}%{written(near.value)}:{written(near.tolerance)}"
        f"#{said(near.feedback)}"
        for near in kind.accepted
    ]
    return f"#{''.join(lines)}\n"


def _spelling(piece: Passage, prose: Prose) -> AcceptedText:
    weight, answer, feedback = _weighed(piece, prose)
    return AcceptedText(prose.read(answer.text), weight, feedback)


def _near(piece: Passage, prose: Prose) -> NumericRange | None:
    weight, answer, feedback = _weighed(piece, prose)
    if answer.text == ANYTHING and weight == NOTHING:
        prose.notes[OTHERS] = None
        return None
    return NumericRange(*_span(answer), weight, feedback)


def _weighed(piece: Passage, prose: Prose) -> tuple[Decimal, Passage, str]:
    """The share of the points, the answer itself, and what is said to who gives it."""
    rest = piece.after(1).stripped() if piece.text[0] == "=" else piece
    weight, weighed = weight_in(rest)
    answer, feedback = weighed.parted("#")
    said_then = prose.read(feedback.text) if feedback else ""
    return WHOLE if weight is None else weight, answer, said_then


def _span(answer: Passage) -> tuple[Decimal, Decimal]:
    """A number and how far from it one may be."""
    lowest, highest = answer.parted("..")
    if highest is not None:
        return _between(number_in(lowest), number_in(highest), answer)
    value, tolerance = answer.parted(":")
    return number_in(value), number_in(tolerance) if tolerance else NOTHING


def _between(lowest: Decimal, highest: Decimal, answer: Passage) -> tuple[Decimal, Decimal]:
    if lowest > highest:
        raise Misread(answer.line, f"{answer.text} goes down; write the smaller number first.")
    return middle_of(lowest, highest)
