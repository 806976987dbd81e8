"""Who may take the shifts of a booking, as the rule of the domain would decide."""

from datetime import timedelta

import pytest

from domain.log.entries import Decision
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from projections.members.shift_matching import may_take_shifts_of, shift_profile
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    EMPLOYED,
    HEATING,
    MANAGER,
    MORNING,
    OTHER_BRAND,
    PAID,
    VOLUNTARY,
    after,
)
from tests.support.pool_members import TEST, attempt_id, member_id

LATER = MORNING + timedelta(days=1)


@pytest.fixture
def may_take(query):
    """The numbers of the members who may take shifts of a booking on electricity, in French."""

    def may_take(subject_id=ELECTRICITY, languages=("fr",), at=LATER):
        numbers = {member_id(number): number for number in range(20)}
        found = query(may_take_shifts_of, BRAND, subject_id, languages, at)
        return sorted(numbers[id] for id in found)

    return may_take


def joins(crowd, number, subject_id=ELECTRICITY, until=None, **fields):
    crowd.joins(number, **fields)
    passed = Qualification(subject_id, TEST, attempt_id(number), 80, MORNING, until)

    def qualify():
        member = crowd.market.log.load(Member, member_id(number))
        member.qualify(passed, QualificationReason.PASSED, MORNING)
        return Decision([member])

    crowd.market.log.execute(qualify)
    return member_id(number)


def test_it_takes_the_very_subject_a_language_and_a_qualification_that_is_valid(crowd, may_take):
    joins(crowd, 0)
    joins(crowd, 1, languages=("de",))
    joins(crowd, 2, subject_id=HEATING)
    joins(crowd, 3, until=LATER)
    crowd.joins(4)

    assert may_take() == [0]
    assert may_take(at=after(60)) == [0, 3]
    assert may_take(subject_id=None) == [0, 2]
    assert may_take(languages=("de", "fr")) == [0, 1]


def test_volunteers_and_employees_of_the_brand_and_suspended_members_may_not(
    crowd, may_take, query
):
    market = crowd.market
    for brand_id, slug in ((BRAND, "road"), (OTHER_BRAND, "other")):
        market.brands.register(brand_id, slug, slug, "Europe/Paris", "EUR", MANAGER, MORNING)
    members = [joins(crowd, number) for number in range(4)]
    for id, terms in zip(members, (PAID, VOLUNTARY, EMPLOYED), strict=False):
        market.members.start_engagement(id, BRAND, terms, MANAGER, after(60))
    market.members.start_engagement(members[3], OTHER_BRAND, VOLUNTARY, MANAGER, after(60))

    assert may_take() == [0, 3]
    market.members.end_engagement(members[0], BRAND, "brand_wish", MANAGER, after(70))
    assert may_take() == [3]
    assert query(shift_profile, members[0], LATER).excluded_brand_ids == {BRAND}
    market.members.start_engagement(members[0], BRAND, PAID, MANAGER, after(80))
    market.members.end_engagement(members[0], BRAND, "own_wish", MANAGER, after(90))
    assert may_take() == [0, 3]
    profile = query(shift_profile, members[3], LATER)
    assert profile.excluded_brand_ids == {OTHER_BRAND}
    assert (profile.subject_ids, profile.languages) == ({ELECTRICITY}, {"fr"})
    assert not profile.is_suspended
