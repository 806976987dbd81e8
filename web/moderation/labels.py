"""Suspensions in the reader's language: their stages, and the events they rest on."""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.aggregate import Event
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptOutcome, ReviewOutcome
from domain.members.member import Member
from domain.reasons import AppealOutcome
from projections.moderation.suspensions import CaseStage
from web.i18n import formats
from web.i18n.language import gettext

STATUSES: Mapping[CaseStage, Callable[[], str]] = {
    CaseStage.NOTICE: lambda: gettext("Notice given"),
    CaseStage.IN_FORCE: lambda: gettext("In force"),
    CaseStage.OVER: lambda: gettext("Over"),
}
DECIDED: Mapping[AttemptOutcome, Callable[[], str]] = {
    ReviewOutcome.CLEARED: lambda: gettext("A person looked at an attempt and cleared it."),
    ReviewOutcome.ANNULLED: lambda: gettext(
        "A person annulled an attempt: not the member's own work."
    ),
    AppealOutcome.GRANTED: lambda: gettext("An appeal against a result was upheld."),
    AppealOutcome.REJECTED: lambda: gettext("An appeal against a result was turned down."),
}


def status_name(status: CaseStage) -> str:
    return STATUSES[status]()


def attempt_sentence(event: Event) -> str | None:
    """What of an attempt may matter; None for what does not."""
    match event:
        case Attempt.Passed(result=result):
            score = formats.percent(result.score.percent / 100, 2)
            return gettext("Passed a test of the brand with %(score)s.", score=score)
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
            return gettext("Was welcomed to answer for the brand.")
        case Member.EngagementEnded():
            return gettext("Ceased to answer for the brand.")
        case Member.QualificationRevoked():
            return gettext("Lost a qualification: what it rested on counts no more.")
        case _:
            return None


def lasting(starts_at: datetime, until: datetime | None, zone: str) -> str:
    """From when, and until when or for good."""
    start = formats.moment(starts_at, zone)
    if until is None:
        return gettext("from %(start)s, for good (exclusion)", start=start)
    return gettext("from %(start)s to %(end)s", start=start, end=formats.moment(until, zone))
