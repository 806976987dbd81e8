"""Writing questions as a GIFT file."""

from collections.abc import Iterable
from itertools import groupby

from domain.assessments.question import Question
from web.assessments.gift_format.question import question_written
from web.assessments.gift_format.topics import category_written


def write_gift(questions: Iterable[Question]) -> str:
    """As Moodle reads them too; read again, they are the same."""
    blocks = []
    for topic, theirs in groupby(questions, key=lambda question: question.topic):
        blocks.append(category_written(topic))
        blocks.extend(question_written(question) for question in theirs)
    return "\n\n".join(blocks) + "\n"
