import pytest

from domain.errors import Invalid, NotNow
from domain.members.member import Member
from domain.money import Money
from domain.terms import Paid, Voluntary
from tests.support.history import given, happened
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VOLUNTARY,
    after,
)

JOINED = Member.Joined(at=after(0), languages=("fr",), country="FR")
ENGAGED = Member.EngagementStarted(at=after(60), brand_id=BRAND, terms=VOLUNTARY, by=MANAGER)
ENGAGEMENT_ENDED = Member.EngagementEnded(at=after(120), brand_id=BRAND, reason="moved", by=MANAGER)


# Joining and declaring.


def test_a_person_joins():
    member = given(Member)

    member.join(("fr",), "FR", after(0))

    assert happened(member) == [JOINED]


def test_a_member_joins_once():
    member = given(Member, JOINED)

    with pytest.raises(NotNow, match="You have already joined"):
        member.join(("fr",), "FR", after(1))

    assert happened(member) == []


def test_a_member_needs_a_language():
    newcomer, member = given(Member), given(Member, JOINED)

    with pytest.raises(Invalid, match="at least one language"):
        newcomer.join((), "FR", after(0))
    with pytest.raises(Invalid, match="at least one language"):
        member.declare_languages((), after(1))

    assert happened(newcomer) == happened(member) == []


def test_languages_and_subjects_are_replaced():
    member = given(Member, JOINED)

    member.declare_languages(("fr", "en"), after(1))
    member.declare_subjects((ELECTRICITY,), after(2))
    member.declare_subjects((HEATING,), after(3))

    assert happened(member) == [
        Member.LanguagesDeclared(at=after(1), languages=("fr", "en")),
        Member.SubjectsDeclared(at=after(2), subjects=(ELECTRICITY,)),
        Member.SubjectsDeclared(at=after(3), subjects=(HEATING,)),
    ]
    assert (member.languages, member.subjects) == (("fr", "en"), (HEATING,))
    assert member.country == "FR"


# Engagements.


def test_an_engagement_starts_on_terms():
    member = given(Member, JOINED)

    member.start_engagement(BRAND, VOLUNTARY, MANAGER, after(60))

    assert happened(member) == [ENGAGED]
    assert member.engagements == {BRAND: VOLUNTARY}


@pytest.mark.parametrize("terms", [PAID, VOLUNTARY])
def test_a_second_engagement_with_one_brand_is_refused(terms):
    member = given(Member, JOINED, ENGAGED)

    with pytest.raises(NotNow, match="This person already answers visitors for the brand"):
        member.start_engagement(BRAND, terms, MANAGER, after(70))

    assert happened(member) == []


def test_a_volunteer_of_one_brand_may_be_paid_by_another():
    member = given(Member, JOINED, ENGAGED)

    member.start_engagement(OTHER_BRAND, PAID, MANAGER, after(70))

    assert member.engagements == {BRAND: VOLUNTARY, OTHER_BRAND: PAID}


def test_an_engagement_ends_with_a_reason():
    member = given(Member, JOINED, ENGAGED)

    member.end_engagement(BRAND, "moved", MANAGER, after(120))

    assert happened(member) == [ENGAGEMENT_ENDED]
    assert member.engagements == {}


@pytest.mark.parametrize("why", ["", "  \n"])
def test_ending_an_engagement_needs_a_reason(why):
    member = given(Member, JOINED, ENGAGED)

    with pytest.raises(Invalid, match="Choose a reason"):
        member.end_engagement(BRAND, why, MANAGER, after(120))

    assert happened(member) == []


@pytest.mark.parametrize("past", [(JOINED,), (JOINED, ENGAGED, ENGAGEMENT_ENDED)])
def test_only_an_existing_engagement_ends(past):
    member = given(Member, *past)

    with pytest.raises(NotNow, match="This person does not answer visitors for the brand"):
        member.end_engagement(BRAND, "moved", MANAGER, after(130))

    assert happened(member) == []


@pytest.mark.parametrize(
    "terms",
    [
        Paid(Money(-1, "EUR"), 20),
        Paid(Money(200, "EUR"), 101),
        Paid(Money(200, "EUR"), -1),
        Voluntary(-1),
    ],
    ids=["price", "commission over all", "commission under nothing", "points"],
)
def test_invalid_terms_start_no_engagement(terms):
    member = given(Member, JOINED)

    with pytest.raises(Invalid):
        member.start_engagement(BRAND, terms, MANAGER, after(60))

    assert happened(member) == []


def test_usual_hours_are_said_to_a_brand_one_answers_for():
    evenings = (((1080, 1200),),) + ((),) * 6
    member = given(Member, JOINED, ENGAGED)

    member.declare_usual_hours(BRAND, evenings, "Europe/Paris", after(60))

    [said] = happened(member)
    assert (said.brand_id, said.week, said.zone) == (BRAND, evenings, "Europe/Paris")


@pytest.mark.parametrize(("brand_id", "days"), [(OTHER_BRAND, 7), (BRAND, 6)])
def test_usual_hours_of_another_brand_or_of_six_days_are_refused(brand_id, days):
    member = given(Member, JOINED, ENGAGED)

    with pytest.raises((NotNow, Invalid)):
        member.declare_usual_hours(brand_id, ((),) * days, "Europe/Paris", after(60))

    assert happened(member) == []
