"""An application to be an ambassador: criteria that are met, and a yes or a no with its reason."""

import pytest

from domain.brands.brand import Brand, Criterion
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.recruitment.ambassador_application import AmbassadorApplication, RejectionReason
from tests.domain.assessments.question_bank import OTHER_TEXT, TEXT
from tests.support.history import given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    MANAGER,
    after,
)

CRITERIA = (Criterion("home_exchanges", 3), Criterion("years", 1))
ENOUGH = {"home_exchanges": 3, "years": 2}
SENT = AmbassadorApplication.Submitted(
    at=after(0),
    brand_id=BRAND,
    member_id=AMBASSADOR,
    declared_counts=ENOUGH,
    motivation_text_id=TEXT,
)
ACCEPTED = AmbassadorApplication.Accepted(at=after(60), by=MANAGER)
REJECTED = AmbassadorApplication.Rejected(
    at=after(60), reason=RejectionReason.NO_OPENINGS, reason_text_id=OTHER_TEXT, by=MANAGER
)
WITHDRAWN = AmbassadorApplication.Withdrawn(at=after(60))


def brand(*criteria):
    return given(
        Brand, Brand.AmbassadorCriteriaSet(at=after(-9), criteria=criteria, by=MANAGER), id=BRAND
    )


# Submitting.


def test_a_member_who_meets_the_criteria_applies():
    application = given(AmbassadorApplication)

    application.submit(brand(*CRITERIA), AMBASSADOR, ENOUGH, TEXT, after(0))

    assert happened(application) == [SENT]


def test_only_counts_of_the_criteria_are_declared():
    application = given(AmbassadorApplication)

    application.submit(brand(), AMBASSADOR, ENOUGH, None, after(0))

    [sent] = happened(application)
    assert sent.declared_counts == {}


@pytest.mark.parametrize("declared_counts", [{}, {"home_exchanges": 2, "years": 1}, {"years": 9}])
def test_an_application_below_a_criterion_is_refused_with_what_is_missing(declared_counts):
    application = given(AmbassadorApplication)

    with pytest.raises(NotAllowed, match="It asks for home exchanges: 3"):
        application.submit(brand(*CRITERIA), AMBASSADOR, declared_counts, TEXT, after(0))

    assert happened(application) == []


def test_an_application_is_submitted_once():
    application = given(AmbassadorApplication, SENT)

    with pytest.raises(NotNow, match="already been sent"):
        application.submit(brand(), AMBASSADOR, {}, None, after(1))

    assert happened(application) == []


# Decisions.


def test_a_brand_accepts():
    application = given(AmbassadorApplication, SENT)

    application.accept(MANAGER, after(60))

    assert happened(application) == [ACCEPTED]


def test_applicants_do_not_accept_themselves():
    application = given(AmbassadorApplication, SENT)

    with pytest.raises(NotAllowed, match="You cannot accept your own application"):
        application.accept(AMBASSADOR, after(60))

    assert happened(application) == []


def test_a_brand_rejects_with_a_reason():
    application = given(AmbassadorApplication, SENT)

    application.reject("no_openings", OTHER_TEXT, MANAGER, after(60))

    assert happened(application) == [REJECTED]


def test_a_rejection_needs_a_reason():
    application = given(AmbassadorApplication, SENT)

    with pytest.raises(Invalid, match="Choose a reason: not_verified, no_openings"):
        application.reject("", OTHER_TEXT, MANAGER, after(60))

    assert happened(application) == []


def test_an_applicant_withdraws():
    application = given(AmbassadorApplication, SENT)

    application.withdraw(AMBASSADOR, after(60))

    assert happened(application) == [WITHDRAWN]


def test_another_members_application_is_not_found():
    application = given(AmbassadorApplication, SENT)

    with pytest.raises(NotFound, match="This application does not exist"):
        application.withdraw(EXPERT, after(60))

    assert happened(application) == []


@pytest.mark.parametrize("answer", [ACCEPTED, REJECTED, WITHDRAWN])
def test_an_application_is_decided_once(answer):
    application = given(AmbassadorApplication, SENT, answer)

    for ask in (
        lambda: application.accept(MANAGER, after(90)),
        lambda: application.reject("no_openings", OTHER_TEXT, MANAGER, after(90)),
        lambda: application.withdraw(AMBASSADOR, after(90)),
    ):
        with pytest.raises(NotNow, match="This application is already closed"):
            ask()

    assert happened(application) == []


def test_a_criterion_of_0_is_met_without_a_declaration():
    application = given(AmbassadorApplication)

    application.submit(brand(Criterion("years", 0)), AMBASSADOR, {}, None, after(0))

    [sent] = happened(application)
    assert sent.declared_counts == {"years": 0}
