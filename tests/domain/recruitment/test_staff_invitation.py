"""A staff invitation is open until it is accepted or withdrawn, whichever comes first."""

from uuid import UUID

import pytest

from domain.errors import Invalid, NotNow
from domain.members.member import Member
from domain.recruitment.staff_invitation import StaffInvitation
from domain.recruitment.staff_invitation_commands import StaffInvitationCommands
from domain.terms import Employed
from tests.domain.assessments.question_bank import TEXT
from tests.domain.interleaving_log import InterleavedLog
from tests.support.history import given, happened
from tests.support.people import BRAND, EXPERT, MANAGER, after, euros

INVITATION = UUID(int=31)
WAGE = euros(2150)
SENT = StaffInvitation.Sent(
    at=after(0), brand_id=BRAND, hourly_wage=WAGE, email_text_id=TEXT, by=MANAGER
)
ACCEPTED = StaffInvitation.Accepted(at=after(60), brand_id=BRAND, member_id=EXPERT)
WITHDRAWN = StaffInvitation.Withdrawn(at=after(60), by=MANAGER)


def send(invitation, wage=WAGE):
    invitation.send(BRAND, wage, TEXT, MANAGER, after(0))


def accept(invitation):
    invitation.accept(BRAND, EXPERT, after(60))


def withdraw(invitation):
    invitation.withdraw(MANAGER, after(60))


@pytest.mark.parametrize(
    ("history", "act", "event"),
    [
        ([], send, SENT),
        ([SENT], accept, ACCEPTED),
        ([SENT], withdraw, WITHDRAWN),
        ([], accept, ACCEPTED),
    ],
    ids=["send", "accept", "withdraw", "accept one from before"],
)
def test_what_happens_is_recorded(history, act, event):
    invitation = given(StaffInvitation, *history)

    act(invitation)

    assert happened(invitation) == [event]


@pytest.mark.parametrize("act", [send, accept, withdraw])
@pytest.mark.parametrize("ending", [ACCEPTED, WITHDRAWN], ids=["accepted", "withdrawn"])
def test_an_ended_invitation_takes_nothing_more(ending, act):
    invitation = given(StaffInvitation, SENT, ending)

    with pytest.raises(NotNow):
        act(invitation)

    assert happened(invitation) == []


def test_an_invalid_wage_is_refused():
    invitation = given(StaffInvitation)

    with pytest.raises(Invalid):
        send(invitation, euros(-1))

    assert happened(invitation) == []


def test_no_engagement_starts_after_a_concurrent_withdrawal(school):
    commands = StaffInvitationCommands(school.log)
    commands.send(INVITATION, BRAND, WAGE, TEXT, MANAGER, after(0))
    log = InterleavedLog(school.log, lambda: commands.withdraw(INVITATION, MANAGER, after(59)))
    terms = Employed(WAGE)

    with pytest.raises(NotNow, match="withdrawn this invitation"):
        StaffInvitationCommands(log).accept(INVITATION, EXPERT, BRAND, terms, MANAGER, after(60))

    assert school.log.load(Member, EXPERT).engagements == {}
    assert school.event_names(INVITATION) == ["Sent", "Withdrawn"]
