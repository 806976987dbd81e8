"""Ids of the questions of a file: the same file always makes the same ones."""

from collections import Counter
from uuid import UUID, uuid5

from domain.assessments.question import Question
from web.assessments.gift_format.passage import Misread


class Ids:
    """Those of one file, for one test."""

    def __init__(self, assessment_id: UUID) -> None:
        self._assessment_id = assessment_id
        self._lines: dict[UUID, int] = {}
        self._times: Counter[str] = Counter()

    def id_for(self, question: Question, id_number: str, line: int) -> UUID:
        """
        The id that is given, or one made of the title, or of the text. Raises Misread.

        id_number: how Moodle calls an id that somebody has given; ours are kept as they are.
        """
        id = self._given(id_number) if id_number else self._made(question)
        if id in self._lines:
            first = self._lines[id]
            raise Misread(line, f"The question on line {first} has the same id: give one another.")
        self._lines[id] = line
        return id

    def _given(self, id_number: str) -> UUID:
        try:
            return UUID(id_number)
        except ValueError:
            return uuid5(self._assessment_id, f"id:{id_number}")

    def _made(self, question: Question) -> UUID:
        name = f"title:{question.title}" if question.title else f"text:{question.text}"
        self._times[name] += 1
        return uuid5(self._assessment_id, f"{self._times[name]}:{name}")
