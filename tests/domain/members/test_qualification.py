"""Qualifications: for each subject, the one that lasts longest counts."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason, RevocationReason
from tests.support.history import given, happened
from tests.support.people import ELECTRICITY, HEATING, MANAGER, after

JOINED = Member.Joined(at=after(0), languages=("fr",), country="FR")
FIRST, SECOND = UUID(int=81), UUID(int=82)


def proof(attempt_id=FIRST, subject_id=ELECTRICITY, until=1000):
    expires = None if until is None else after(until)
    return Qualification(subject_id, UUID(int=70), attempt_id, Decimal(80), after(0), expires)


def qualified(qualification):
    return Member.Qualified(
        at=after(0), qualification=qualification, reason=QualificationReason.PASSED
    )


QUALIFIED = Member.Qualified(at=after(60), qualification=proof(), reason=QualificationReason.PASSED)


def test_a_member_is_qualified_until_the_qualification_expires():
    member = given(Member, JOINED)

    member.qualify(proof(), QualificationReason.PASSED, after(60))

    assert happened(member) == [QUALIFIED]
    assert member.qualifications[ELECTRICITY].is_valid(after(999))
    assert not member.qualifications[ELECTRICITY].is_valid(after(1000))


@pytest.mark.parametrize(
    ("past", "new"),
    [
        ((), proof(until=60)),
        ((QUALIFIED,), proof(SECOND, until=1000)),
        ((QUALIFIED,), proof(SECOND, until=900)),
        ((qualified(proof(until=None)),), proof(SECOND, until=5000)),
        ((qualified(proof(until=None)),), proof(SECOND, until=None)),
    ],
    ids=["lapsed by then", "as long", "shorter", "for good", "both for good"],
)
def test_a_qualification_that_lasts_no_longer_is_not_recorded(past, new):
    member = given(Member, JOINED, *past)

    member.qualify(new, QualificationReason.PASSED, after(60))

    assert happened(member) == []


@pytest.mark.parametrize("until", [1001, None])
def test_a_qualification_that_lasts_longer_replaces_the_present_one(until):
    member = given(Member, JOINED, QUALIFIED)

    member.qualify(proof(SECOND, until=until), QualificationReason.PASSED, after(60))

    assert member.qualifications == {ELECTRICITY: proof(SECOND, until=until)}


def test_a_member_can_be_qualified_for_two_subjects():
    member = given(Member, JOINED, QUALIFIED)

    member.qualify(proof(SECOND, HEATING), QualificationReason.PASSED, after(60))

    assert member.qualifications == {
        ELECTRICITY: proof(),
        HEATING: proof(SECOND, HEATING),
    }


def test_a_qualification_is_revoked_by_its_attempt():
    member = given(Member, JOINED, QUALIFIED)

    member.revoke_qualification(FIRST, RevocationReason.ANNULLED, MANAGER, after(70))

    assert happened(member) == [
        Member.QualificationRevoked(
            at=after(70),
            qualification=proof(),
            reason=RevocationReason.ANNULLED,
            by=MANAGER,
        )
    ]
    assert member.qualifications == {}


@pytest.mark.parametrize("past", [(), (QUALIFIED,)], ids=["nothing", "another attempt"])
def test_another_attempt_revokes_nothing(past):
    member = given(Member, JOINED, *past)

    member.revoke_qualification(SECOND, RevocationReason.ANNULLED, MANAGER, after(70))

    assert happened(member) == []
