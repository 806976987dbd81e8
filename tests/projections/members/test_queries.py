"""What a brand sees of the pool: counts and score bands, never single members."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.log.entries import Decision
from domain.money import Money
from domain.terms import Employed, Voluntary
from projections.engine.rebuild import Rebuilder
from projections.members.queries import PoolFilter, pool_counts, visible_count
from projections.members.tables import BANDS, band_of, end_of
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    VOLUNTARY,
    after,
)
from tests.support.pool_members import CAMPING_CAR, SOLAR, attempt_id, member_id

LATER = after(3600)


@pytest.fixture
def counts(query):
    def counts(at=LATER, **chosen):
        return query(pool_counts, BRAND, PoolFilter(**chosen), at)

    return counts


def of_subject(pool, subject_id):
    [subject] = [candidate for candidate in pool.subjects if candidate.subject_id == subject_id]
    return subject.declared, subject.qualified


def test_a_count_of_one_or_two_is_none_and_others_are_multiples_of_three():
    assert [visible_count(n) for n in range(8)] == [0, None, None, 3, 3, 3, 6, 6]


@given(st.integers(3, 200), st.integers(1, 2))
def test_no_count_of_one_or_two_is_found_by_subtraction(rest, few):
    """The two counts shown fit to other differences, also to none, or to 3 and more."""
    shown = visible_count(rest + few), visible_count(rest)

    fitting = {
        more
        for larger in range(rest + 6)
        for more in range(larger + 1)
        if (visible_count(larger), visible_count(larger - more)) == shown
    }
    assert fitting - {1, 2}


def test_every_score_lies_in_one_band():
    assert [band_of(score) for score in (0, 59, 60, 69, 79, 89, 90, 100)] == [
        *(0, 0, 60, 60, 70, 80, 90, 90),
    ]
    assert [end_of(band) for band in BANDS] == [59, 69, 79, 89, 100]


def test_an_empty_pool_counts_no_members(crowd, counts):  # noqa: ARG001
    pool = counts()

    assert (pool.members, pool.online, pool.engaged) == (0, None, 0)
    assert not pool.is_detailed


def test_members_are_counted_by_language_and_country(crowd, counts):
    for number in range(6):
        crowd.joins(number, languages=("fr", "en") if number > 2 else ("fr",))
    crowd.joins(6, languages=("es",), country="ES")

    pool = counts()
    assert pool.members == 6
    assert pool.languages == {"fr": (6, 0), "en": (3, 0), "es": (None, 0)}
    assert pool.countries == {"FR": (6, 0), "ES": (None, 0)}


def test_employees_of_other_brands_are_not_in_the_pool(crowd, counts):
    for number in range(6):
        crowd.joins(number)
    members = crowd.market.members
    employed = Employed(Money(2000, "EUR"))
    for number, brand_id in enumerate((OTHER_BRAND, OTHER_BRAND, BRAND)):
        members.start_engagement(member_id(number), brand_id, employed, MANAGER, after(90))
    members.start_engagement(member_id(1), BRAND, VOLUNTARY, MANAGER, after(91))

    pool = counts()
    assert (pool.members, pool.engaged) == (3, 2)
    assert pool.countries == {"FR": (3, 0)}

    members.end_engagement(member_id(0), OTHER_BRAND, "moved", MANAGER, after(92))
    assert counts().members == 6


def test_a_subject_counts_those_of_the_subjects_below_it(crowd, counts):
    for number in range(3):
        crowd.joins(number, subjects=(SOLAR,))
    for number in range(3, 6):
        crowd.joins(number, subjects=(SOLAR, ELECTRICITY))
    for number in range(6, 9):
        crowd.joins(number, subjects=(CAMPING_CAR,))

    pool = counts()
    assert of_subject(pool, CAMPING_CAR) == (9, 0)
    assert of_subject(pool, ELECTRICITY) == (6, 0)
    assert of_subject(pool, SOLAR) == (6, 0)
    assert counts(subject_id=ELECTRICITY).members == 6


def test_every_subject_is_counted_once_also_one_without_members(crowd, counts):
    for number in range(3):
        crowd.joins(number)

    subject_ids = [subject.subject_id for subject in counts().subjects]
    assert sorted(subject_ids) == sorted((CAMPING_CAR, ELECTRICITY, SOLAR))
    assert of_subject(counts(), SOLAR) == (0, 0)


def test_who_is_qualified_is_counted_with_the_band_of_the_best_score(crowd, counts):
    for number, percent in enumerate((62, 68, 65, 91, 95, 99)):
        crowd.joins(number)
        crowd.qualifies(number, percent)
    crowd.qualifies(0, 97, attempt=100, subject_id=SOLAR)

    pool = counts()
    assert pool.qualified == 6
    assert pool.bands == {0: 0, 60: None, 70: 0, 80: 0, 90: 3}
    assert pool.languages == {"fr": (6, 6)}


def test_a_qualification_in_an_undeclared_subject_counts_for_it(crowd, counts):
    for number in range(3):
        crowd.joins(number, subjects=(HEATING,))
        crowd.qualifies(number)

    assert of_subject(counts(), ELECTRICITY) == (0, 3)
    assert counts(subject_id=ELECTRICITY).members == 3


def test_an_expired_qualification_does_not_count(crowd, counts):
    for number in range(3):
        crowd.joins(number)
        crowd.qualifies(number, until=after(7200))

    assert counts(at=after(7199)).qualified == 3
    assert counts(at=after(7200)).qualified == 0


def test_a_revoked_qualification_does_not_count_even_if_an_older_one_is_valid(crowd, counts):
    for number in range(3):
        crowd.joins(number)
        crowd.qualifies(number, until=LATER + timedelta(days=9))
        crowd.qualifies(number, attempt=100 + number)
    assert counts().qualified == 3

    crowd.loses(0, attempt=100)
    crowd.loses(1, attempt=101)
    crowd.loses(2, attempt=102)

    assert counts().qualified == 0


def test_an_annulled_attempt_does_not_count(crowd, counts, market):
    for number in range(3):
        crowd.joins(number)
        crowd.qualifies(number)
        annul(market, attempt_id(number))

    assert counts().qualified == 0


def annul(market, id):
    """Annul an attempt, without the rules of a review."""

    def decide():
        attempt = market.log.load_or_new(Attempt, id)
        reviewed = Attempt.Reviewed(
            at=after(60), outcome=ReviewOutcome.ANNULLED, reason_text_id=UUID(int=1), by=MANAGER
        )
        attempt.record(reviewed)
        return Decision([attempt])

    market.log.execute(decide)


def test_present_members_count_as_online_and_engaged_ones_as_engaged(crowd, counts):
    for number in range(4):
        crowd.joins(number)
        crowd.is_welcomed(number)
        presence = crowd.market.presence
        presence.come_online(UUID(int=number + 1), member_id(number), 2, after(60))
    crowd.joins(4)
    crowd.is_welcomed(4, OTHER_BRAND)
    crowd.market.presence.go_away(member_id(0), "declared", after(90))

    pool = counts()
    assert (pool.online, pool.engaged) == (3, 4)

    crowd.market.presence.come_back(member_id(0), after(91))
    crowd.market.presence.leave(member_id(1), "declared", after(91))
    crowd.market.members.end_engagement(member_id(1), BRAND, "own_wish", member_id(1), after(92))
    pool = counts()
    assert (pool.online, pool.engaged) == (3, 3)


def test_fewer_than_three_members_have_no_further_counts(crowd, counts):
    for number in range(2):
        crowd.joins(number, country="BE")
        crowd.qualifies(number)
    for number in range(2, 9):
        crowd.joins(number)

    pool = counts(country="BE")
    assert (pool.members, pool.qualified, pool.online) == (None, None, None)
    assert (pool.languages, pool.countries, pool.bands, pool.subjects) == ({}, {}, {}, ())


def test_filters_go_together(crowd, counts):
    for number in range(4):
        crowd.joins(number, languages=("fr", "en"))
    for number in (4, 5):
        crowd.joins(number, languages=("en",))
    for number in range(6, 9):
        crowd.joins(number, languages=("fr",))
        crowd.joins(number + 3, languages=("en",), country="BE")
        crowd.joins(number + 6, languages=("en",), subjects=(HEATING,))

    pool = counts(subject_id=ELECTRICITY, language="en", country="FR")
    assert pool.members == 6


def test_rebuilt_the_pool_is_the_same(crowd, market):
    for number in range(5):
        crowd.joins(number, subjects=(SOLAR, ELECTRICITY))
        crowd.qualifies(number)
        crowd.is_welcomed(number, terms=VOLUNTARY if number % 2 else Voluntary(3))
        market.presence.come_online(UUID(int=number + 1), member_id(number), 1, after(60))
        market.projector.catch_up()
    crowd.qualifies(1, attempt=101, until=None, at=after(5), percent=71)
    crowd.loses(0)
    market.presence.leave(member_id(1), "heartbeat", after(99))
    market.members.end_engagement(member_id(1), BRAND, "moved", member_id(1), after(100))
    market.members.declare_languages(member_id(2), ("de", "fr"), after(100))
    market.members.declare_subjects(member_id(2), (HEATING,), after(100))
    period = (after(120), None)
    suspend = market.suspensions.decide
    for number in (1, 2):
        reason = (UUID(int=9), 20)
        suspend(
            UUID(int=90 + number), member_id(number), None, period, [1], reason, MANAGER, after(110)
        )
    market.suspensions.lift(UUID(int=91), MANAGER, after(130))
    market.projector.catch_up()

    assert (
        Rebuilder(market.log, market.read_model_store, lambda *_: None).check(
            market.read_models.pool
        )
        == []
    )
