"""
Marking by hand, blind: one answer at a time, in a random order.

Who marks sees the question, the guide and the words; not whose they are, not how the rest of the
attempt went, not what anybody else thought. Not even the address says which attempt it is.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from domain.aggregate import now
from domain.assessments.answers import Written
from domain.assessments.assessment import Test
from domain.assessments.grading import to_be_marked
from domain.assessments.question import Question
from domain.assessments.question_types.entry import FreeText
from domain.errors import Invalid, NotNow
from projections.assessments.attempts.queries import HandedIn, unmarked
from web.assessments.grading.attempt_rows import short_texts
from web.http.read_your_writes import remember
from web.http.request_context import current_account, current_brand, marketplace, private_store
from web.private_store.texts import WordStore

STEPS = (0, 25, 50, 75, 100)
"""What an answer can be worth, in percent of the points."""
SKIPPED = "marking_skipped"
"""Where in the session the answers are that this person would rather not mark now."""
MOST_SKIPPED = 40

pages = Blueprint("marking", __name__, url_prefix="/brands/<brand_slug>/marking")


@dataclass(frozen=True)
class Waiting:
    """An answer that waits for a person."""

    attempt_id: UUID
    text_id: UUID
    question: Question
    test_title: str

    @property
    def guide(self) -> str:
        return self.question.kind.guide if isinstance(self.question.kind, FreeText) else ""


@pages.get("")
def show_marking(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    waiting = list(_waiting())
    passed_over = session.get(SKIPPED, [])
    mine = [each for each in waiting if each.text_id.hex not in passed_over] or waiting
    one = secrets.choice(mine) if mine else None
    text = WordStore(private_store()).read([one.text_id]).get(one.text_id) if one else None
    return render_template(
        "assessments/grading/manual_grading.html",
        brand=current_brand(),
        one=one,
        text=text,
        n=len(waiting),
        steps=STEPS,
        saved="saved" in request.args,
    )


@pages.post("/<uuid:text_id>")
def mark(brand_slug: str, text_id: UUID) -> ResponseReturnValue:
    one, percent = _one(text_id), request.form.get("percent", "")
    if percent not in {str(step) for step in STEPS}:
        raise Invalid("Choose how much of the points the answer earns.")
    by = current_account().id
    remember(
        marketplace().attempts.mark_answer(
            one.attempt_id, one.question.id, Decimal(percent), by, now()
        )
    )
    return redirect(url_for(".show_marking", brand_slug=brand_slug, saved=1), code=303)


@pages.post("/<uuid:text_id>/skip")
def skip(brand_slug: str, text_id: UUID) -> ResponseReturnValue:
    session[SKIPPED] = [*session.get(SKIPPED, []), text_id.hex][-MOST_SKIPPED:]
    return redirect(url_for(".show_marking", brand_slug=brand_slug), code=303)


def _one(text_id: UUID) -> Waiting:
    for each in _waiting():
        if each.text_id == text_id:
            return each
    raise NotNow("This answer does not wait for a mark any more.")


def _waiting() -> Iterator[Waiting]:
    """What waits at this brand, but what the reader wrote."""
    read_models, tests = marketplace().read_models, dict[UUID, Test]()
    with read_models.read(read_models.attempts) as db:
        found = unmarked(current_brand().brand_id, db)
    for handed in found:
        if handed.taken.member_id != current_account().id:
            test_id = handed.taken.test_id
            if test_id not in tests:
                tests[test_id] = marketplace().log.load(Test, test_id)
            yield from _waiting_in(handed, tests[test_id])


def _waiting_in(handed: HandedIn, test: Test) -> Iterator[Waiting]:
    asked = {drawn.ref.question_id: drawn.ref for drawn in handed.sheet.drawn}
    for question_id in to_be_marked(test, handed.sheet, len(test.changes), short_texts([handed])):
        answer = handed.sheet.answers[question_id]
        assert isinstance(answer, Written)
        # The guide is part of the key, which may have been changed since.
        key = test.key_of(asked[question_id], len(test.changes))
        question = replace(test.asked(asked[question_id]), kind=key)
        yield Waiting(handed.taken.attempt_id, answer.text_id, question, test.title)
