"""Tiers, badges, and the points that come beside conversations."""

from datetime import timedelta
from uuid import UUID

from domain.rewards.redemption import CancellationReason
from domain.rewards.reward_rules import TrackRecord
from projections.engine.rebuild import Rebuilder
from projections.rewards.recognitions import (
    badges_of,
    point_changes_of,
    tiers_reached,
)
from tests.domain.rewards.programme_examples import GUIDE
from tests.projections.rewards.test_catalogue import programme
from tests.support.people import AMBASSADOR, BRAND, MANAGER, OTHER_BRAND, after

ORDER = UUID(int=50)
GOOD = TrackRecord(conversations=250, ratings=12, good_ratings=11)


def changes(market):
    models = market.read_models
    with models.read(models.recognitions) as db:
        return [
            (change.kind, change.item, change.points)
            for change in point_changes_of(BRAND, AMBASSADOR, db)
        ]


def test_points_come_with_tiers_and_go_with_gifts(market):
    programme(market)
    market.redemptions.request(ORDER, BRAND, AMBASSADOR, GUIDE, after(10))
    market.projector.catch_up()
    market.redemptions.cancel(ORDER, CancellationReason.CHANGED_MIND, AMBASSADOR, after(11))
    market.projector.catch_up()

    assert changes(market) == [
        ("gift_cancelled", str(GUIDE), 50),
        ("gift", str(GUIDE), -50),
        ("tier", "host", 100),
        ("tier", "newcomer", 50),
    ]
    assert sum(points for *_, points in changes(market)) == sum(
        lot.points for lot in market.programmes.lots(BRAND, AMBASSADOR)
    )
    models = market.read_models
    with models.read(models.recognitions) as db:
        assert tiers_reached(BRAND, AMBASSADOR, db) == {"newcomer", "host"}
        assert tiers_reached(OTHER_BRAND, AMBASSADOR, db) == set()
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    assert rebuilder.check(models.recognitions) == []


def test_points_expire(market):
    programme(market)
    market.recognitions.expire_lots(BRAND, AMBASSADOR, after(0) + timedelta(days=800))
    market.projector.catch_up()

    assert changes(market)[0] == ("expired", "2026-06", -150)


def test_a_badge_is_there_until_it_expires(market):
    programme(market)
    market.recognitions.award_badge(BRAND, AMBASSADOR, "loved", GOOD, after(10))
    market.recognitions.award_badge(BRAND, AMBASSADOR, "answers", GOOD, after(10))
    market.projector.catch_up()

    models = market.read_models
    with models.read(models.recognitions) as db:
        permanent, temporary = badges_of(BRAND, AMBASSADOR, after(20), db)
        assert (permanent.badge, permanent.grade, permanent.valid_until) == ("answers", 2, None)
        assert (temporary.badge, temporary.grade) == ("loved", 1)
        assert temporary.valid_until == after(10) + timedelta(days=90)
        late = temporary.valid_until
        assert [badge.badge for badge in badges_of(BRAND, AMBASSADOR, late, db)] == ["answers"]
    market.recognitions.expire_badges(BRAND, AMBASSADOR, late)
    market.projector.catch_up()
    with models.read(models.recognitions) as db:
        assert len(badges_of(BRAND, AMBASSADOR, after(20), db)) == 1


def test_a_member_has_nothing_of_another_brand(market):
    programme(market)
    market.projector.catch_up()

    models = market.read_models
    with models.read(models.recognitions) as db:
        assert point_changes_of(OTHER_BRAND, AMBASSADOR, db) == []
        assert point_changes_of(BRAND, MANAGER, db) == []
