"""The reactor that tells candidates their result, and what was decided about an attempt."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.brands.subject import Subject
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from domain.reasons import AppealOutcome
from domain.recruitment.call_for_experts import CallDetails
from projections.assessments.assessments import test_with_id
from projections.assessments.attempts.queries import AttemptSummary, attempt_with_id
from projections.brands.subjects import all_subjects
from projections.members.directory import PoolMember, member_with_id
from projections.recruitment.calls import CallSummary, joined_by, open_calls
from web.assessments.taking.emails import AttemptEmails, CallToJoin
from web.assessments.taking.presenters import ZONE_WITHOUT_BRAND
from web.brands.brand_lookup import known_brand
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import EmailContent, emails_to
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings


class ResultEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._read_models = marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        decisions = (Attempt.Reviewed, Attempt.AppealDecided)
        return Reactor(
            "send_result_emails", (Attempt.Passed, Attempt.Failed, *decisions), self.react
        )

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """Raises NotFound while the read models do not know the attempt or its test."""
        attempt = self._attempt(UUID(bytes=event.stream))
        if _is_result_of_annulled(event, attempt):
            return ()
        content = self._content(event, attempt)
        if content is None:
            return ()
        return emails_to(attempt.member_id, key, EmailCategory.ACCOUNT, content, self._store)

    def _content(self, event: EventEnvelope[Any], attempt: AttemptSummary) -> EmailContent | None:
        """The e-mail; None where there is nothing to tell."""
        title, zone = self._title(attempt.assessment_id), self._zone(attempt.brand_id)
        emails = AttemptEmails(attempt.attempt_id, title, zone, self._base)
        match event.data:
            case Attempt.Passed(valid_until=valid_until):
                calls = self._calls_to_join(attempt, event.recorded_at)
                return partial(emails.passed, valid_until, calls)
            case Attempt.Failed(retry_at=retry_at):
                return partial(emails.failed, retry_at)
            case Attempt.AppealDecided(outcome=AppealOutcome.GRANTED):
                calls = self._calls_to_join(attempt, event.recorded_at)
                return partial(emails.appeal_granted, calls)
            case decision:
                return _content_of_decision(decision, emails)

    def _attempt(self, attempt_id: UUID) -> AttemptSummary:
        with self._read_models.read(self._read_models.attempts) as db:
            attempt = attempt_with_id(attempt_id, db)
        if attempt is None:
            raise NotFound(Attempt.ABSENT)
        return attempt

    def _title(self, assessment_id: UUID) -> str:
        with self._read_models.read(self._read_models.assessments) as db:
            test = test_with_id(assessment_id, db)
        if test is None:
            raise NotFound("This test does not exist.")
        return test.title

    def _calls_to_join(self, attempt: AttemptSummary, at: datetime) -> list[CallToJoin]:
        """The open calls that ask for the test and that the candidate can join now."""
        with self._read_models.read(self._read_models.pool) as db:
            member = member_with_id(attempt.member_id, db)
        if member is None or member.is_suspended:
            return []
        with self._read_models.read(self._read_models.calls) as db:
            joined = joined_by(attempt.member_id, db)
            calls = [
                call
                for call in open_calls(at, db)
                if call.details.assessment_id == attempt.assessment_id
                and call.call_id not in joined
                and call.openings_left
                and _is_for(member, call.details, at)
            ]
        return [self._call_to_join(call) for call in calls]

    def _call_to_join(self, call: CallSummary) -> CallToJoin:
        brand = known_brand(call.details.brand_id, self._read_models)
        with self._read_models.read(self._read_models.subjects) as db:
            subjects = {subject.subject_id: subject for subject in all_subjects(db)}
        subject = subjects.get(call.details.subject_id)
        if subject is None:
            raise NotFound(Subject.ABSENT)
        return CallToJoin(call.call_id, brand.name, subject, call.details.languages)

    def _zone(self, brand_id: UUID | None) -> str:
        """The zone that the pages of the test show."""
        return known_brand(brand_id, self._read_models).zone if brand_id else ZONE_WITHOUT_BRAND


def _content_of_decision(decision: object, emails: AttemptEmails) -> EmailContent | None:
    match decision:
        case Attempt.AppealDecided():
            return emails.appeal_rejected
        case Attempt.Reviewed(outcome=ReviewOutcome.ANNULLED):
            return emails.annulled
        case _:
            return None


def _is_result_of_annulled(event: EventEnvelope[Any], attempt: AttemptSummary) -> bool:
    """The answers of an annulled attempt can still be graded, but its result counts for nothing."""
    is_result = isinstance(event.data, Attempt.Passed | Attempt.Failed)
    return is_result and attempt.outcome == ReviewOutcome.ANNULLED


def _is_for(member: PoolMember, details: CallDetails, at: datetime) -> bool:
    """Whether nothing but the test keeps the member from joining: what `join` checks."""
    return (
        details.starts_at <= at
        and bool(set(member.languages) & set(details.languages))
        and (not details.countries or member.country in details.countries)
        and details.brand_id not in member.engagements
    )
