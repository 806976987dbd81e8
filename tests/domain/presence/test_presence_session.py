from uuid import UUID, uuid4

import pytest

from domain.brands.subject import Subject
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import Decision
from domain.members.member import Member, MemberCommands, SuspensionScope
from domain.presence.presence_session import (
    Presence,
    PresenceCommands,
    PresenceSession,
    SessionEngagement,
    slot_reservation,
)
from tests.support.history import given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    ELECTRICITY,
    EXPERT,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
)

DESK = UUID(int=7)

JOINED = Member.Joined(at=after(-900), languages=("fr", "en"), country="FR")
KNOWS = Member.SubjectsDeclared(at=after(-800), subjects=(ELECTRICITY, HEATING))
WELCOMED = Member.EngagementStarted(at=after(-700), brand_id=BRAND, terms=VOLUNTARY, by=MANAGER)
WELCOMED_ELSEWHERE = Member.EngagementStarted(
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
    return given(Member, JOINED, KNOWS, *more, id=AMBASSADOR)


# Coming, going, coming back.


def test_a_respondent_sits_down_with_all_that_routing_asks():
    session = given(PresenceSession)

    session.come_online(member(WELCOMED, WELCOMED_ELSEWHERE), 3, after(0))

    assert happened(session) == [ONLINE]


def test_nobody_sits_down_whom_no_brand_has_welcomed():
    session = given(PresenceSession)

    with pytest.raises(
        NotAllowed, match="No brand has accepted you yet, so you have no visitors to answer"
    ):
        session.come_online(member(), 3, after(0))

    assert happened(session) == []


def test_who_is_suspended_by_a_brand_sits_down_for_the_others():
    session = given(PresenceSession)

    session.come_online(member(WELCOMED, WELCOMED_ELSEWHERE), 3, after(0), SuspensionScope(BRAND))

    [online] = happened(session)
    assert online.engagements == (SessionEngagement(OTHER_BRAND, PAID),)


@pytest.mark.parametrize(
    ("engagements", "suspended"),
    [((WELCOMED,), BRAND), ((WELCOMED, WELCOMED_ELSEWHERE), None)],
    ids=["by their only brand", "for all brands"],
)
def test_who_is_suspended_has_nobody_to_sit_down_for(engagements, suspended):
    session = given(PresenceSession)

    with pytest.raises(NotAllowed, match="You are suspended"):
        session.come_online(member(*engagements), 3, after(0), SuspensionScope(suspended))

    assert happened(session) == []


@pytest.mark.parametrize("capacity", [1, 2, 3, 4])
def test_a_respondent_chooses_how_many_to_hold_at_once(capacity):
    session = given(PresenceSession, ONLINE)

    session.set_capacity(capacity, after(10))

    assert happened(session) == [
        PresenceSession.CapacitySet(at=after(10), respondent_id=AMBASSADOR, capacity=capacity)
    ]
    assert session.capacity == capacity


@pytest.mark.parametrize("capacity", [-1, 0, 5])
def test_nobody_holds_fewer_than_one_or_more_than_four_at_once(capacity):
    sitting, coming = given(PresenceSession, ONLINE), given(PresenceSession)

    with pytest.raises(Invalid, match="between 1 and 4"):
        sitting.set_capacity(capacity, after(10))
    with pytest.raises(Invalid, match="between 1 and 4"):
        coming.come_online(member(WELCOMED), capacity, after(0))

    assert happened(sitting) == happened(coming) == []


@pytest.mark.parametrize("reason", ["declared", "heartbeat"])
def test_a_respondent_goes_away_because_they_say_so_or_are_not_heard_of(reason):
    session = given(PresenceSession, ONLINE)

    session.go_away(reason, after(60))

    assert happened(session) == [
        PresenceSession.WentAway(at=after(60), respondent_id=AMBASSADOR, reason=reason)
    ]
    assert session.presence is Presence.AWAY


def test_nobody_goes_away_twice():
    session = given(PresenceSession, ONLINE, AWAY)

    with pytest.raises(NotNow, match="You are already away"):
        session.go_away("heartbeat", after(61))

    assert happened(session) == []


def test_a_respondent_comes_back():
    session = given(PresenceSession, ONLINE, AWAY)

    session.come_back(after(120))

    assert happened(session) == [BACK]


@pytest.mark.parametrize("past", [(ONLINE,), (ONLINE, AWAY, BACK)])
def test_nobody_comes_back_who_is_here(past):
    session = given(PresenceSession, *past)

    with pytest.raises(NotNow, match="not away"):
        session.come_back(after(130))

    assert happened(session) == []


@pytest.mark.parametrize("past", [(ONLINE,), (ONLINE, AWAY)])
def test_a_sitting_ends_from_where_it_is(past):
    session = given(PresenceSession, *past)

    session.leave("declared", after(300))

    assert happened(session) == [
        PresenceSession.Left(at=after(300), respondent_id=AMBASSADOR, reason="declared")
    ]
    assert session.presence is Presence.LEFT


# On which terms a respondent answers.


@pytest.mark.parametrize(("brand", "terms"), [(BRAND, VOLUNTARY), (OTHER_BRAND, PAID)])
def test_one_person_may_be_a_volunteer_for_one_brand_and_paid_by_another(brand, terms):
    session = given(PresenceSession, ONLINE)

    assert session.terms_for(brand) == terms


def test_a_respondent_answers_for_no_brand_that_has_not_welcomed_them():
    session = given(PresenceSession, ONLINE)

    with pytest.raises(NotAllowed, match="You do not answer visitors for this brand"):
        session.terms_for(UUID(int=99))


def test_a_respondent_who_is_away_takes_nothing_new():
    session = given(PresenceSession, ONLINE, AWAY)

    with pytest.raises(NotNow, match="You are away"):
        session.terms_for(BRAND)


# In the log: one desk a person, four places a desk.


@pytest.fixture
def presence(log):
    return PresenceCommands(log)


@pytest.fixture
def welcomed(log):
    """Join and be welcomed, the two people of these examples."""
    members = MemberCommands(log)
    for respondent, terms in ((AMBASSADOR, VOLUNTARY), (EXPERT, PAID)):
        members.join(respondent, ("fr",), "FR", after(-900))
        members.start_engagement(respondent, BRAND, terms, MANAGER, after(-700))


def nothing_new(log, position):
    return log.read(position, 10) == []


@pytest.mark.usefixtures("welcomed")
def test_a_respondent_has_one_desk_at_a_time(log, presence):
    head = presence.come_online(DESK, AMBASSADOR, 2, after(0))

    with pytest.raises(NotNow, match="You are already online"):
        presence.come_online(uuid4(), AMBASSADOR, 2, after(1))

    assert nothing_new(log, head)


@pytest.mark.usefixtures("welcomed")
def test_who_has_left_may_sit_down_again_at_a_new_desk(log, presence):
    presence.come_online(DESK, AMBASSADOR, 2, after(0))
    presence.leave(AMBASSADOR, "heartbeat", after(60))

    presence.come_online(UUID(int=8), AMBASSADOR, 4, after(120))

    assert (presence.of(AMBASSADOR).id, presence.of(AMBASSADOR).capacity) == (UUID(int=8), 4)
    assert log.load(PresenceSession, DESK).presence is Presence.LEFT


@pytest.mark.usefixtures("welcomed")
def test_what_happens_at_a_desk_is_told_of_its_respondent(log, presence):
    presence.come_online(DESK, AMBASSADOR, 2, after(0))
    presence.set_capacity(AMBASSADOR, 4, after(10))
    presence.go_away(AMBASSADOR, "declared", after(60))
    presence.come_back(AMBASSADOR, after(120))
    presence.leave(AMBASSADOR, "declared", after(180))

    told = [told.data for told in log.history(DESK)]

    assert [type(event) for event in told] == [
        PresenceSession.CameOnline,
        PresenceSession.CapacitySet,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.Left,
    ]
    assert {event.respondent_id for event in told} == {AMBASSADOR}


@pytest.mark.usefixtures("welcomed")
@pytest.mark.parametrize(
    "ask",
    [
        lambda presence: presence.go_away(AMBASSADOR, "declared", after(60)),
        lambda presence: presence.come_back(AMBASSADOR, after(60)),
        lambda presence: presence.set_capacity(AMBASSADOR, 2, after(60)),
        lambda presence: presence.leave(AMBASSADOR, "declared", after(60)),
        lambda presence: presence.of(AMBASSADOR),
    ],
    ids=["go away", "come back", "set limit", "leave", "of"],
)
def test_who_has_no_desk_is_told_to_take_a_seat(log, presence, ask):
    presence.come_online(DESK, EXPERT, 2, after(0))
    head = log.rows.head()

    with pytest.raises(NotNow, match="You are offline"):
        ask(presence)

    assert nothing_new(log, head)


def test_only_a_member_sits_down(log, presence):
    with pytest.raises(NotFound, match="This member does not exist"):
        presence.come_online(DESK, AMBASSADOR, 2, after(0))

    assert nothing_new(log, 0)


@pytest.mark.usefixtures("welcomed")
def test_the_lowest_free_place_is_taken_and_a_full_desk_says_how_many_it_holds(log, presence):
    presence.come_online(DESK, AMBASSADOR, 3, after(0))
    assert presence.free_slot(presence.of(AMBASSADOR)) == (1, 1)

    hold(log, AMBASSADOR, 1, 3)
    assert presence.free_slot(presence.of(AMBASSADOR)) == (2, 3)

    hold(log, AMBASSADOR, 2)
    with pytest.raises(NotNow, match="open conversations: 3"):
        presence.free_slot(presence.of(AMBASSADOR))


@pytest.mark.usefixtures("welcomed")
def test_a_lower_limit_takes_no_conversation_away_but_lets_none_in(log, presence):
    presence.come_online(DESK, AMBASSADOR, 4, after(0))
    hold(log, AMBASSADOR, 3, 4)

    presence.set_capacity(AMBASSADOR, 2, after(10))

    with pytest.raises(NotNow, match="open conversations: 2"):
        presence.free_slot(presence.of(AMBASSADOR))


@pytest.mark.usefixtures("welcomed")
def test_what_a_respondent_holds_stays_with_them_when_they_leave_and_come_again(log, presence):
    conversations = ConversationCommands(log)
    conversation = uuid4()
    presence.come_online(DESK, AMBASSADOR, 1, after(0))
    conversations.request(conversation, BRAND, VISITOR, "fr", after(0))
    conversations.offer(conversation, (AMBASSADOR,), after(1))
    conversations.claim(conversation, AMBASSADOR, after(2))

    presence.leave(AMBASSADOR, "heartbeat", after(60))
    presence.come_online(UUID(int=8), AMBASSADOR, 1, after(90))

    with pytest.raises(NotNow, match="open conversations: 1"):
        presence.free_slot(presence.of(AMBASSADOR))


def hold(log, respondent_id, *places):
    """Fill these places, with whatever."""

    def decide():
        subject = Subject(uuid4())
        subject.add(uuid4().hex, {"en": "any"}, None, None, after(0))
        return Decision(
            [subject], reserve=[slot_reservation(respondent_id, number) for number in places]
        )

    log.execute(decide)
