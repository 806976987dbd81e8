"""Short ways to make the events of presence sessions."""

from domain.presence.presence_session import PresenceSession, SessionEngagement
from tests.support.people import AMBASSADOR, BRAND, VOLUNTARY

VOLUNTEER = {BRAND: VOLUNTARY}


def came(
    at, respondent_id=AMBASSADOR, engagements=None, *, capacity=1, languages=("fr",), subjects=()
):
    terms = VOLUNTEER if engagements is None else engagements
    return PresenceSession.CameOnline(
        at=at,
        respondent_id=respondent_id,
        engagements=tuple(SessionEngagement(*engagement) for engagement in terms.items()),
        languages=languages,
        subjects=subjects,
        capacity=capacity,
    )


def engagement_added(at, respondent_id, brand_id, terms):
    return PresenceSession.EngagementAdded(
        at=at, respondent_id=respondent_id, engagement=SessionEngagement(brand_id, terms)
    )


def went_away(at, respondent_id=AMBASSADOR, reason="declared"):
    return PresenceSession.WentAway(at=at, respondent_id=respondent_id, reason=reason)


def returned(at, respondent_id=AMBASSADOR):
    return PresenceSession.Returned(at=at, respondent_id=respondent_id)


def set_capacity(at, capacity, respondent_id=AMBASSADOR):
    return PresenceSession.CapacitySet(at=at, respondent_id=respondent_id, capacity=capacity)


def left(at, respondent_id=AMBASSADOR, reason="declared"):
    return PresenceSession.Left(at=at, respondent_id=respondent_id, reason=reason)
