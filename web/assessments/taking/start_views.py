"""A test, before one takes it: what it is about, what holds, and the button that starts it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.assessments.assessment import Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.attempt_context import Stage
from domain.log.entries import IdempotencyKey
from projections.assessments.assessments import AssessmentSummary
from web.assessments.taking.device import current_device, digest_of, remember_device
from web.assessments.taking.eligibility import Standing, attempts_of, standing_of
from web.assessments.taking.presenters import known_test
from web.assessments.taking.times import extra_percent_of, zone_for
from web.brands.subject_names import subject_names
from web.http.read_your_writes import remember
from web.http.request_context import brand_directory, current_account, marketplace

SEED_BITS = 63

pages = Blueprint("attempts_start", __name__)


@dataclass(frozen=True)
class Offer:
    """A test as it is put before somebody who may take it."""

    known: AssessmentSummary
    rules: TestRules
    questions: int
    time_limit: timedelta
    extra_percent: int
    subject: str
    brand_name: str | None
    standing: Standing

    @property
    def left(self) -> int | None:
        """Attempts still to be had; None: as many as one likes."""
        allowed = self.rules.attempts_allowed
        return None if allowed is None else max(0, allowed - self.standing.had)


@pages.get("/tests/<uuid:test_id>")
def show_test(test_id: UUID) -> ResponseReturnValue:
    known = known_test(test_id)
    _settle_overdue(test_id)
    return render_template(
        "assessments/taking/start.html",
        offer=_offer(known, marketplace().log.load(Test, test_id)),
        zone=zone_for(known.brand_id),
        key=uuid4(),
    )


@pages.post("/tests/<uuid:test_id>/start")
def start(test_id: UUID) -> ResponseReturnValue:
    """The key in the form makes a second click the same attempt, and no other."""
    known_test(test_id)
    account, key = current_account(), request.form.get("key", "", type=str)[:64]
    attempt_id = uuid5(test_id, f"{account.id}/{key}")
    device = current_device()
    position = marketplace().attempts.start(
        attempt_id,
        test_id,
        account.id,
        secrets.randbits(SEED_BITS),
        now(),
        extra_percent=extra_percent_of(account),
        device=digest_of(device),
        idempotency_key=IdempotencyKey.of(f"start/{attempt_id}", test_id, account.id),
    )
    remember(position)
    answer = redirect(url_for("attempts.show_attempt", attempt_id=attempt_id), code=303)
    remember_device(cast(Response, answer), device)
    return answer


def _settle_overdue(test_id: UUID) -> None:
    """What has run out of time is handed in, also where no worker runs."""
    for taken in attempts_of(current_account().id):
        is_running = taken.test_id == test_id and taken.stage is Stage.RUNNING
        if is_running and taken.deadline < now():
            remember(marketplace().attempts.time_out(taken.attempt_id, now()))


def _offer(known: AssessmentSummary, test: Test) -> Offer:
    account, edition = current_account(), test.editions[-1]
    extra = extra_percent_of(account)
    brand = brand_directory().with_id(known.brand_id) if known.brand_id else None
    return Offer(
        known=known,
        rules=edition.rules,
        questions=_questions_of(test),
        time_limit=edition.rules.time_limit(extra),
        extra_percent=extra,
        subject=subject_names(marketplace().read_models).get(known.subject_id, ""),
        brand_name=brand.name if brand else None,
        standing=standing_of(account.id, test, now()),
    )


def _questions_of(test: Test) -> int:
    """So many are drawn, as far as they have not turned out to be no good."""
    edition, voided = test.editions[-1], test.voided()
    refs = [ref for ref in edition.refs if ref.question_id not in voided]
    topics = [test.asked(ref).topic for ref in refs]
    counts = ((topics.count(draw.topic), draw.count) for draw in edition.rules.draws)
    return sum(there if count is None else min(there, count) for there, count in counts)
