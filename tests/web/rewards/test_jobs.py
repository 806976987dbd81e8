from datetime import timedelta

from domain.clock import system_clock
from domain.members.member import Member
from domain.rewards.recognition import Recognition
from tests.support.people import MANAGER
from tests.web.rewards.rewards_fixture import RULES
from tests.web.shop import NEST
from web.rewards.jobs import recognise_volunteers


def test_without_rules_nothing_is_recognised(scenario):
    scenario.ed_answers(3)

    assert recognise_volunteers(scenario.market, system_clock()) == 0


def test_tiers_and_badges_are_awarded_once(scenario):
    scenario.publishes()
    scenario.ed_answers(5)

    assert [recognise_volunteers(scenario.market, system_clock()) for _ in range(2)] == [1, 0]

    assert [event.tier for event in scenario.events(Recognition.TierReached)] == [
        *("first", "regular"),
    ]
    [badge] = scenario.events(Recognition.BadgeAwarded)
    assert (badge.badge, badge.grade) == ("liked", 1)


def test_bad_ratings_earn_no_badge(scenario):
    scenario.publishes()
    scenario.ed_answers(2, ratings=(3, 3, 3))

    recognise_volunteers(scenario.market, system_clock())

    assert scenario.events(Recognition.BadgeAwarded) == []


def test_a_temporary_badge_expires(scenario):
    scenario.publishes()
    scenario.ed_answers(2)
    recognise_volunteers(scenario.market, system_clock())
    scenario.update_read_models()

    later = system_clock() + timedelta(days=RULES.badges[0].valid_days + 3)
    recognise_volunteers(scenario.market, later)

    assert len(scenario.events(Recognition.BadgeExpired)) == 1


def test_points_expire_after_their_months(scenario):
    scenario.publishes()
    scenario.ed_answers(3)

    recognise_volunteers(scenario.market, system_clock() + timedelta(days=31 * 26))

    assert sum(event.points for event in scenario.events(Recognition.PointsExpired)) >= 30


def test_who_has_left_is_no_error(scenario):
    scenario.publishes()
    scenario.ed_answers(3)
    members, at = scenario.market.members, system_clock()
    members.end_engagement(scenario.ed, NEST.brand_id, "own_wish", MANAGER, at)

    assert NEST.brand_id not in scenario.market.log.load(Member, scenario.ed).engagements
    recognise_volunteers(scenario.market, system_clock())

    assert scenario.events(Recognition.TierReached) == []
