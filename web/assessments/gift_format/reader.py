"""Reading a GIFT file: its blocks, categories and questions, and what is wrong on which line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.assessments.question import Question, question_errors
from web.assessments.gift_format.answers import read_answers
from web.assessments.gift_format.limits import check_blocks, check_file_size
from web.assessments.gift_format.metadata import (
    Metadata,
    QuestionIds,
    has_tags,
    id_number,
    is_our_line,
    read_metadata,
    with_exact_texts,
    with_keys,
)
from web.assessments.gift_format.text import (
    BLANK,
    CATEGORY,
    IGNORED,
    CommentLine,
    GiftBlock,
    GiftError,
    SourceText,
    TextReader,
    blocks_of,
    decoded,
    read_unformatted,
    restore_escapes,
)
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

TITLE = "::"
TEXT_GAP = "_____"
GENERAL_FEEDBACK = "####"
NO_ID = UUID(int=0)

Path = tuple[str, ...]
"""The names of a category and of those it is in, the outermost first."""


class GiftQuestion(NamedTuple):
    """A question of a file, and the line on which it begins."""

    line: int
    question: Question


class LineMessage(NamedTuple):
    """What there is to say about a line of a file, in the reader's language."""

    line: int
    text: str


@dataclass
class GiftFile:
    """The content of a file; with an error in it, none of it is to be imported."""

    questions: list[GiftQuestion] = field(default_factory=list)
    errors: list[LineMessage] = field(default_factory=list)
    notes: list[LineMessage] = field(default_factory=list)
    """What became of parts that have no equivalent here."""


def read_gift(content: bytes | str, assessment_id: UUID, topic: str = "") -> GiftFile:
    """
    Read a test.

    assessment_id: the same file always makes the same questions of the same test;
    topic: of the questions before the first category.
    """
    file = GiftFile()
    try:
        raw = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
        check_file_size(raw)
        _read_blocks(list(blocks_of(decoded(raw))), QuestionIds(assessment_id), topic, file)
    except GiftError as error:
        file.errors.append(LineMessage(error.line, error.reason))
    if not file.questions and not file.errors:
        reason = gettext(
            "There are no questions in this file. Write one, with its answers in braces."
        )
        file.errors.append(LineMessage(1, reason))
    return file


def _read_blocks(blocks: list[GiftBlock], ids: QuestionIds, topic: str, file: GiftFile) -> None:
    check_blocks(blocks)
    topics = topics_of(category_path(block.source) for block in blocks if block.is_category)
    for block in blocks:
        if block.is_category:
            topic = topics[category_path(block.source)]
            continue
        try:
            _read_block(block, topic, ids, file)
        except GiftError as error:
            file.errors.append(LineMessage(error.line, error.reason))


def _read_block(block: GiftBlock, topic: str, ids: QuestionIds, file: GiftFile) -> None:
    if not block.source.text:
        _must_not_be_lost(block.comments)
        return
    line, texts = block.source.line, TextReader()
    if not topic.strip():
        reason = gettext(
            "Name the topic before its questions, on a line of its own: $CATEGORY: Batteries."
        )
        raise GiftError(line, reason)
    if has_tags(block.comments):
        texts.note(gettext("Tags are ignored: they are not supported here."))
    read = _read_question(block, topic, texts)
    question = replace(read, id=ids.id_for(read, id_number(block.comments), line))
    file.questions.append(GiftQuestion(line, question))
    file.errors += [LineMessage(line, refusal_text(error)) for error in question_errors(question)]
    file.notes += [LineMessage(line, note) for note in texts.notes]


def _must_not_be_lost(comments: list[CommentLine]) -> None:
    for comment in comments:
        if is_our_line(comment):
            reason = gettext(
                "Put this line directly above its question, with no blank line in between."
            )
            raise GiftError(comment.line, reason)


def category_path(source: SourceText) -> Path:
    """As Moodle writes it: `/` between names, `//` for one in a name, no escapes."""
    written = source.text.removeprefix(CATEGORY).strip(BLANK)
    if "\n" in written:
        reason = gettext("Leave a blank line after the $CATEGORY: line.")
        raise GiftError(source.line, reason)
    names = re.split(r"(?<!/)/(?!/)", restore_escapes(written))
    path = tuple(name.replace("//", "/").strip(BLANK) for name in names)
    if not path[-1]:
        raise GiftError(source.line, gettext("Write the topic name after $CATEGORY:."))
    return path


