"""Reading the answer block of a GIFT question, in braces: the question type and its answer key."""

import re
from decimal import Decimal, localcontext

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from web.assessments.gift_format.metadata import Metadata
from web.assessments.gift_format.text import (
    BLANK,
    COMMENT,
    GiftError,
    SourceText,
    TextReader,
    read_unformatted,
)
from web.i18n.language import gettext

ARROW = "->"
TRUE = {"T", "TRUE"}
FALSE = {"F", "FALSE"}
ANY_ANSWER = "*"
WEIGHT = re.compile(r"%(\S*?)%")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
MAX_NUMBER_LENGTH = 100
PRECISION = 500
"""Digits: more than any two numbers of that length need for their exact middle."""
GRADING = "RELATIVE_NEXT_EXCLUDE_LAST"
"""How an order is graded here, in the words of Moodle's ordering plug-in."""
ORDERING_OPTIONS = re.compile(
    r">\s*(?P<count>\d*)"
    r"(?:[ \t]+(?P<select>ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)\b)?"
    r"(?:[ \t]+(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)\b)?"
    r"(?:[ \t]+(?P<grading>ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE\w*|REL"
    r"|LONGEST_\w+)\b)?"
    r"(?:[ \t]+(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)\b)?"
    r"(?:[ \t]+(?:none|123|abc|ABCD|iii|IIII)\b)?"
)


def read_answers(block: SourceText, texts: TextReader, metadata: Metadata) -> AnswerKey:
    """The question type and answer key of a block without its braces. Raises GiftError."""
    if not block.text:
        return _read_free_text(block, metadata)
    if metadata.guide or metadata.longest is not None:
        reason = gettext(
            "“guide” and “longest” are only for free-text answers. Remove them, or leave the"
            " braces empty."
        )
        raise GiftError(block.line, reason)
    return _read_by_marks(block, texts)


def _read_by_marks(block: SourceText, texts: TextReader) -> AnswerKey:
    """The question types are told apart in Moodle's order."""
    if block.text[0] == "#":
        return _read_numeric(block, texts)
    if block.text[0] == ">":
        return _read_ordering(block, texts)
    if "~" in block.text:
        return _read_choices(block, texts)
    return _read_without_wrong_answers(block, texts)


def _read_without_wrong_answers(block: SourceText, texts: TextReader) -> AnswerKey:
    if "=" in block.text and ARROW in block.text:
        return Matching(tuple(_read_pair(piece, texts) for piece in block.split_at("=")))
    if _is_true_or_false(block):
        return _read_true_false(block, texts)
    return ShortText(tuple(_read_spelling(piece, texts) for piece in block.split_at("=")))


def _read_free_text(block: SourceText, metadata: Metadata) -> FreeText:
    if not metadata.guide.strip():
        reason = gettext(
            'Add the grading guide on a line above the question: // comptoir: {"guide": "Names '
            'both fuses."}. Or write the answers in the braces.'
        )
        raise GiftError(block.line, reason)
    if metadata.longest is None:
        return FreeText(metadata.guide)
    return FreeText(metadata.guide, metadata.longest)


def _read_choices(block: SourceText, texts: TextReader) -> Single | Multiple:
    """With a choice marked as right, a candidate chooses one; else any number of them."""
    pieces = block.split_at("=~")
    if pieces[0].text[0] not in "=~":
        reason = gettext("Start each answer with = if it is right, otherwise with ~.")
        raise GiftError(pieces[0].line, reason)
    choices = tuple(_read_choice(piece, texts) for piece in pieces)
    return Single(choices) if "=" in block.text else Multiple(choices)


def _read_choice(piece: SourceText, texts: TextReader) -> Choice:
    mark, rest = piece.text[0], piece.after(1).stripped()
    # After = everything is text, as in Moodle.
    weight, answer = (WHOLE, rest) if mark == "=" else _read_weight(rest)
    text, feedback = answer.partition("#")
    return Choice(
        key="",
        text=texts.read(text.text),
        percent=NOTHING if weight is None else weight,
        feedback=_read_feedback(feedback, texts),
    )


def _is_true_or_false(block: SourceText) -> bool:
    """Raises GiftError for an answer that looks like one of them."""
    answer = block.partition("#")[0].text
    if answer.upper() in TRUE | FALSE and not answer.isupper():
        reason = gettext("Write TRUE or FALSE in capitals, or =true if the answer is that word.")
        raise GiftError(block.line, reason)
    return answer in TRUE | FALSE


def _read_true_false(block: SourceText, texts: TextReader) -> TrueFalse:
    answer, feedback = block.partition("#")
    if_wrong, if_right = feedback.partition("#") if feedback else (None, None)
    return TrueFalse(
        answer=answer.text in TRUE,
        if_right=_read_feedback(if_right, texts),
        if_wrong=_read_feedback(if_wrong, texts),
    )


