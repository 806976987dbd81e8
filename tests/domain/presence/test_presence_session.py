from uuid import UUID

import msgspec
import pytest

from domain.errors import Invalid, NotAllowed, NotNow
from domain.members.member import Member, SuspensionScope
from domain.presence.presence_session import Presence, PresenceSession, SessionEngagement
from tests.support.history import given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    ELECTRICITY,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VOLUNTARY,
    after,
)

JOINED = Member.Joined(at=after(-900), languages=("fr", "en"), country="FR")
SUBJECTS_DECLARED = Member.SubjectsDeclared(at=after(-800), subjects=(ELECTRICITY, HEATING))
ENGAGED = Member.EngagementStarted(at=after(-700), brand_id=BRAND, terms=VOLUNTARY, by=MANAGER)
ENGAGED_ELSEWHERE = Member.EngagementStarted(
    at=after(-600), brand_id=OTHER_BRAND, terms=PAID, by=MANAGER
)

ONLINE = PresenceSession.CameOnline(
    at=after(0),
    respondent_id=AMBASSADOR,
    engagements=(SessionEngagement(BRAND, VOLUNTARY), SessionEngagement(OTHER_BRAND, PAID)),
    languages=("fr", "en"),
    subjects=(ELECTRICITY, HEATING),
    capacity=3,
)
AWAY = PresenceSession.WentAway(at=after(60), respondent_id=AMBASSADOR, reason="declared")
BACK = PresenceSession.Returned(at=after(120), respondent_id=AMBASSADOR)


def member(*more):
    return given(Member, JOINED, SUBJECTS_DECLARED, *more, id=AMBASSADOR)


# Presence.


def test_coming_online_records_engagements_languages_and_subjects():
    session = given(PresenceSession)

    session.come_online(member(ENGAGED, ENGAGED_ELSEWHERE), 3, after(0))

    assert happened(session) == [ONLINE]


def test_an_engagement_is_added_to_a_session():
    session = given(
        PresenceSession,
        msgspec.structs.replace(ONLINE, engagements=(SessionEngagement(BRAND, VOLUNTARY),)),
    )

    session.add_engagement(OTHER_BRAND, PAID, after(10))

    added = SessionEngagement(OTHER_BRAND, PAID)
    assert happened(session) == [
        PresenceSession.EngagementAdded(at=after(10), respondent_id=AMBASSADOR, engagement=added)
    ]
    assert session.terms_for(OTHER_BRAND) == PAID


def test_a_member_without_engagement_does_not_come_online():
    session = given(PresenceSession)

    with pytest.raises(
        NotAllowed, match="No brand has accepted you yet, so you have no visitors to answer"
    ):
        session.come_online(member(), 3, after(0))

    assert happened(session) == []


def test_a_member_suspended_by_a_brand_comes_online_for_the_others():
    session = given(PresenceSession)

    session.come_online(member(ENGAGED, ENGAGED_ELSEWHERE), 3, after(0), SuspensionScope(BRAND))

    [online] = happened(session)
    assert online.engagements == (SessionEngagement(OTHER_BRAND, PAID),)


@pytest.mark.parametrize(
    ("engagements", "suspended"),
    [((ENGAGED,), BRAND), ((ENGAGED, ENGAGED_ELSEWHERE), None)],
    ids=["by their only brand", "for all brands"],
)
def test_a_member_suspended_for_all_engagements_does_not_come_online(engagements, suspended):
    session = given(PresenceSession)

    with pytest.raises(NotAllowed, match="You are suspended"):
        session.come_online(member(*engagements), 3, after(0), SuspensionScope(suspended))

    assert happened(session) == []


@pytest.mark.parametrize("capacity", [1, 2, 3, 4])
def test_a_respondent_sets_a_capacity(capacity):
    session = given(PresenceSession, ONLINE)

    session.set_capacity(capacity, after(10))

    assert happened(session) == [
        PresenceSession.CapacitySet(at=after(10), respondent_id=AMBASSADOR, capacity=capacity)
    ]
    assert session.capacity == capacity


@pytest.mark.parametrize("capacity", [-1, 0, 5])
def test_a_capacity_is_from_1_to_4(capacity):
    online, offline = given(PresenceSession, ONLINE), given(PresenceSession)

    with pytest.raises(Invalid, match="between 1 and 4"):
        online.set_capacity(capacity, after(10))
    with pytest.raises(Invalid, match="between 1 and 4"):
        offline.come_online(member(ENGAGED), capacity, after(0))

    assert happened(online) == happened(offline) == []


@pytest.mark.parametrize("reason", ["declared", "heartbeat"])
def test_a_respondent_goes_away_by_declaration_or_without_heartbeat(reason):
    session = given(PresenceSession, ONLINE)

    session.go_away(reason, after(60))

    assert happened(session) == [
        PresenceSession.WentAway(at=after(60), respondent_id=AMBASSADOR, reason=reason)
    ]
    assert session.presence is Presence.AWAY


def test_only_an_online_respondent_goes_away():
    session = given(PresenceSession, ONLINE, AWAY)

    with pytest.raises(NotNow, match="You are already away"):
        session.go_away("heartbeat", after(61))

    assert happened(session) == []


def test_a_respondent_comes_back():
    session = given(PresenceSession, ONLINE, AWAY)

    session.come_back(after(120))

    assert happened(session) == [BACK]


@pytest.mark.parametrize("past", [(ONLINE,), (ONLINE, AWAY, BACK)])
def test_only_a_respondent_who_is_away_comes_back(past):
    session = given(PresenceSession, *past)

    with pytest.raises(NotNow, match="not away"):
        session.come_back(after(130))

    assert happened(session) == []


@pytest.mark.parametrize("past", [(ONLINE,), (ONLINE, AWAY)])
def test_a_session_ends_from_online_or_away(past):
    session = given(PresenceSession, *past)

    session.leave("declared", after(300))

    assert happened(session) == [
        PresenceSession.Left(at=after(300), respondent_id=AMBASSADOR, reason="declared")
    ]
    assert session.presence is Presence.LEFT


# Terms.


@pytest.mark.parametrize(("brand", "terms"), [(BRAND, VOLUNTARY), (OTHER_BRAND, PAID)])
def test_one_person_may_be_a_volunteer_for_one_brand_and_paid_by_another(brand, terms):
    session = given(PresenceSession, ONLINE)

    assert session.terms_for(brand) == terms


def test_a_session_has_no_terms_for_another_brand():
    session = given(PresenceSession, ONLINE)

    with pytest.raises(NotAllowed, match="You do not answer visitors for this brand"):
        session.terms_for(UUID(int=99))


def test_a_respondent_who_is_away_has_no_terms():
    session = given(PresenceSession, ONLINE, AWAY)

    with pytest.raises(NotNow, match="You are away"):
        session.terms_for(BRAND)
