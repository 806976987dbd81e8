"""Ambassador applications, as lists show them."""

from uuid import UUID

import pytest

from domain.brands.brand import Criterion
from projections.engine.rebuild import Rebuilder
from projections.recruitment.applications import (
    answered_by,
    application_with_id,
    applications_of,
    criteria_by_brand,
    waiting_for,
)
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MANAGER, MORNING, OTHER_BRAND, after

FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
TEXT, ANSWER = UUID(int=11), UUID(int=12)


@pytest.fixture
def brand(market):
    for brand_id, slug in ((BRAND, "road"), (OTHER_BRAND, "nest")):
        market.brands.register(brand_id, slug, slug, "Europe/Paris", "EUR", MANAGER, MORNING)
    market.brands.set_ambassador_criteria(
        BRAND, (Criterion("home_exchanges", 2),), MANAGER, MORNING
    )
    for member_id in (AMBASSADOR, EXPERT):
        market.members.join(member_id, ("fr",), "FR", MORNING)
    return market


@pytest.fixture
def query(brand):
    def query(read, *arguments):
        brand.projector.catch_up()
        with brand.read_models.read(brand.read_models.applications) as db:
            return read(*arguments, db)

    return query


def applies(market, application_id=FIRST, member_id=AMBASSADOR, seconds=60, text_id=TEXT):
    submission = (
        application_id,
        BRAND,
        member_id,
        {"home_exchanges": 5, "cats": 2},
        after(seconds),
    )
    market.applications.submit(*submission, text_id=text_id)


def test_what_brands_ask_for_is_known_as_they_set_it_last(brand, query):
    assert query(criteria_by_brand) == {BRAND: (Criterion("home_exchanges", 2),)}

    brand.brands.set_ambassador_criteria(BRAND, (Criterion("orders", 3),), MANAGER, after(10))
    assert query(criteria_by_brand) == {BRAND: (Criterion("orders", 3),)}
    brand.brands.set_ambassador_criteria(BRAND, (), MANAGER, after(20))
    assert query(criteria_by_brand) == {}


def test_an_application_waits_with_what_was_declared(brand, query):
    applies(brand)

    [application] = query(waiting_for, BRAND)
    assert (application.application_id, application.member_id, application.text_id) == (
        FIRST,
        AMBASSADOR,
        TEXT,
    )
    assert (application.declared_counts, application.sent_at, application.is_waiting) == (
        {"home_exchanges": 5},
        after(60),
        True,
    )
    assert len(query(waiting_for, BRAND)) == 1
    assert query(waiting_for, OTHER_BRAND) == []


def test_answers_are_known_to_both_sides(brand, query):
    applies(brand)
    applies(brand, SECOND, EXPERT, 70, text_id=None)
    brand.applications.accept(FIRST, 10, MANAGER, after(80))
    brand.applications.reject(SECOND, "not_verified", ANSWER, MANAGER, after(90))

    assert query(waiting_for, BRAND) == []
    answered = query(lambda db: answered_by(BRAND, db, 9))
    assert [(application.application_id, application.state) for application in answered] == [
        (SECOND, "rejected"),
        (FIRST, "accepted"),
    ]
    application = query(application_with_id, SECOND)
    assert (application.reason, application.answer_id, application.answered_at) == (
        "not_verified",
        ANSWER,
        after(90),
    )


def test_a_member_sees_all_of_theirs_the_newest_first(brand, query):
    applies(brand)
    brand.applications.withdraw(FIRST, AMBASSADOR, after(70))
    applies(brand, THIRD, seconds=80)

    mine = query(applications_of, AMBASSADOR)
    assert [(application.application_id, application.state) for application in mine] == [
        (THIRD, "waiting"),
        (FIRST, "withdrawn"),
    ]
    assert query(application_with_id, UUID(int=9)) is None


def test_rebuilt_the_applications_are_the_same(brand):
    applies(brand)
    applies(brand, SECOND, EXPERT)
    brand.projector.catch_up()
    brand.applications.accept(FIRST, 10, MANAGER, after(80))
    brand.applications.reject(SECOND, "no_openings", ANSWER, MANAGER, after(90))
    brand.projector.catch_up()

    rebuilder = Rebuilder(brand.log, brand.read_model_store, lambda *_: None)
    assert rebuilder.check(brand.read_models.applications) == []
