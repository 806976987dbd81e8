"""
How large a GIFT file may be: refused at once, before its questions are read.

A question bank of Moodle is mostly some hundred questions, and a file of 1 MB holds thousands.
"""

from collections.abc import Sequence

from domain.assessments.assessment import MOST_QUESTIONS
from domain.assessments.assessment_rules import MOST_SELECTIONS
from web.assessments.gift_format.metadata import is_our_line
from web.assessments.gift_format.text import CommentLine, GiftBlock, GiftError
from web.i18n.language import gettext

LARGEST_FILE = 1024 * 1024
"""Bytes."""
LONGEST_COMMENT = 10_000
"""Characters. A comment of ours is as long as what it holds; like every line it has a limit."""


def check_file_size(raw: bytes) -> None:
    """Raises GiftError for a file of more bytes than the limit."""
    if len(raw) > LARGEST_FILE:
        reason = gettext(
            "This file is larger than 1 MB. Split it into smaller files, and import each of them."
        )
        raise GiftError(1, reason)


def check_blocks(blocks: Sequence[GiftBlock]) -> None:
    """Raises GiftError for more questions or categories than a test can have; for long comments."""
    _check_question_count(blocks)
    _check_category_count(blocks)
    for block in blocks:
        _check_comments(block.comments)


def _check_question_count(blocks: Sequence[GiftBlock]) -> None:
    questions = [block for block in blocks if block.is_question]
    if len(questions) > MOST_QUESTIONS:
        reason = gettext(
            "This file has %(n)s questions, but a test can have at most %(most)s. Split the file"
            " here, and import the rest into another test.",
            n=len(questions),
            most=MOST_QUESTIONS,
        )
        raise GiftError(questions[MOST_QUESTIONS].source.line, reason)


def _check_category_count(blocks: Sequence[GiftBlock]) -> None:
    lines: dict[str, int] = {}
    for block in blocks:
        if block.is_category:
            lines.setdefault(block.source.text, block.source.line)
    if len(lines) > MOST_SELECTIONS:
        reason = gettext(
            "This file has %(n)s categories, but a test can have at most %(most)s topics. Put"
            " related questions into one category, or import the rest into another test.",
            n=len(lines),
            most=MOST_SELECTIONS,
        )
        raise GiftError(list(lines.values())[MOST_SELECTIONS], reason)


def _check_comments(comments: Sequence[CommentLine]) -> None:
    for comment in comments:
        if len(comment.text) > LONGEST_COMMENT and not is_our_line(comment):
            reason = gettext(
                "This comment has %(n)s characters. Use at most %(most)s, or remove it.",
                n=len(comment.text),
                most=LONGEST_COMMENT,
            )
            raise GiftError(comment.line, reason)
