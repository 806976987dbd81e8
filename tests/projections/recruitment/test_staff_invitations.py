"""The staff invitations of a brand that are open."""

from uuid import UUID

import pytest

from domain.recruitment.staff_invitation import StaffInvitation
from projections.recruitment.staff_invitations import (
    OpenStaffInvitation,
    StaffInvitations,
    open_staff_invitations,
)
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_BRAND, after, euros

FIRST, SECOND, OTHERS, TEXT = (UUID(int=number) for number in range(1, 5))


def sent(at, brand_id=BRAND):
    return StaffInvitation.Sent(
        at=after(at), brand_id=brand_id, hourly_wage=euros(2150), email_text_id=TEXT, by=MANAGER
    )


@pytest.fixture
def opened():
    """What is open after three invitations, and these events of the first."""

    def opened(*events, since=-1):
        recorded = RecordedEvents().add(FIRST, sent(0)).add(SECOND, sent(60))
        recorded.add(OTHERS, sent(0, OTHER_BRAND)).add(FIRST, *events)
        with empty_tables() as db:
            project(recorded.events, db, StaffInvitations())
            return open_staff_invitations(BRAND, after(since), db)

    return opened


def test_open_invitations_are_listed_newest_first(opened):
    invitations = opened()

    assert [invitation.invitation_id for invitation in invitations] == [SECOND, FIRST]
    assert invitations[1] == OpenStaffInvitation(FIRST, euros(2150), TEXT, after(0))


def test_older_ones_are_left_out(opened):
    assert [invitation.invitation_id for invitation in opened(since=0)] == [SECOND]


@pytest.mark.parametrize(
    "event",
    [
        StaffInvitation.Accepted(at=after(90), brand_id=BRAND, member_id=EXPERT),
        StaffInvitation.Withdrawn(at=after(90), by=MANAGER),
    ],
    ids=["accepted", "withdrawn"],
)
def test_an_ended_invitation_is_not_open(opened, event):
    assert [invitation.invitation_id for invitation in opened(event)] == [SECOND]
