"""An application to be an ambassador: criteria that are met, and a yes or a no with its reason."""

import pytest

from domain.brands.brand import Brand, Criterion
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.recruitment.ambassador_application import Application, No
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
SENT = Application.Sent(
    at=after(0), brand_id=BRAND, member_id=AMBASSADOR, declared=ENOUGH, text_id=TEXT
)
WELCOMED = Application.Welcomed(at=after(60), by=MANAGER)
TURNED_DOWN = Application.TurnedDown(at=after(60), why=No.ENOUGH, text_id=OTHER_TEXT, by=MANAGER)
TAKEN_BACK = Application.TakenBack(at=after(60))


def brand(*criteria):
    return given(Brand, Brand.CriteriaSet(at=after(-9), criteria=criteria, by=MANAGER), id=BRAND)


# Sending one.


def test_who_meets_what_a_brand_asks_for_applies():
    application = given(Application)

    application.send(brand(*CRITERIA), AMBASSADOR, ENOUGH, TEXT, after(0))

    assert happened(application) == [SENT]


def test_only_what_the_brand_asks_for_is_declared():
    application = given(Application)

    application.send(brand(), AMBASSADOR, ENOUGH, None, after(0))

    [sent] = happened(application)
    assert sent.declared == {}


@pytest.mark.parametrize("declared", [{}, {"home_exchanges": 2, "years": 1}, {"years": 9}])
def test_who_does_not_meet_it_is_told_what_is_missing(declared):
    application = given(Application)

    with pytest.raises(NotAllowed, match=r"This brand asks for home exchanges: 3"):
        application.send(brand(*CRITERIA), AMBASSADOR, declared, TEXT, after(0))

    assert happened(application) == []


def test_an_application_is_sent_once():
    application = given(Application, SENT)

    with pytest.raises(NotNow, match="sent already"):
        application.send(brand(), AMBASSADOR, {}, None, after(1))

    assert happened(application) == []


# The answer.


def test_a_brand_says_yes():
    application = given(Application, SENT)

    application.welcome(MANAGER, after(60))

    assert happened(application) == [WELCOMED]


def test_nobody_welcomes_themselves():
    application = given(Application, SENT)

    with pytest.raises(NotAllowed, match="Nobody welcomes themselves"):
        application.welcome(AMBASSADOR, after(60))

    assert happened(application) == []


def test_a_brand_says_no_and_why():
    application = given(Application, SENT)

    application.turn_down("enough", OTHER_TEXT, MANAGER, after(60))

    assert happened(application) == [TURNED_DOWN]


def test_nobody_is_turned_down_without_a_reason():
    application = given(Application, SENT)

    with pytest.raises(Invalid, match="Say why: not_shown, enough"):
        application.turn_down("", OTHER_TEXT, MANAGER, after(60))

    assert happened(application) == []


def test_who_applied_may_think_better_of_it():
    application = given(Application, SENT)

    application.take_back(AMBASSADOR, after(60))

    assert happened(application) == [TAKEN_BACK]


def test_somebody_elses_application_is_as_one_that_is_not_there():
    application = given(Application, SENT)

    with pytest.raises(NotFound, match="no such application"):
        application.take_back(EXPERT, after(60))

    assert happened(application) == []


@pytest.mark.parametrize("answer", [WELCOMED, TURNED_DOWN, TAKEN_BACK])
def test_an_application_is_answered_once(answer):
    application = given(Application, SENT, answer)

    for ask in (
        lambda: application.welcome(MANAGER, after(90)),
        lambda: application.turn_down("enough", OTHER_TEXT, MANAGER, after(90)),
        lambda: application.take_back(AMBASSADOR, after(90)),
    ):
        with pytest.raises(NotNow, match="answered already"):
            ask()

    assert happened(application) == []


def test_a_criterion_that_asks_for_nothing_is_met_by_saying_nothing():
    application = given(Application)

    application.send(brand(Criterion("years", 0)), AMBASSADOR, {}, None, after(0))

    [sent] = happened(application)
    assert sent.declared == {"years": 0}
