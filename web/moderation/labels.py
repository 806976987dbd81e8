"""Suspensions in the reader's language: their stages, and the events they rest on."""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptOutcome, ReviewOutcome
from domain.members.member import Member
from domain.reasons import AppealOutcome
from projections.moderation.suspensions import SuspensionStatus
from web.i18n import formats
from web.i18n.language import gettext

STATUSES: Mapping[SuspensionStatus, Callable[[], str]] = {
    SuspensionStatus.NOTICE: lambda: gettext("In notice period"),
    SuspensionStatus.IN_FORCE: lambda: gettext("In force"),
    SuspensionStatus.OVER: lambda: gettext("Ended"),
}
DECIDED: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("An attempt was reviewed and cleared."),
    ReviewOutcome.ANNULLED: lambda: gettext(
        "An attempt was annulled: it was not the member's own work."
    ),
    AppealOutcome.GRANTED: lambda: gettext("An appeal against a result was granted."),
    AppealOutcome.REJECTED: lambda: gettext("An appeal against a result was rejected."),
}


def status_name(status: SuspensionStatus) -> str:
    return STATUSES[status]()


def attempt_sentence(event: Event) -> str | None:
    """What of an attempt may matter; None for what does not."""
    match event:
        case Attempt.Passed(result=result):
            score = formats.percent(result.score.percent / 100, 2)
            return gettext("Passed one of the brand's tests with %(score)s.", score=score)
        case Attempt.Reviewed(outcome=outcome):
            return DECIDED[outcome]()
        case Attempt.AppealDecided(outcome=outcome):
            return DECIDED[outcome]()
        case _:
            return None


def member_sentence(event: Event) -> str | None:
    match event:
        case Member.Joined():
            return gettext("Joined the marketplace.")
        case Member.EngagementStarted():
            return gettext("Was accepted to answer visitors for the brand.")
        case Member.EngagementEnded():
            return gettext("Stopped answering visitors for the brand.")
        case Member.QualificationRevoked():
            return gettext("A qualification was revoked: its basis no longer counts.")
        case _:
            return None


def lasting(starts_at: datetime, until: datetime | None, zone: str) -> str:
    """From when, and until when or permanently."""
    start = formats.moment(starts_at, zone)
    if until is None:
        return gettext("from %(start)s, permanently", start=start)
    return gettext("from %(start)s to %(end)s", start=start, end=formats.moment(until, zone))