def topics_of(paths: Iterable[Path]) -> dict[Path, str]:
    """The topic of each category: its last name, with as many before it as tell it apart."""
    distinct, numbers = set(paths), dict[tuple[int, str], int]()
    uses = Counter(ending for path in distinct for ending in _endings(path, numbers))
    topics = {}
    for path in distinct:
        endings = enumerate(_endings(path, numbers), start=1)
        needed = next((count for count, ending in endings if uses[ending] == 1), len(path))
        topics[path] = "/".join(path[-needed:])
    return topics


def _endings(path: Path, numbers: dict[tuple[int, str], int]) -> Iterator[int]:
    """The number of each ending of a path, the shortest first; equal endings have the same."""
    number = 0
    for name in reversed(path):
        number = numbers.setdefault((number, name), len(numbers) + 1)
        yield number


def _read_question(block: GiftBlock, topic: str, texts: TextReader) -> Question:
    metadata = read_metadata(block.comments)
    question = read_source(block.source, topic, texts, metadata)
    question = with_exact_texts(question, metadata.exact)
    return replace(question, answer_key=with_keys(question.answer_key, metadata.keys))


def read_source(source: SourceText, topic: str, texts: TextReader, metadata: Metadata) -> Question:
    """The question as GIFT says it, without id and keys. Raises GiftError."""
    title, rest = _split_title(source)
    before, block, after = _split_answers(rest)
    gap = TEXT_GAP if after.strip(IGNORED) else ""
    text = texts.read_question_text(f"{before}{gap}{after}")
    answers, feedback = _split_feedback(block)
    return Question(
        id=NO_ID,
        topic=topic,
        title=title,
        text=text,
        answer_key=read_answers(answers, texts, metadata),
        points=metadata.points,
        explanation=texts.read(feedback),
        image=metadata.image,
        image_text=metadata.image_text,
    )


def _split_title(source: SourceText) -> tuple[str, SourceText]:
    if not source.text.startswith(TITLE):
        return "", source
    title, rest = source.after(len(TITLE)).partition(TITLE)
    if rest is None:
        raise GiftError(source.line, gettext("Close the title with a second ::, as in ::Fuses::."))
    return read_unformatted(title.text), rest


def _split_answers(source: SourceText) -> tuple[str, SourceText, str]:
    """What stands before the braces, in them, and after them."""
    text = source.text
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        reason = gettext(
            "This is not a question. Write its answers in braces, {} for a free-text answer, or"
            " start each line of a comment with //."
        )
        raise GiftError(source.line, reason)
    if start < 0 or -1 < end < start:
        reason = gettext(
            "This } closes nothing. Write \\} in a text, and leave no blank line inside braces."
        )
        raise GiftError(source.line_at(end), reason)
    if end < 0:
        reason = gettext(
            "This { is never closed. Write } before the next blank line, or \\{ in a text."
        )
        raise GiftError(source.line_at(start), reason)
    block = SourceText(text[start + 1 : end], source.line_at(start)).stripped()
    if re.search("[{}]", block.text + text[end + 1 :]):
        reason = gettext(
            "A question has one pair of braces. Leave a blank line between two questions, and"
            " write \\{ and \\} in a text."
        )
        raise GiftError(source.line_at(start), reason)
    return text[:start], block, text[end + 1 :]


def _split_feedback(block: SourceText) -> tuple[SourceText, str]:
    """The answers, and the general feedback after them."""
    start = block.text.rfind(GENERAL_FEEDBACK)
    if start < 0:
        return block, ""
    answers, feedback = block.cut(start, start + len(GENERAL_FEEDBACK))
    return answers.stripped(), feedback.text


def with_known_pictures(
    file: GiftFile, is_known: Callable[[str], bool]
) -> tuple[list[Question], list[LineMessage]]:
    """The questions of a file without pictures that are not stored here, and all notes by line."""
    questions, notes = [], list(file.notes)
    for line, question in file.questions:
        if question.image is None or is_known(question.image):
            questions.append(question)
        else:
            questions.append(replace(question, image=None))
            sentence = gettext("Its picture is missing. Add it to the question.")
            notes.append(LineMessage(line, sentence))
    return questions, sorted(notes, key=attrgetter("line"))
