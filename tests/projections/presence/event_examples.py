"""Short ways to say what respondents do at their desks."""

from domain.presence.presence_session import Desk, Serving
from tests.support.people import AMBASSADOR, BRAND, VOLUNTARY

VOLUNTEER = {BRAND: VOLUNTARY}


def came(at, respondent_id=AMBASSADOR, serving=None, *, limit=1, languages=("fr",), subjects=()):
    terms = VOLUNTEER if serving is None else serving
    return Desk.CameOnline(
        at=at,
        respondent_id=respondent_id,
        serving=tuple(Serving(*each) for each in terms.items()),
        languages=languages,
        subjects=subjects,
        limit=limit,
    )


def went_away(at, respondent_id=AMBASSADOR, cause="declared"):
    return Desk.WentAway(at=at, respondent_id=respondent_id, cause=cause)


def returned(at, respondent_id=AMBASSADOR):
    return Desk.Returned(at=at, respondent_id=respondent_id)


def set_limit(at, limit, respondent_id=AMBASSADOR):
    return Desk.LimitSet(at=at, respondent_id=respondent_id, limit=limit)


def left(at, respondent_id=AMBASSADOR, cause="declared"):
    return Desk.Left(at=at, respondent_id=respondent_id, cause=cause)
