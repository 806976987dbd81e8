"""Matching: the members to invite to a call."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from domain.brands.subject import Subject
from domain.members.member import Member
from domain.terms import Voluntary
from projections.members.matching import matching
from projections.members.projection import Pool
from tests.projections.in_memory_projections import RecordedEvents, project
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    HEATING,
    MANAGER,
    MORNING,
    OTHER_BRAND,
    PAID,
    after,
)
from tests.support.pool_members import CAMPING_CAR, SOLAR, member_id, offer


@pytest.fixture
def matches(query):
    """The numbers of the members who match."""

    def matches(**fields):
        numbers = {member_id(number): number for number in range(20)}
        return sorted(numbers[id] for id in query(matching, offer(**fields)))

    return matches


def test_it_is_for_those_who_know_the_subject_a_part_of_it_or_what_it_is_a_part_of(crowd, matches):
    crowd.market.subjects.add(HEATING, "heating", {"en": "Heating"}, CAMPING_CAR, None, MORNING)
    for number, subject_id in enumerate((ELECTRICITY, SOLAR, CAMPING_CAR, HEATING)):
        crowd.joins(number, subjects=(subject_id,))
    crowd.joins(4, subjects=())

    assert matches() == [0, 1, 2]
    assert matches(subject_id=CAMPING_CAR) == [0, 1, 2, 3]
    assert matches(subject_id=SOLAR) == [0, 1, 2]
    assert matches(subject_id=HEATING) == [2, 3]


def test_it_is_for_those_who_speak_one_of_its_languages(crowd, matches):
    crowd.joins(0, languages=("en", "fr"))
    crowd.joins(1, languages=("de",))

    assert matches() == [0]
    assert matches(languages=("es", "de")) == [1]


def test_it_asks_where_people_live_only_when_it_names_countries(crowd, matches):
    crowd.joins(0, country="FR")
    crowd.joins(1, country="BE")

    assert matches() == [0, 1]
    assert matches(countries=("BE", "CH")) == [1]


def test_those_who_answer_for_the_brand_already_are_left_alone(crowd, matches):
    for number in range(3):
        crowd.joins(number)
    crowd.is_welcomed(0)
    crowd.is_welcomed(1, OTHER_BRAND)
    crowd.is_welcomed(2, terms=Voluntary(5))

    assert matches() == [1]
    crowd.market.members.end_engagement(member_id(0), BRAND, "own_wish", member_id(0), after(90))
    assert matches() == [0, 1]


def test_those_who_are_suspended_for_the_brand_or_for_all_are_left_out(crowd, matches):
    for number in range(3):
        crowd.joins(number)
    for number, brand_id in enumerate((None, BRAND, OTHER_BRAND)):
        suspend(crowd, number, brand_id)
    assert matches() == [2]

    crowd.market.suspensions.lift(UUID(int=90), MANAGER, after(300))
    assert matches() == [0, 2]


def suspend(crowd, number, brand_id):
    period, reason = (after(200), after(200) + timedelta(days=9)), (UUID(int=9), 20)
    crowd.market.suspensions.decide(
        UUID(int=90 + number), member_id(number), brand_id, period, [1], reason, MANAGER, after(110)
    )


SUBJECTS = (CAMPING_CAR, ELECTRICITY, SOLAR, HEATING)
PARENTS = {CAMPING_CAR: None, ELECTRICITY: CAMPING_CAR, SOLAR: ELECTRICITY, HEATING: CAMPING_CAR}
LANGUAGES, COUNTRIES = ("de", "en", "fr"), ("BE", "CH", "FR")
PERSON = st.tuples(
    st.sets(st.sampled_from(LANGUAGES), min_size=1),
    st.sampled_from(COUNTRIES),
    st.sets(st.sampled_from(SUBJECTS)),
    st.booleans(),
)
CALL = st.tuples(
    st.sets(st.sampled_from(LANGUAGES), min_size=1),
    st.sets(st.sampled_from(COUNTRIES)),
    st.sampled_from(SUBJECTS),
)


def line_of(subject_id):
    """The subject and all above it."""
    return [subject_id, *line_of(PARENTS[subject_id])] if subject_id else []


def is_for(person, call):
    """The rule of matching, computed once more."""
    (speaks, lives_in, knows, engaged), (languages, countries, subject_id) = person, call
    near = any(
        subject_id in line_of(subject) or subject in line_of(subject_id) for subject in knows
    )
    return (
        near
        and bool(speaks & languages)
        and (not countries or lives_in in countries)
        and not engaged
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSON, max_size=8), CALL)
def test_whatever_people_say_of_themselves_the_rule_holds(people, call):
    languages, countries, subject_id = call
    recorded = RecordedEvents()
    for id, parent_id in PARENTS.items():
        recorded.add(
            id,
            Subject.Added(
                at=MORNING, slug=str(id), name_by_language={}, parent_id=parent_id, by=None
            ),
        )
    for number, (speaks, lives_in, knows, engaged) in enumerate(people):
        recorded.add(member_id(number), *events_of(speaks, lives_in, knows, engaged=engaged))
    with empty_pool() as db:
        project(recorded.events, db, Pool())
        found = matching(
            offer(subject_id=subject_id, languages=tuple(languages), countries=tuple(countries)), db
        )

    expected = {member_id(n) for n, person in enumerate(people) if is_for(person, call)}
    assert len(found) == len(set(found))
    assert set(found) == expected


@contextmanager
def empty_pool():
    """An empty pool, in memory."""
    engine = create_engine("sqlite://")
    with engine.connect() as db:
        Pool.tables.create_all(db)
        yield db
    engine.dispose()


def events_of(speaks, lives_in, knows, *, engaged):
    yield Member.Joined(at=MORNING, languages=tuple(speaks), country=lives_in)
    yield Member.SubjectsDeclared(at=MORNING, subjects=tuple(knows))
    if engaged:
        yield Member.EngagementStarted(at=MORNING, brand_id=BRAND, terms=PAID, by=MANAGER)
