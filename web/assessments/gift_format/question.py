"""One question of a GIFT file: its title, its text, and the braces in or after it."""

import re
from uuid import UUID

from msgspec.structs import replace

from domain.assessments.question import Question
from web.assessments.gift_format.answers import answers_written, read_answers
from web.assessments.gift_format.blocks import Block, blocks_of
from web.assessments.gift_format.escaping import BLANK, escaped, hide
from web.assessments.gift_format.exact import as_meant, differences
from web.assessments.gift_format.identities import given_keys, with_keys
from web.assessments.gift_format.passage import COMMENT, Misread, Passage
from web.assessments.gift_format.prose import Prose, unmarked
from web.assessments.gift_format.remarks import Carried, carried_in, remarks_of
from web.assessments.gift_format.saying import said
from web.assessments.gift_format.topics import category_written, path_of

MISSING_WORD = "_____"
GAP = re.compile(rf"(?<!_){MISSING_WORD}(?!_)")
EXPLANATION = "####"
TITLE = "::"
ASKS_NOTHING = (
    "This asks nothing: write its answers in braces, {} for an answer in one's own words,"
    " or // before each line of a remark."
)
STRAY = "This } closes nothing: write \\} in a text, and leave no blank line within braces."
UNCLOSED = "This { is never closed: write } before the next blank line, or \\{ in a text."
TWICE = (
    "A question has one pair of braces: leave a blank line between two questions,"
    " and write \\{ and \\} in a text."
)
NOBODY = UUID(int=0)
"""The id of a question that has none yet."""


def read_question(block: Block, topic: str, prose: Prose) -> Question:
    """Without an id yet. Raises Misread."""
    carried = carried_in(block.comments)
    read = as_meant(_as_it_stands(block.passage, topic, prose, carried), carried.exact)
    return replace(read, answer_key=with_keys(read.answer_key, carried.keys))


def question_written(question: Question) -> str:
    """All of it but its topic: with what only we can read in comments above it."""
    body = _body(question)
    carried = Carried(
        points=question.points,
        guide=getattr(question.answer_key, "grading_guide", ""),
        longest=getattr(question.answer_key, "max_length", None),
        image=question.image,
        image_text=question.image_text,
        keys=given_keys(question.answer_key),
    )
    exact = differences(question, _read_back(body, question.topic, carried))
    return "\n".join([*remarks_of(question.id, replace(carried, exact=exact)), body])


def _read_back(body: str, topic: str, carried: Carried) -> Question:
    [block] = blocks_of(body)
    category = Passage(hide(category_written(topic)), 1)
    return _as_it_stands(block.passage, path_of(category)[-1], Prose(), carried)


def _as_it_stands(passage: Passage, topic: str, prose: Prose, carried: Carried) -> Question:
    title, rest = _titled(passage)
    before, answers, after = _parts(rest)
    gap = MISSING_WORD if after.strip(BLANK + COMMENT) else ""
    text = prose.asked(f"{before}{gap}{after}")
    answers, explanation = _explained(answers)
    return Question(
        id=NOBODY,
        topic=topic,
        title=title,
        text=text,
        answer_key=read_answers(answers, prose, carried),
        points=carried.points,
        explanation=prose.read(explanation),
        image=carried.image,
        image_text=carried.image_text,
    )


def _titled(passage: Passage) -> tuple[str, Passage]:
    if not passage.text.startswith(TITLE):
        return "", passage
    title, rest = passage.after(len(TITLE)).parted(TITLE)
    if rest is None:
        raise Misread(passage.line, "Close the title with a second ::, like ::Fuses::.")
    return unmarked(title.text), rest


def _parts(passage: Passage) -> tuple[str, Passage, str]:
    """What stands before the braces, in them, and after them."""
    text = passage.text
    begins, ends = text.find("{"), text.find("}")
    if begins < 0 and ends < 0:
        raise Misread(passage.line, ASKS_NOTHING)
    if begins < 0 or -1 < ends < begins:
        raise Misread(passage.line_at(ends), STRAY)
    if ends < 0:
        raise Misread(passage.line_at(begins), UNCLOSED)
    answers = Passage(text[begins + 1 : ends], passage.line_at(begins)).stripped()
    if re.search("[{}]", answers.text + text[ends + 1 :]):
        raise Misread(passage.line_at(begins), TWICE)
    return text[:begins], answers, text[ends + 1 :]


def _explained(answers: Passage) -> tuple[Passage, str]:
    """The answers, and what is said to everybody afterwards."""
    place = answers.text.rfind(EXPLANATION)
    if place < 0:
        return answers, ""
    before, after = answers.cut(place, place + len(EXPLANATION))
    return before.stripped(), after.text


def _body(question: Question) -> str:
    title = f"{TITLE}{escaped(question.title)}{TITLE}" if question.title else ""
    before, after = _around_the_gap(escaped(question.text))
    answers = answers_written(question.answer_key)
    explanation = f"{EXPLANATION}{said(question.explanation)}" if question.explanation else ""
    if explanation and answers.endswith("\n"):
        explanation = f"\t{explanation}\n"
    return f"{title}[plain]{before}{{{answers}{explanation}}}{after}"


def _around_the_gap(text: str) -> tuple[str, str]:
    """Where the braces go: in the place of a missing word, else after the text."""
    gap = GAP.search(text)
    if gap is None or not text[gap.end() :].strip(BLANK):
        return text, ""
    return text[: gap.start()], text[gap.end() :]
