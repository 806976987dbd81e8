"""A page of a running attempt: one question or all of them, and how much time there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import render_template

from web.assessments.taking.attempt_page import Asked, Paper
from web.assessments.taking.labels import in_words
from web.assessments.taking.presenters import language_of
from web.assessments.taking.saving import Trouble, Troubles, Typed
from web.assessments.taking.times import zone_for


@dataclass(frozen=True)
class Put:
    """A question with what stands in its fields, and why it was not saved."""

    asked: Asked
    mistake: str = ""
    elsewhere: tuple[str, ...] | None = None
    """The answer that another tab has saved, line by line."""


@dataclass(frozen=True)
class Sheet:
    paper: Paper
    all: Sequence[Put]
    number: int
    """Of the question that is shown, when they are shown one by one."""
    at: datetime

    @property
    def title(self) -> str:
        return self.paper.assessment.title

    @property
    def one_question_per_page(self) -> bool:
        return self.paper.is_one_by_one

    @property
    def shown(self) -> Sequence[Put]:
        return [self.all[self.number - 1]] if self.one_question_per_page else self.all

    @property
    def mistakes(self) -> list[Put]:
        return [put for put in self.all if put.mistake]

    @property
    def deadline(self) -> datetime:
        return self.paper.attempt.time_is_over_at

    @property
    def seconds(self) -> float:
        return seconds_left(self.paper, self.at)

    @property
    def seconds_in_all(self) -> float:
        return (self.deadline - self.paper.started_at).total_seconds()


def seconds_left(paper: Paper, at: datetime) -> float:
    return max(0.0, (paper.attempt.time_is_over_at - at).total_seconds())


def sheet_of(
    paper: Paper,
    number: int,
    at: datetime,
    typed: Sequence[Typed] = (),
    troubles: Troubles | None = None,
) -> Sheet:
    """
    The page of a question, from 1, or of all of them.

    typed, troubles: what was not saved; it stays in its fields, with why beside it.
    """
    by_id = {each.question_id: each for each in typed}
    puts = [_put(asked, by_id, troubles or {}) for asked in paper.asked()]
    return Sheet(paper, puts, min(max(1, number), len(puts)), at)


def show_sheet(sheet: Sheet, *, is_saved: bool = False) -> str:
    of = sheet.paper.attempt.started
    return render_template(
        "assessments/taking/attempt.html",
        sheet=sheet,
        attempt_id=sheet.paper.attempt.id,
        language_of_test=language_of(of.assessment_id),
        zone=zone_for(of.brand_id),
        is_saved=is_saved,
    )


def _put(asked: Asked, typed: Mapping[UUID, Typed], troubles: Troubles) -> Put:
    given, trouble = typed.get(asked.id), troubles.get(asked.id)
    if given is None or (trouble is None and given.after != asked.after):
        return Put(asked)
    return _troubled(replace(asked, values=given.values), trouble)


def _troubled(asked: Asked, trouble: Trouble | None) -> Put:
    if trouble is None:
        return Put(asked)
    elsewhere = trouble.elsewhere
    lines = None if elsewhere is None else tuple(in_words(asked, elsewhere))
    return Put(asked, trouble.sentence, lines)
