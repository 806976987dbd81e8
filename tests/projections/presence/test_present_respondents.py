"""Who sits at a desk now, as routing wants to see them."""

from dataclasses import replace

import pytest

from domain.conversations.routing import ExclusionReason, PresentRespondent, RoutingRequest, route
from projections.presence.projection import PresenceProjection
from projections.presence.queries import present_respondents
from tests.projections.conversations.event_examples import claimed, closed, transferred
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.projections.presence.event_examples import came, left, returned, set_capacity, went_away
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    ELECTRICITY,
    EXPERT,
    HEATING,
    OTHER_BRAND,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
)

HERE = PresentRespondent(
    AMBASSADOR, "voluntary", ("fr",), frozenset(), capacity=2, open_conversations=0
)


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def project_each(db, *events):
    for event in RecordedEvents().add(CONVERSATION, *events).events:
        project([event], db, PresenceProjection())


def test_nobody_is_seated_before_anybody_came(db):
    assert present_respondents(BRAND, db) == []


def test_a_seat_tells_all_that_routing_asks(db):
    project_each(
        db,
        came(
            after(0),
            EXPERT,
            {BRAND: PAID},
            capacity=3,
            languages=("en", "fr"),
            subjects=(ELECTRICITY, HEATING),
        ),
        claimed(after(5), EXPERT),
    )

    subjects = frozenset({ELECTRICITY, HEATING})
    assert present_respondents(BRAND, db) == [
        PresentRespondent(
            EXPERT, "paid", ("en", "fr"), subjects, capacity=3, open_conversations=1, away=False
        )
    ]


def test_each_brand_sees_its_own_people_under_its_own_model(db):
    project_each(db, came(after(0), EXPERT, {BRAND: PAID, OTHER_BRAND: VOLUNTARY}))
    project_each(db, came(after(0), AMBASSADOR, {BRAND: VOLUNTARY}))

    models = {each.respondent_id: each.model for each in present_respondents(BRAND, db)}
    others = {each.respondent_id: each.model for each in present_respondents(OTHER_BRAND, db)}
    assert models == {EXPERT: "paid", AMBASSADOR: "voluntary"}
    assert others == {EXPERT: "voluntary"}


def test_what_is_held_for_one_brand_takes_a_place_from_all(db):
    project_each(
        db,
        came(after(0), EXPERT, {BRAND: PAID, OTHER_BRAND: PAID}, capacity=2),
        claimed(after(5), EXPERT, brand_id=OTHER_BRAND),
    )

    [session] = present_respondents(BRAND, db)
    assert (session.capacity, session.open_conversations) == (2, 1)


def test_who_is_away_is_seated_and_away_until_they_are_back(db):
    project_each(db, came(after(0), capacity=2), went_away(after(60), reason="heartbeat"))
    assert present_respondents(BRAND, db) == [replace(HERE, away=True)]

    project_each(db, returned(after(90)))

    assert present_respondents(BRAND, db) == [HERE]


def test_who_left_is_not_seated(db):
    project_each(db, came(after(0)), left(after(60)))

    assert present_respondents(BRAND, db) == []


def test_a_seat_follows_claims_closings_and_the_limit(db):
    project_each(
        db,
        came(after(0), capacity=1),
        set_capacity(after(1), 4),
        claimed(after(2), AMBASSADOR, slot=1),
        claimed(after(3), AMBASSADOR, slot=2),
        claimed(after(4), AMBASSADOR, slot=3),
        closed(after(5), respondent_id=AMBASSADOR, slot=2),
        transferred(after(6), AMBASSADOR, slot=1),
    )

    [session] = present_respondents(BRAND, db)
    assert (session.capacity, session.open_conversations) == (4, 1)


def test_a_new_sitting_forgets_languages_and_subjects_but_not_what_is_held(db):
    project_each(
        db,
        came(after(0), capacity=3, languages=("fr", "es"), subjects=(HEATING,)),
        claimed(after(1), AMBASSADOR),
        left(after(60)),
        came(after(90), capacity=2, languages=("en",)),
    )

    [session] = present_respondents(BRAND, db)
    assert (session.languages, session.subjects) == (("en",), frozenset())
    assert (session.capacity, session.open_conversations) == (2, 1)


def test_routing_can_say_of_everybody_why_they_are_not_asked(db):
    project_each(db, came(after(0), AMBASSADOR, capacity=1), claimed(after(1), AMBASSADOR))
    project_each(db, came(after(0), EXPERT, {BRAND: PAID}))
    asked = RoutingRequest(CONVERSATION, VISITOR, "fr", None, waited_s=0)

    routed = route(asked, present_respondents(BRAND, db))

    assert routed.candidates == (EXPERT,)
    assert routed.excluded == {AMBASSADOR: ExclusionReason.FULL}
