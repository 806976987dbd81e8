"""A call for experts: terms, a period, requirements, and a maximum of experts."""

from decimal import Decimal
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.errors import Invalid, NotAllowed, NotNow
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallForExperts
from domain.terms import Paid
from tests.domain.assessments.question_bank import ATTEMPT, OFFER, TEST, WHOLE
from tests.support.history import given, happened
from tests.support.people import (
    AMBASSADOR,
    ELECTRICITY,
    EXPERT,
    HEATING,
    MANAGER,
    OTHER_EXPERT,
    after,
)

PUBLISHED = CallForExperts.Published(at=after(0), details=OFFER, by=MANAGER)
INVITED = CallForExperts.MembersInvited(at=after(50), member_ids=(EXPERT, AMBASSADOR))
CLOSED = CallForExperts.Closed(at=after(300), reason=CallCloseReason.FILLED, by=MANAGER)


def joined(member_id):
    return CallForExperts.MemberJoined(at=after(200), member_id=member_id)


def member(id=EXPERT, subject_id=ELECTRICITY, languages=("fr",), country="FR", until=None):
    qualification = Qualification(subject_id, TEST, ATTEMPT, WHOLE, after(-500), until)
    return given(
        Member,
        Member.Joined(at=after(-900), languages=languages, country=country),
        Member.Qualified(
            at=after(-500), qualification=qualification, reason=QualificationReason.PASSED
        ),
        id=id,
    )


# Publishing.


def test_a_brand_publishes_a_call():
    call = given(CallForExperts)

    call.publish(OFFER, MANAGER, after(0))

    assert happened(call) == [PUBLISHED]


def test_a_call_is_published_once():
    call = given(CallForExperts, PUBLISHED)

    with pytest.raises(NotNow, match="This call for experts is already published"):
        call.publish(OFFER, MANAGER, after(1))

    assert happened(call) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"terms": Paid(Money(-1, "EUR"), 20)}, "price"),
        ({"languages": ()}, "Choose the languages"),
        ({"max_experts": 0}, "A call for experts needs at least one place"),
        (
            {"ends_at": after(100)},
            "A call for experts must end after it starts, and not in the past",
        ),
        ({"starts_at": after(-100), "ends_at": after(0)}, "not in the past"),
    ],
    ids=["terms", "languages", "nobody wanted", "no time", "past"],
)
def test_invalid_details_are_not_published(change, sentence):
    call = given(CallForExperts)

    with pytest.raises(Invalid, match=sentence):
        call.publish(replace(OFFER, **change), MANAGER, after(0))

    assert happened(call) == []


# Invitations.


def test_members_are_invited_once_for_a_call():
    call = given(CallForExperts, PUBLISHED)

    call.invite([EXPERT, AMBASSADOR, EXPERT], after(50))
    call.invite([AMBASSADOR, OTHER_EXPERT], after(60))
    call.invite([EXPERT], after(70))

    assert happened(call) == [
        INVITED,
        CallForExperts.MembersInvited(at=after(60), member_ids=(OTHER_EXPERT,)),
    ]


@pytest.mark.parametrize(("past", "at"), [((PUBLISHED, CLOSED), 400), ((PUBLISHED,), 1000)])
def test_a_closed_call_has_no_invitations_and_no_joining(past, at):
    call = given(CallForExperts, *past)

    with pytest.raises(NotNow, match="This call for experts is closed"):
        call.invite([EXPERT], after(at))
    with pytest.raises(NotNow, match="This call for experts is closed"):
        call.join(member(), after(at))

    assert happened(call) == []


# Joining.


@pytest.mark.parametrize("past", [(PUBLISHED,), (PUBLISHED, INVITED)], ids=["open", "invited"])
def test_a_qualified_member_joins_invited_or_not(past):
    call = given(CallForExperts, *past)

    call.join(member(), after(200))

    assert happened(call) == [joined(EXPERT)]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (member(subject_id=HEATING), "Pass the required test first"),
        (member(until=after(200)), "Pass the required test first"),
        (member(languages=("es",)), "other languages than yours"),
        (member(country="ES"), "live in other countries"),
    ],
    ids=["another subject", "lapsed", "another language", "another country"],
)
def test_a_member_who_misses_a_requirement_does_not_join(who, sentence):
    call = given(CallForExperts, PUBLISHED)

    with pytest.raises(NotAllowed, match=sentence):
        call.join(who, after(200))

    assert happened(call) == []


def test_a_call_without_countries_is_for_all_countries():
    call = given(
        CallForExperts,
        CallForExperts.Published(at=after(0), details=replace(OFFER, countries=()), by=MANAGER),
    )

    call.join(member(country="ES"), after(200))

    assert happened(call) == [joined(EXPERT)]


@pytest.mark.parametrize(
    ("past", "at", "sentence"),
    [
        ((PUBLISHED,), 99, "opens on 2026-06-01 09:01 UTC"),
        ((PUBLISHED, joined(EXPERT)), 200, "You have already joined this call for experts"),
        ((PUBLISHED, joined(AMBASSADOR), joined(OTHER_EXPERT)), 200, "All the places"),
    ],
    ids=["before it starts", "twice", "full"],
)
def test_joining_needs_an_open_call_with_free_seats(past, at, sentence):
    call = given(CallForExperts, *past)

    with pytest.raises(NotNow, match=sentence):
        call.join(member(), after(at))

    assert happened(call) == []


def test_a_qualification_counts_whatever_its_score():
    qualification = Qualification(
        ELECTRICITY, UUID(int=3), ATTEMPT, Decimal(60), after(-9), after(201)
    )
    expert = given(Member, Member.Joined(at=after(-900), languages=("en",), country="BE"))
    expert.qualify(qualification, QualificationReason.APPEAL, after(-9))
    call = given(CallForExperts, PUBLISHED)

    call.join(expert, after(200))

    assert call.joined == {expert.id}


# Closing.


def test_a_call_is_closed_with_a_reason():
    call = given(CallForExperts, PUBLISHED)

    call.close("filled", MANAGER, after(300))

    assert happened(call) == [CLOSED]


def test_a_call_is_closed_once():
    call = given(CallForExperts, PUBLISHED, CLOSED)

    with pytest.raises(NotNow, match="This call for experts is already closed"):
        call.close("filled", MANAGER, after(400))

    assert happened(call) == []


def test_closing_a_call_needs_a_reason():
    call = given(CallForExperts, PUBLISHED)

    with pytest.raises(Invalid, match="Choose a reason: filled, no_longer_needed, mistake"):
        call.close("", MANAGER, after(300))

    assert happened(call) == []
