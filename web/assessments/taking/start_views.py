"""A test, before one takes it: what it is about, what holds, and the button that starts it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt_context import AttemptStatus
from domain.log.entries import IdempotencyKey
from projections.assessments.assessments import AssessmentSummary
from web.assessments.taking.device import current_device, digest_of, remember_device
from web.assessments.taking.eligibility import Standing, attempts_of, standing_of
from web.assessments.taking.presenters import assessment_summary
from web.assessments.taking.times import extra_percent_of, zone_for
from web.brands.subject_names import subject_names
from web.http.read_your_writes import remember_position
from web.http.request_context import brand_directory, current_account, marketplace

SEED_BITS = 63

pages = Blueprint("attempts_start", __name__)


@dataclass(frozen=True)
class CallDetails:
    """A test as it is put before somebody who may take it."""

    known: AssessmentSummary
    rules: AssessmentRules
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


@pages.get("/tests/<uuid:assessment_id>")
def show_test(assessment_id: UUID) -> ResponseReturnValue:
    known = assessment_summary(assessment_id)
    _settle_overdue(assessment_id)
    return render_template(
        "assessments/taking/start.html",
        offer=_offer(known, marketplace().log.load(Assessment, assessment_id)),
        zone=zone_for(known.brand_id),
        key=uuid4(),
    )


@pages.post("/tests/<uuid:assessment_id>/start")
def start(assessment_id: UUID) -> ResponseReturnValue:
    """The key in the form makes a second click the same attempt, and no other."""
    assessment_summary(assessment_id)
    account, key = current_account(), request.form.get("key", "", type=str)[:64]
    attempt_id = uuid5(assessment_id, f"{account.id}/{key}")
    device = current_device()
    position = marketplace().attempts.start(
        attempt_id,
        assessment_id,
        account.id,
        secrets.randbits(SEED_BITS),
        now(),
        extra_percent=extra_percent_of(account),
        device_digest=digest_of(device),
        idempotency_key=IdempotencyKey.of(f"start/{attempt_id}", assessment_id, account.id),
    )
    remember_position(position)
    answer = redirect(url_for("attempts.show_attempt", attempt_id=attempt_id), code=303)
    remember_device(cast(Response, answer), device)
    return answer


def _settle_overdue(assessment_id: UUID) -> None:
    """What has run out of time is handed in, also where no worker runs."""
    for taken in attempts_of(current_account().id):
        is_running = taken.assessment_id == assessment_id and taken.status is AttemptStatus.RUNNING
        if is_running and taken.deadline < now():
            remember_position(marketplace().attempts.time_out(taken.attempt_id, now()))


def _offer(known: AssessmentSummary, assessment: Assessment) -> CallDetails:
    account, edition = current_account(), assessment.editions[-1]
    extra = extra_percent_of(account)
    brand = brand_directory().with_id(known.brand_id) if known.brand_id else None
    return CallDetails(
        known=known,
        rules=edition.rules,
        questions=_questions_of(assessment),
        time_limit=edition.rules.time_limit(extra),
        extra_percent=extra,
        subject=subject_names(marketplace().pages).get(known.subject_id, ""),
        brand_name=brand.name if brand else None,
        standing=standing_of(account.id, assessment, now()),
    )


def _questions_of(assessment: Assessment) -> int:
    """So many are drawn, as far as they have not turned out to be no good."""
    edition, voided = assessment.editions[-1], assessment.voided()
    questions = [revision for revision in edition.questions if revision.question_id not in voided]
    topics = [assessment.question_at(revision).topic for revision in questions]
    counts = ((topics.count(draw.topic), draw.count) for draw in edition.rules.selections)
    return sum(there if count is None else min(there, count) for there, count in counts)
