"""The respondents of a brand who are present, as routing needs them."""

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


def project_singly(db, *events):
    for event in RecordedEvents().add(CONVERSATION, *events).events:
        project([event], db, PresenceProjection())


def test_no_respondent_is_present_at_first(db):
    assert present_respondents(BRAND, db) == []


def test_a_present_respondent_has_all_that_routing_needs(db):
    project_singly(
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


def test_a_respondent_is_present_for_brands_under_their_models(db):
    project_singly(db, came(after(0), EXPERT, {BRAND: PAID, OTHER_BRAND: VOLUNTARY}))
    project_singly(db, came(after(0), AMBASSADOR, {BRAND: VOLUNTARY}))

    models = {
        respondent.respondent_id: respondent.model for respondent in present_respondents(BRAND, db)
    }
    others = {
        respondent.respondent_id: respondent.model
        for respondent in present_respondents(OTHER_BRAND, db)
    }
    assert models == {EXPERT: "paid", AMBASSADOR: "voluntary"}
    assert others == {EXPERT: "voluntary"}


def test_a_conversation_for_one_brand_takes_a_slot_from_all(db):
    project_singly(
        db,
        came(after(0), EXPERT, {BRAND: PAID, OTHER_BRAND: PAID}, capacity=2),
        claimed(after(5), EXPERT, brand_id=OTHER_BRAND),
    )

    [session] = present_respondents(BRAND, db)
    assert (session.capacity, session.open_conversations) == (2, 1)


def test_a_respondent_is_away_until_they_return(db):
    project_singly(db, came(after(0), capacity=2), went_away(after(60), reason="heartbeat"))
    assert present_respondents(BRAND, db) == [replace(HERE, away=True)]

    project_singly(db, returned(after(90)))

    assert present_respondents(BRAND, db) == [HERE]


def test_a_respondent_who_left_is_not_present(db):
    project_singly(db, came(after(0)), left(after(60)))

    assert present_respondents(BRAND, db) == []


def test_open_conversations_and_capacity_follow_the_events(db):
    project_singly(
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


def test_a_new_session_replaces_languages_and_subjects_and_not_open_conversations(db):
    project_singly(
        db,
        came(after(0), capacity=3, languages=("fr", "es"), subjects=(HEATING,)),
        claimed(after(1), AMBASSADOR),
        left(after(60)),
        came(after(90), capacity=2, languages=("en",)),
    )

    [session] = present_respondents(BRAND, db)
    assert (session.languages, session.subjects) == (("en",), frozenset())
    assert (session.capacity, session.open_conversations) == (2, 1)


def test_routing_gives_a_reason_for_each_excluded_respondent(db):
    project_singly(db, came(after(0), AMBASSADOR, capacity=1), claimed(after(1), AMBASSADOR))
    project_singly(db, came(after(0), EXPERT, {BRAND: PAID}))
    request = RoutingRequest(CONVERSATION, VISITOR, "fr", None, waited_s=0)

    routed = route(request, present_respondents(BRAND, db))

    assert routed.candidates == (EXPERT,)
    assert routed.excluded == {AMBASSADOR: ExclusionReason.FULL}
