"""A person's own tests: what they have shown they know, what they tried, what they may take."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.assessments.assessment import Test
from domain.members.member import Member, Qualification
from projections.assessments.assessments import AssessmentSummary
from projections.assessments.attempts.queries import Taken
from web.assessments.taking.eligibility import attempts_of
from web.assessments.taking.presenters import tests_to_take
from web.assessments.taking.times import zone_for
from web.brands.subject_names import subject_names
from web.http.request_context import current_account, marketplace

pages = Blueprint("attempts_mine", __name__)


@dataclass(frozen=True)
class Held:
    """A qualification, as its owner reads it."""

    it: Qualification
    subject: str
    zone: str
    is_valid: bool


@dataclass(frozen=True)
class Line:
    """An attempt, as its owner reads it."""

    it: Taken
    title: str
    zone: str

    @property
    def when(self) -> datetime:
        return self.it.ended_at or self.it.started_at

    @property
    def state(self) -> str:
        if self.it.stage.value != "marked":
            return self.it.stage.value
        if self.it.verdict in ("annulled", "upheld"):
            return self.it.verdict
        return "passed" if self.it.passed else "failed"


@pages.get("/me/tests")
def show_tests() -> ResponseReturnValue:
    names, taken = subject_names(marketplace().read_models), attempts_of(current_account().id)
    held = _held(names)
    shown = {each.it.test_id for each in held if each.is_valid}
    open_to_me = [test for test in tests_to_take() if test.test_id not in shown]
    return render_template(
        "assessments/taking/own_attempts.html",
        held=held,
        lines=_lines(taken),
        by_subject=_by_subject(open_to_me, names),
    )


def _held(names: dict[UUID, str]) -> list[Held]:
    member, at = marketplace().log.load_or_new(Member, current_account().id), now()
    return [
        Held(
            each,
            names.get(each.subject_id, ""),
            zone_for(marketplace().log.load(Test, each.test_id).brand_id),
            each.is_valid(at),
        )
        for each in member.qualifications.values()
    ]


def _lines(taken: list[Taken]) -> list[Line]:
    """The newest first."""
    titles = {id: marketplace().log.load(Test, id).title for id in {one.test_id for one in taken}}
    return [Line(one, titles[one.test_id], zone_for(one.brand_id)) for one in reversed(taken)]


def _by_subject(
    tests: list[AssessmentSummary], names: dict[UUID, str]
) -> dict[str, list[AssessmentSummary]]:
    found = defaultdict(list)
    for test in tests:
        found[names.get(test.subject_id, "")].append(test)
    return dict(sorted(found.items()))
