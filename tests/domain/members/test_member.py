import pytest

from domain.errors import Invalid, NotFound, NotNow
from domain.members.member import Member, MemberCommands, encoded_terms
from domain.money import Money
from domain.terms import Paid, Voluntary
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
    VOLUNTARY,
    after,
)

JOINED = Member.Joined(at=after(0), languages=("fr",), country="FR")
WELCOMED = Member.EngagementStarted(at=after(60), brand_id=BRAND, terms=VOLUNTARY, by=MANAGER)
PARTED = Member.EngagementEnded(at=after(120), brand_id=BRAND, reason="moved", by=MANAGER)


# Joining, and saying what one knows.


def test_somebody_joins():
    member = given(Member)

    member.join(("fr",), "FR", after(0))

    assert happened(member) == [JOINED]


def test_nobody_joins_twice():
    member = given(Member, JOINED)

    with pytest.raises(NotNow, match="You have already joined"):
        member.join(("fr",), "FR", after(1))

    assert happened(member) == []


def test_a_member_answers_in_at_least_one_language():
    newcomer, member = given(Member), given(Member, JOINED)

    with pytest.raises(Invalid, match="at least one language"):
        newcomer.join((), "FR", after(0))
    with pytest.raises(Invalid, match="at least one language"):
        member.declare_languages((), after(1))

    assert happened(newcomer) == happened(member) == []


def test_a_member_declares_languages_and_subjects_anew():
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


# Answering for a brand.


def test_a_brand_welcomes_a_member_on_terms():
    member = given(Member, JOINED)

    member.start_engagement(BRAND, VOLUNTARY, MANAGER, after(60))

    assert happened(member) == [WELCOMED]
    assert member.engagements == {BRAND: VOLUNTARY}


@pytest.mark.parametrize("terms", [PAID, VOLUNTARY])
def test_nobody_is_paid_and_a_volunteer_for_one_brand(terms):
    member = given(Member, JOINED, WELCOMED)

    with pytest.raises(NotNow, match="This person already answers visitors for the brand"):
        member.start_engagement(BRAND, terms, MANAGER, after(70))

    assert happened(member) == []


def test_a_volunteer_of_one_brand_may_be_paid_by_another():
    member = given(Member, JOINED, WELCOMED)

    member.start_engagement(OTHER_BRAND, PAID, MANAGER, after(70))

    assert member.engagements == {BRAND: VOLUNTARY, OTHER_BRAND: PAID}


def test_a_member_and_a_brand_part_and_a_person_says_why():
    member = given(Member, JOINED, WELCOMED)

    member.end_engagement(BRAND, "moved", MANAGER, after(120))

    assert happened(member) == [PARTED]
    assert member.engagements == {}


@pytest.mark.parametrize("why", ["", "  \n"])
def test_nobody_parts_without_saying_why(why):
    member = given(Member, JOINED, WELCOMED)

    with pytest.raises(Invalid, match="Choose a reason"):
        member.end_engagement(BRAND, why, MANAGER, after(120))

    assert happened(member) == []


@pytest.mark.parametrize("past", [(JOINED,), (JOINED, WELCOMED, PARTED)])
def test_nobody_parts_who_is_not_together(past):
    member = given(Member, *past)

    with pytest.raises(NotNow, match="This person does not answer visitors for the brand"):
        member.end_engagement(BRAND, "moved", MANAGER, after(130))

    assert happened(member) == []


# In the log.


@pytest.fixture
def members(log):
    return MemberCommands(log)


def test_who_parted_may_come_back_on_other_terms(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))
    members.end_engagement(AMBASSADOR, BRAND, "other_terms", MANAGER, after(120))

    members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(180))

    assert log.load(Member, AMBASSADOR).engagements == {BRAND: PAID}


def test_an_engagement_says_on_which_terms_it_is_held(members, log):
    for person in (AMBASSADOR, EXPERT):
        members.join(person, ("fr",), "FR", after(0))
    members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))
    members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(60))
    members.start_engagement(EXPERT, OTHER_BRAND, PAID, MANAGER, after(60))
    members.end_engagement(AMBASSADOR, BRAND, "moved", MANAGER, after(120))

    assert log.rows.holder_of("engagement", f"{BRAND}/{EXPERT}") == encoded_terms(PAID)
    assert log.rows.holder_of("engagement", f"{BRAND}/{AMBASSADOR}") is None


def test_what_a_member_declares_is_remembered(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    members.declare_languages(AMBASSADOR, ("fr", "es"), after(1))
    members.declare_subjects(AMBASSADOR, (HEATING,), after(2))

    member = log.load(Member, AMBASSADOR)

    assert (member.languages, member.subjects) == (("fr", "es"), (HEATING,))


@pytest.mark.parametrize(
    "ask",
    [
        lambda members: members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(1)),
        lambda members: members.end_engagement(AMBASSADOR, BRAND, "moved", MANAGER, after(1)),
        lambda members: members.declare_subjects(AMBASSADOR, (HEATING,), after(1)),
        lambda members: members.declare_languages(AMBASSADOR, ("fr",), after(1)),
    ],
    ids=["welcome", "part", "declare subjects", "declare languages"],
)
def test_who_has_not_joined_is_no_member(members, log, ask):
    with pytest.raises(NotFound, match="This member does not exist"):
        ask(members)

    assert log.rows.head() == 0


def test_a_refused_welcome_is_not_in_the_log(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    head = members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))

    with pytest.raises(NotNow, match="This person already answers visitors for the brand"):
        members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(61))

    assert log.rows.head() == head


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
def test_terms_that_make_no_sense_welcome_nobody(terms):
    member = given(Member, JOINED)

    with pytest.raises(Invalid):
        member.start_engagement(BRAND, terms, MANAGER, after(60))

    assert happened(member) == []
