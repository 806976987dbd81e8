"""A payee: what is missing, the mandate, the account at Stripe."""

import pytest

from domain.errors import Invalid, NotAllowed, NotNow
from payments.payees.payee import MANDATE_VERSION, Payee, payee_id
from payments.payees.payee_details import MissingDetail
from tests.support.people import EXPERT, OTHER_EXPERT, after


def happened(payee):
    return [type(event).__name__ for event in payee.pending_events]


@pytest.fixture
def payee():
    return Payee(payee_id(EXPERT))


def test_everything_is_missing_at_first(payee):
    assert payee.missing == tuple(MissingDetail)


def test_recorded_details_are_not_missing_any_more(payee):
    payee.record_details(EXPERT, "FR", [MissingDetail.BANK_ACCOUNT], EXPERT, after(0))

    assert payee.missing == (MissingDetail.BANK_ACCOUNT, MissingDetail.MANDATE)
    assert payee.country == "FR"


def test_an_event_on_details_does_not_speak_of_the_mandate(payee):
    payee.record_details(EXPERT, "FR", tuple(MissingDetail), EXPERT, after(0))

    [event] = payee.pending_events
    assert MissingDetail.MANDATE not in event.missing


def test_others_do_not_record_details(payee):
    with pytest.raises(NotAllowed, match="Only you"):
        payee.record_details(EXPERT, "FR", [], OTHER_EXPERT, after(0))

    assert happened(payee) == []


def test_erased_details_are_missing_again_and_the_mandate_stays(payee):
    payee.record_details(EXPERT, "FR", [], EXPERT, after(0))
    payee.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, after(1))
    payee.erase_details(EXPERT, after(2))

    assert payee.missing == (
        MissingDetail.IDENTITY,
        MissingDetail.BANK_ACCOUNT,
        MissingDetail.TAX_DETAILS,
    )
    assert payee.country == ""


def test_nothing_is_erased_where_nothing_was(payee):
    payee.erase_details(EXPERT, after(0))

    assert happened(payee) == []


def test_a_mandate_is_granted_once_and_withdrawn_once(payee):
    payee.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, after(0))
    payee.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, after(1))
    assert payee.has_mandate
    payee.withdraw_mandate(EXPERT, EXPERT, after(2))
    payee.withdraw_mandate(EXPERT, EXPERT, after(3))

    assert not payee.has_mandate
    assert happened(payee) == ["MandateGranted", "MandateWithdrawn"]


def test_a_mandate_of_an_older_text_is_not_granted(payee):
    with pytest.raises(NotNow, match="has changed"):
        payee.grant_mandate(EXPERT, "2020-01", EXPERT, after(0))

    assert happened(payee) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda payee: payee.grant_mandate(EXPERT, MANDATE_VERSION, OTHER_EXPERT, after(0)),
        lambda payee: payee.withdraw_mandate(EXPERT, OTHER_EXPERT, after(0)),
        lambda payee: payee.link_recipient(EXPERT, "acct_1", OTHER_EXPERT, after(0)),
    ],
    ids=["grant", "withdraw", "link"],
)
def test_others_give_and_withdraw_no_mandate_and_link_no_account(payee, act):
    with pytest.raises(NotAllowed, match="Only you"):
        act(payee)

    assert happened(payee) == []


def test_an_older_mandate_stays_given_and_the_newer_text_can_be_given_instead(payee):
    older = Payee.MandateGranted(
        at=after(0), expert_id=EXPERT, mandate_version="2020-01", by=EXPERT
    )
    payee.replay(older)
    assert (payee.has_mandate, payee.has_older_mandate) == (True, True)
    assert MissingDetail.MANDATE not in payee.missing

    payee.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, after(1))

    assert (payee.has_mandate, payee.has_older_mandate) == (True, False)
    [event] = payee.pending_events
    assert (event.expert_id, event.mandate_version) == (EXPERT, MANDATE_VERSION)


def test_an_account_at_stripe_is_noted_once(payee):
    payee.link_recipient(EXPERT, "acct_1", EXPERT, after(0))
    payee.link_recipient(EXPERT, "acct_1", EXPERT, after(1))

    assert happened(payee) == ["RecipientLinked"]
    assert payee.stripe_account_id == "acct_1"


def test_an_account_at_stripe_has_an_id(payee):
    with pytest.raises(Invalid):
        payee.link_recipient(EXPERT, "", EXPERT, after(0))