def _read_pair(piece: SourceText, texts: TextReader) -> Pair:
    if piece.text[0] != "=":
        reason = gettext("Start each pair with =, as in =Fuse -> Protects the cable.")
        raise GiftError(piece.line, reason)
    left, right = piece.after(1).partition(ARROW)
    if right is None:
        raise GiftError(piece.line, gettext("Put -> between an item and its match."))
    return Pair("", texts.read(left.text), read_unformatted(right.text))


def _read_ordering(block: SourceText, texts: TextReader) -> Ordering:
    """After the plug-in's options, one item on each line."""
    options = ORDERING_OPTIONS.match(block.text)
    assert options is not None, "the block begins with >"
    lines = re.split(f"[\n{COMMENT}]", block.text[options.end() :])
    items = tuple(Item("", texts.read(line)) for line in lines if line.strip(BLANK))
    if options["grading"] not in (None, GRADING):
        texts.note(
            gettext("The order is graded by pairs of neighbouring items, not as the file says.")
        )
    if options["select"] not in (None, "ALL", "EXACT") and options["count"] != str(len(items)):
        texts.note(
            gettext("All the items to order are shown, not just some of them as the file says.")
        )
    return Ordering(items)


def _read_spelling(piece: SourceText, texts: TextReader) -> AcceptedText:
    weight, answer, feedback = _read_weighted(piece, texts)
    return AcceptedText(texts.read(answer.text), weight, feedback)


def _read_numeric(block: SourceText, texts: TextReader) -> Numeric:
    accepted, wrong = block.after(1).partition("~")
    if wrong is not None and wrong.text:
        _note_lost_feedback(texts)
    numbers = [_read_near(piece, texts) for piece in accepted.split_at("=")]
    return Numeric(tuple(near for near in numbers if near))


def _read_near(piece: SourceText, texts: TextReader) -> NumericRange | None:
    """None for the feedback to any other number."""
    weight, answer, feedback = _read_weighted(piece, texts)
    if answer.text == ANY_ANSWER and weight == NOTHING:
        _note_lost_feedback(texts)
        return None
    return NumericRange(*_read_range(answer), weight, feedback)


def _note_lost_feedback(texts: TextReader) -> None:
    texts.note(gettext("The feedback for any other number is ignored: it is not supported here."))


def _read_range(answer: SourceText) -> tuple[Decimal, Decimal]:
    """A number and its tolerance, from `value`, `value:tolerance` or `lowest..highest`."""
    first, highest = answer.partition("..")
    if highest is None:
        value, tolerance = answer.partition(":")
        return _read_number(value), _read_number(tolerance) if tolerance else NOTHING
    low, high = _read_number(first), _read_number(highest)
    if low > high:
        reason = gettext(
            "%(text)s is a descending range. Write the smaller number first.", text=answer.text
        )
        raise GiftError(answer.line, reason)
    with localcontext(prec=PRECISION):
        return (low + high) / 2, (high - low) / 2


def _read_weighted(piece: SourceText, texts: TextReader) -> tuple[Decimal, SourceText, str]:
    """The percent of the points that an answer earns, the answer itself, and its feedback."""
    rest = piece.after(1).stripped() if piece.text[0] == "=" else piece
    weight, weighted = _read_weight(rest)
    answer, feedback = weighted.partition("#")
    return WHOLE if weight is None else weight, answer, _read_feedback(feedback, texts)


def _read_feedback(feedback: SourceText | None, texts: TextReader) -> str:
    return texts.read(feedback.text) if feedback else ""


def _read_weight(piece: SourceText) -> tuple[Decimal | None, SourceText]:
    """The weight in percent before an answer, if there is one, and the answer."""
    match = WEIGHT.match(piece.text)
    if not match:
        return None, piece
    if not _is_number(match[1]):
        reason = gettext(
            "%(text)s is not a percentage. Write it like %%50%% or %%-33.33333%%.",
            text=match[0][:40],
        )
        raise GiftError(piece.line, reason)
    return Decimal(match[1]), piece.after(match.end()).stripped()


def _read_number(source: SourceText) -> Decimal:
    text = source.stripped().text
    if not _is_number(text):
        reason = gettext(
            "%(text)s is not a number. Use a decimal point, as in 3.5.", text=repr(text[:40])
        )
        raise GiftError(source.line, reason)
    return Decimal(text)


def _is_number(text: str) -> bool:
    return len(text) <= MAX_NUMBER_LENGTH and NUMBER.fullmatch(text) is not None
