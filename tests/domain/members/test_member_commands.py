import pytest

from domain.errors import NotFound, NotNow
from domain.members.member import Member, encoded_terms
from domain.members.member_commands import MemberCommands
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VOLUNTARY,
    after,
)


@pytest.fixture
def members(log):
    return MemberCommands(log)


def test_a_new_engagement_may_follow_on_other_terms(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))
    members.end_engagement(AMBASSADOR, BRAND, "other_terms", MANAGER, after(120))

    members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(180))

    assert log.load(Member, AMBASSADOR).engagements == {BRAND: PAID}


def test_the_reservation_of_an_engagement_holds_its_terms(members, log):
    for person in (AMBASSADOR, EXPERT):
        members.join(person, ("fr",), "FR", after(0))
    members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))
    members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(60))
    members.start_engagement(EXPERT, OTHER_BRAND, PAID, MANAGER, after(60))
    members.end_engagement(AMBASSADOR, BRAND, "moved", MANAGER, after(120))

    assert log.rows.holder_of("engagement", f"{BRAND}/{EXPERT}") == encoded_terms(PAID)
    assert log.rows.holder_of("engagement", f"{BRAND}/{AMBASSADOR}") is None


def test_declared_languages_and_subjects_are_recorded(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    members.declare_languages(AMBASSADOR, ("fr", "es"), after(1))
    members.declare_subjects(AMBASSADOR, (HEATING,), after(2))

    member = log.load(Member, AMBASSADOR)

    assert (member.languages, member.subjects) == (("fr", "es"), (HEATING,))


@pytest.mark.parametrize(
    "command",
    [
        lambda members: members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(1)),
        lambda members: members.end_engagement(AMBASSADOR, BRAND, "moved", MANAGER, after(1)),
        lambda members: members.declare_subjects(AMBASSADOR, (HEATING,), after(1)),
        lambda members: members.declare_languages(AMBASSADOR, ("fr",), after(1)),
    ],
    ids=["welcome", "part", "declare subjects", "declare languages"],
)
def test_commands_on_an_unknown_member_are_not_found(members, log, command):
    with pytest.raises(NotFound, match="This member does not exist"):
        command(members)

    assert log.rows.head() == 0


def test_a_refused_engagement_records_no_event(members, log):
    members.join(AMBASSADOR, ("fr",), "FR", after(0))
    head = members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(60))

    with pytest.raises(NotNow, match="This person already answers visitors for the brand"):
        members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(61))

    assert log.rows.head() == head
