"""Reading a GIFT file: its questions, and what is wrong with it, line by line."""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.assessments.question import Question, objections
from web.assessments.gift_format.blocks import Block, Comment, blocks_of, text_of
from web.assessments.gift_format.ids import Ids
from web.assessments.gift_format.passage import Misread
from web.assessments.gift_format.prose import Prose
from web.assessments.gift_format.question import read_question
from web.assessments.gift_format.remarks import OURS, id_number_in, tags_in
from web.assessments.gift_format.topics import is_category, path_of, topics_of
from web.conversations.import_file import Mistake

NO_QUESTION = "There is no question in this file: write one, and its answers in braces."
NO_TOPIC = "Name the topic before its questions, in a line of its own: $CATEGORY: Batteries."
NO_TAGS = "Tags are left out: there is no place for them."
NO_QUESTION_BELOW = "Put this line directly above its question, without a blank line between them."


class Draft(NamedTuple):
    """A question of a file, and the line on which it begins."""

    line: int
    question: Question


class Note(NamedTuple):
    """What became of something that has no place here; no mistake, but good to know."""

    line: int
    what: str


@dataclass
class GiftFile:
    """What a file holds; with a mistake in it, nothing of it is to be taken."""

    drafts: list[Draft] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_gift(written: bytes | str, assessment_id: UUID, topic: str = "") -> GiftFile:
    """
    Read a test.

    assessment_id: the same file always makes the same questions of the same test;
    topic: of the questions before the first category.
    """
    found = GiftFile()
    try:
        raw = written if isinstance(written, bytes) else written.encode(errors="surrogatepass")
        _read_blocks(list(blocks_of(text_of(raw))), Ids(assessment_id), topic, found)
    except Misread as mistake:
        found.mistakes.append(Mistake(mistake.line, mistake.reason))
    if not found.drafts and not found.mistakes:
        found.mistakes.append(Mistake(1, NO_QUESTION))
    return found


def _read_blocks(blocks: list[Block], ids: Ids, topic: str, found: GiftFile) -> None:
    categories = [block.passage for block in blocks if is_category(block.passage)]
    topics = topics_of(path_of(category) for category in categories)
    for block in blocks:
        if is_category(block.passage):
            topic = topics[path_of(block.passage)]
            continue
        try:
            _read_block(block, topic, ids, found)
        except Misread as mistake:
            found.mistakes.append(Mistake(mistake.line, mistake.reason))


def _read_block(block: Block, topic: str, ids: Ids, found: GiftFile) -> None:
    if not block.passage.text:
        _must_not_be_lost(block.comments)
        return
    line = block.passage.line
    if not topic.strip():
        raise Misread(line, NO_TOPIC)
    prose = Prose()
    if tags_in(block.comments):
        prose.notes[NO_TAGS] = None
    read = read_question(block, topic, prose)
    question = replace(read, id=ids.id_for(read, id_number_in(block.comments), line))
    found.drafts.append(Draft(line, question))
    found.mistakes.extend(Mistake(line, objection) for objection in objections(question))
    found.notes.extend(Note(line, note) for note in prose.notes)


def _must_not_be_lost(comments: list[Comment]) -> None:
    for line, text in comments:
        if OURS.match(text):
            raise Misread(line, NO_QUESTION_BELOW)
