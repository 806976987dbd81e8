"""Writing questions as a GIFT file, as Moodle reads it too."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from msgspec.structs import replace

from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from web.assessments.gift_format.answers import ARROW, GRADING
from web.assessments.gift_format.metadata import (
    Metadata,
    changed_texts,
    custom_keys,
    metadata_lines,
)
from web.assessments.gift_format.reader import (
    GENERAL_FEEDBACK,
    TEXT_GAP,
    TITLE,
    category_path,
    read_source,
)
from web.assessments.gift_format.text import (
    BLANK,
    CATEGORY,
    SourceText,
    TextReader,
    blocks_of,
    escape,
    hide_escapes,
    with_format,
)

GAP = re.compile(rf"(?<!_){TEXT_GAP}(?!_)")


def write_gift(questions: Iterable[Question]) -> str:
    """The text of a file that is read as the same questions."""
    blocks = []
    for topic, questions_of_topic in groupby(questions, key=lambda question: question.topic):
        blocks.append(_category(topic))
        blocks.extend(_question(question) for question in questions_of_topic)
    return "\n\n".join(blocks) + "\n"


def _category(topic: str) -> str:
    return f"{CATEGORY} {' '.join(topic.split())}".replace("/", "//")


def _question(question: Question) -> str:
    """With what only we can read in comments above it."""
    body, kind = _body(question), question.answer_key
    metadata = Metadata(
        points=question.points,
        guide=kind.grading_guide if isinstance(kind, FreeText) else "",
        longest=kind.max_length if isinstance(kind, FreeText) else None,
        image=question.image,
        image_text=question.image_text,
        keys=custom_keys(kind),
    )
    exact = changed_texts(question, _read_back(body, question.topic, metadata))
    return "\n".join([*metadata_lines(question.id, replace(metadata, exact=exact)), body])


def _read_back(body: str, topic: str, metadata: Metadata) -> Question:
    [block] = blocks_of(body)
    category = SourceText(hide_escapes(_category(topic)), 1)
    return read_source(block.source, category_path(category)[-1], TextReader(), metadata)


def _body(question: Question) -> str:
    title = f"{TITLE}{escape(question.title)}{TITLE}" if question.title else ""
    before, after = _around_gap(escape(question.text))
    answers = _answers(question.answer_key)
    feedback = ""
    if question.explanation:
        feedback = f"{GENERAL_FEEDBACK}{with_format(question.explanation)}"
    if feedback and answers.endswith("\n"):
        feedback = f"\t{feedback}\n"
    return f"{title}[plain]{before}{{{answers}{feedback}}}{after}"


def _around_gap(text: str) -> tuple[str, str]:
    """Where the braces go: in the place of a missing word, else after the text."""
    gap = GAP.search(text)
    if gap is None or not text[gap.end() :].strip(BLANK):
        return text, ""
    return text[: gap.start()], text[gap.end() :]


def _answers(kind: AnswerKey) -> str:
    match kind:
        case Single() | Multiple():
            return _choices(kind)
        case TrueFalse():
            return _true_false(kind)
        case Ordering() | Matching():
            return _items(kind) if isinstance(kind, Ordering) else _pairs(kind)
        case Numeric() | ShortText():
            return _numbers(kind) if isinstance(kind, Numeric) else _spellings(kind)
        case FreeText():
            return ""


def _lines(answers: Iterable[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers) + "\n"


def _choices(kind: Single | Multiple) -> str:
    right = None
    if isinstance(kind, Single):
        right = next((choice for choice in kind.choices if choice.percent == WHOLE), None)
    # With = before all of them, Moodle would read a short-answer question.
    return _lines(_choice(choice, is_right=choice == right) for choice in kind.choices)


def _choice(choice: Choice, *, is_right: bool) -> str:
    plain = choice.percent == NOTHING and not choice.text.lstrip().startswith("%")
    mark = "=" if is_right else "~" if plain else f"~{_weight(choice.percent)}"
    feedback = f"#{with_format(choice.feedback)}" if choice.feedback else ""
    return f"{mark}{with_format(choice.text)}{feedback}"


def _true_false(kind: TrueFalse) -> str:
    right = f"#{with_format(kind.if_right)}" if kind.if_right else ""
    wrong = f"#{with_format(kind.if_wrong)}" if kind.if_wrong or right else ""
    return f"{str(kind.answer).upper()}{wrong}{right}"


def _items(kind: Ordering) -> str:
    options = f">{len(kind.items)} ALL VERTICAL {GRADING} SHOW none"
    return "\n".join([options, *(_item(item.text) for item in kind.items), ""])


def _item(text: str) -> str:
    """On a line of its own that does not look like a comment."""
    line = with_format(text)
    return line.replace("//", "/ /", 1) if line.lstrip().startswith("//") else line


def _pairs(kind: Matching) -> str:
    # Moodle reads no format specifier on the right.
    return _lines(
        f"={_without_arrows(pair.left)} {ARROW} {escape(pair.right)}" for pair in kind.pairs
    )


def _numbers(kind: Numeric) -> str:
    numbers = _lines(
        f"={_weight(near.percent)}{near.value:f}:{near.tolerance:f}#{with_format(near.feedback)}"
        for near in kind.accepted
    )
    return f"#{numbers}"


def _spellings(kind: ShortText) -> str:
    return _lines(
        f"={_weight(spelling.percent)}{_without_arrows(spelling.pattern)}"
        f"#{_without_arrows(spelling.feedback)}"
        for spelling in kind.accepted
    )


def _weight(percent: Decimal) -> str:
    return f"%{percent:f}%"


def _without_arrows(text: str) -> str:
    """An arrow would make it a matching question, and it has no escape."""
    return with_format(text).replace(ARROW, "\N{RIGHTWARDS ARROW}")
