"""June 2017 as the sources tell it, read from the log and not from what wrote it."""

from datetime import timedelta
from itertools import pairwise
from statistics import median

import pytest

from domain.brands.brand import Brand
from domain.brands.programme_cost import CostCategory
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.rewards.points import POINTS
from domain.rewards.recognition import Recognition
from tests.web.demo.log_reader import (
    claims_against_the_rules,
    conversations_of,
    everything,
    is_of_money,
    reasons,
    requested_in,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def exchange(june):
    log, loaded = june
    return requested_in(conversations_of(log, loaded.brands[0].id), 2017, 6)


@pytest.fixture(scope="module")
def shop(june):
    log, loaded = june
    return requested_in(conversations_of(log, loaded.brands[1].id), 2017, 6)


def test_1453_requests_are_answered(exchange):
    assert sum(conversation.answered for conversation in exchange) == 1453


def test_they_take_ten_minutes_on_average_to_the_second(exchange):
    handled = sum((conversation.handled for conversation in exchange), timedelta())

    assert handled == timedelta(seconds=871_800)
    assert round(handled / timedelta(hours=1), 1) == 242.2


def test_the_other_requests_are_lost_with_a_reason(exchange):
    assert all(conversation.answered != conversation.lost for conversation in exchange)
    assert set(reasons(exchange)) == {
        LostReason.NOBODY_PRESENT,
        LostReason.ALL_FULL,
        LostReason.NOBODY_QUALIFIED,
        LostReason.VISITOR_LEFT,
    }


def test_the_shop_also_loses_what_comes_outside_its_hours(shop):
    assert all(conversation.answered != conversation.lost for conversation in shop)
    assert {LostReason.CLOSED_HOURS, LostReason.NOBODY_QUALIFIED} <= set(reasons(shop))


def test_respondents_keep_their_capacity_and_claim_only_offers(june):
    log, _ = june
    assert claims_against_the_rules(log) == []


def test_waits_differ_as_they_do_among_people(exchange):
    waits = [
        (
            conversation.only(Conversation.FirstReplySent)[0].at - conversation.requested.at
        ).total_seconds()
        for conversation in exchange
        if conversation.answered
    ]
    assert 20 < median(waits) < 90
    assert min(waits) < 15
    assert max(waits) > 180


def test_some_rate_some_buy_and_some_are_passed_on(exchange):
    answered = [conversation for conversation in exchange if conversation.answered]
    rated = sum(bool(conversation.only(Conversation.Rated)) for conversation in answered)

    assert 0.3 < rated / len(answered) < 0.4
    assert any(conversation.only(Conversation.SaleAttributed) for conversation in answered)
    assert any(conversation.only(Conversation.Transferred) for conversation in answered)


def test_the_shop_pays_experts_and_thanks_ambassadors(shop):
    closed = [event for conversation in shop for event in conversation.only(Conversation.Closed)]
    models = [event.terms.model for event in closed]

    assert models.count("paid") > models.count("voluntary") > 0


def test_an_employee_of_the_shop_answers_a_few(shop, exchange):
    def models(conversations):
        closed = [event for example in conversations for event in example.only(Conversation.Closed)]
        return [event.terms.model for event in closed]

    assert 0 < models(shop).count("employed") < models(shop).count("voluntary")
    assert "employed" not in models(exchange)


def test_the_programme_costs_what_the_sources_say(june):
    log, loaded = june
    costs = [
        event
        for aggregate_id, event in everything(log)
        if aggregate_id == loaded.brands[0].id
        and isinstance(event, Brand.ProgrammeCostRecorded)
        and (event.served_from.year, event.served_from.month) == (2017, 6)
    ]
    evening = [cost.amount.amount for cost in costs if cost.category is CostCategory.EVENT]

    assert sorted(evening) == [30000, 30000, 40000]
    assert {cost.category for cost in costs} >= {CostCategory.GIFT, CostCategory.LICENCE}


def test_ambassadors_reach_tiers_and_have_points_by_the_rule(june):
    log, loaded = june
    reached = [event for _, event in everything(log) if isinstance(event, Recognition.TierReached)]
    earned = sum(
        balance.credited for balance in log.rows.balances(POINTS, str(loaded.brands[0].id))
    )

    assert {event.tier for event in reached} >= {"first-steps"}
    assert earned == 1453 + sum(
        event.bonus_points for event in reached if event.brand_id == loaded.brands[0].id
    )


def test_25_ambassadors_answer_in_three_countries(june):
    log, loaded = june
    people = [person for person in loaded.people if person.brand_id == loaded.brands[0].id]
    welcomed = {
        aggregate_id
        for aggregate_id, event in everything(log)
        if type(event).__name__ == "EngagementStarted" and event.brand_id == loaded.brands[0].id
    }

    assert len(welcomed) == 25
    assert welcomed <= {person.id for person in people}


def test_events_of_every_brand_are_in_the_order_of_time(june):
    log, _ = june
    times = [event.at for _, event in everything(log) if not is_of_money(event)]
    steps_back = sum(later < earlier for earlier, later in pairwise(times))

    assert steps_back == 1  # where the second brand's year begins
