from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from domain.errors import NotAllowed, NotFound
from domain.log.entries import IdempotencyKey
from domain.rewards.points import Lot
from domain.rewards.recognition import Recognition
from domain.rewards.reward_rules import Tier, TrackRecord
from tests.domain.rewards.reward_fixture import (
    APRIL_AFTER,
    JANUARY,
    JUNE,
    KEYRING,
    MARCH,
    RULES,
    on,
    publish,
    recognised,
    refused,
)
from tests.support.people import MANAGER

# Tiers.


def test_a_tier_earns_its_points_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()

    positions = [shop.recognitions.reach_tiers(shop.brand, ambassador, 50, JUNE) for _ in range(2)]

    assert positions[0] == positions[1] == shop.log.rows.head()
    assert recognised(shop, ambassador) == [tier_reached(shop, ambassador, "newcomer", 50, 50)]
    assert shop.lots(ambassador) == [Lot("2017-06", 50)]


def test_one_count_may_reach_several_tiers(shop, ambassador):
    shop.recognitions.reach_tiers(shop.brand, ambassador, 240, JUNE)

    assert recognised(shop, ambassador) == [
        tier_reached(shop, ambassador, "newcomer", 240, 50),
        tier_reached(shop, ambassador, "host", 240, 100),
    ]
    assert shop.lots(ambassador) == [Lot("2017-06", 150)]


@pytest.mark.parametrize("conversations", [0, 49])
def test_no_tier_is_reached_too_early(shop, ambassador, conversations):
    shop.recognitions.reach_tiers(shop.brand, ambassador, conversations, JUNE)

    assert recognised(shop, ambassador) == []
    assert shop.lots(ambassador) == []


def test_a_tier_without_points_is_reached_too(shop, ambassador):
    first_tier = Tier("welcomed", 1, 0, {"en": "Welcomed"})
    publish(shop, MARCH, tiers=(first_tier,))

    shop.recognitions.reach_tiers(shop.brand, ambassador, 1, JUNE)

    assert recognised(shop, ambassador) == [tier_reached(shop, ambassador, "welcomed", 1, 0)]
    assert shop.lots(ambassador) == []


def test_later_rules_change_no_reached_tier(shop, ambassador):
    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, MARCH)
    dearer = msgspec.structs.replace(RULES.tiers[0], conversations=100, bonus_points=500)
    publish(shop, on("2017-04-01"), tiers=(dearer,))

    shop.recognitions.reach_tiers(shop.brand, ambassador, 120, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 50)]


def test_a_late_count_uses_the_rules_of_its_time(shop, ambassador):
    publish(shop, on("2017-04-01"), tiers=())

    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, MARCH)

    assert shop.lots(ambassador) == [Lot("2017-03", 50)]


def test_only_members_with_an_engagement_are_recognised(shop):
    stranger, record = uuid4(), TrackRecord(500)

    for act in (
        lambda: shop.recognitions.reach_tiers(shop.brand, stranger, 500, JUNE),
        lambda: shop.recognitions.award_badge(shop.brand, stranger, "answers", record, JUNE),
        lambda: shop.recognitions.thank(shop.brand, stranger, MANAGER, JUNE),
    ):
        with refused(
            shop,
            NotAllowed,
            "Only people who answer visitors for this brand can take part in its programme",
        ):
            act()

    assert recognised(shop, stranger) == []


# Badges.


def test_a_badge_is_awarded_with_the_record_that_earned_it(shop, ambassador):
    award(shop, ambassador, "answers", TrackRecord(210))

    assert recognised(shop, ambassador) == [
        badge_awarded(shop, ambassador, "answers", 2, TrackRecord(210))
    ]


def test_a_badge_is_awarded_again_only_for_a_higher_grade(shop, ambassador):
    for conversations in (60, 60, 199, 500, 500, 60):
        award(shop, ambassador, "answers", TrackRecord(conversations))

    assert [event.grade for event in recognised(shop, ambassador)] == [1, 3]


def test_a_badge_that_asks_for_good_ratings_may_be_temporary(shop, ambassador):
    good = TrackRecord(conversations=30, ratings=10, good_ratings=8)

    award(shop, ambassador, "loved", good)

    until = JUNE + timedelta(days=90)
    assert recognised(shop, ambassador) == [
        badge_awarded(shop, ambassador, "loved", 1, good, valid_until=until)
    ]


def test_a_record_below_every_grade_earns_no_badge(shop, ambassador):
    award(shop, ambassador, "answers", TrackRecord(49))
    award(shop, ambassador, "loved", TrackRecord(30, ratings=9, good_ratings=9))

    assert recognised(shop, ambassador) == []


def test_a_temporary_badge_expires_at_its_end_and_not_before(shop, ambassador):
    award(shop, ambassador, "answers", TrackRecord(50))
    award(shop, ambassador, "loved", TrackRecord(30, 10, 8))
    until = JUNE + timedelta(days=90)

    shop.recognitions.expire_badges(shop.brand, ambassador, until - timedelta(seconds=1))
    assert len(recognised(shop, ambassador)) == 2
    shop.recognitions.expire_badges(shop.brand, ambassador, until)
    shop.recognitions.expire_badges(shop.brand, ambassador, until)

    assert recognised(shop, ambassador)[2:] == [
        Recognition.BadgeExpired(
            at=until, brand_id=shop.brand, member_id=ambassador, badge="loved", grade=1
        )
    ]


def test_an_expired_badge_can_be_earned_again(shop, ambassador):
    good, later = TrackRecord(30, 10, 8), JUNE + timedelta(days=100)
    award(shop, ambassador, "loved", good)

    award(shop, ambassador, "loved", good, later)

    event_types = [type(event) for event in recognised(shop, ambassador)]
    assert event_types == [
        Recognition.BadgeAwarded,
        Recognition.BadgeExpired,
        Recognition.BadgeAwarded,
    ]
    assert recognised(shop, ambassador)[-1].valid_until == later + timedelta(days=90)


def test_an_unpublished_badge_is_not_found(shop, ambassador):
    with refused(shop, NotFound, "This brand has not published this badge"):
        award(shop, ambassador, "oracle", TrackRecord(500))


# Thanks.


def test_thanks_refer_to_a_note_outside_the_log(shop, ambassador):
    note, conversation = uuid4(), uuid4()

    shop.recognitions.thank(
        shop.brand, ambassador, MANAGER, JUNE, conversation_id=conversation, note_text_id=note
    )

    assert recognised(shop, ambassador) == [
        Recognition.Thanked(
            at=JUNE,
            brand_id=shop.brand,
            member_id=ambassador,
            by=MANAGER,
            conversation_id=conversation,
            note_text_id=note,
        )
    ]


def test_thanks_sent_twice_with_one_idempotency_key_are_one(shop, ambassador):
    for _ in range(2):
        shop.recognitions.thank(
            shop.brand,
            ambassador,
            MANAGER,
            JUNE,
            idempotency_key=IdempotencyKey.of("thanks 1", ambassador),
        )

    assert len(recognised(shop, ambassador)) == 1


def test_volunteers_do_not_thank_themselves(shop, ambassador):
    with refused(shop, NotAllowed, "You cannot thank yourself"):
        shop.recognitions.thank(shop.brand, ambassador, ambassador, JUNE)

    assert recognised(shop, ambassador) == []


# Expiry.


def test_the_remaining_points_of_a_month_expire_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.stock(KEYRING, points=10, quantity=1)
    for at in (JANUARY, MARCH, JUNE):
        shop.answers(ambassador, 30, at)
    shop.asks_for(KEYRING, ambassador, JUNE)

    positions = [
        shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER) for _ in range(2)
    ]

    assert positions[0] == positions[1] == shop.log.rows.head()
    assert recognised(shop, ambassador) == [
        points_expired(shop, ambassador, "2017-01", 20),
        points_expired(shop, ambassador, "2017-03", 30),
    ]
    assert shop.lots(ambassador) == [Lot("2017-06", 30)]


def test_points_expire_also_after_the_engagement(shop, ambassador):
    shop.answers(ambassador, 30, JANUARY)
    shop.members.end_engagement(ambassador, shop.brand, "moved", ambassador, MARCH)

    shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)

    assert shop.lots(ambassador) == []


def test_points_do_not_expire_too_early(shop, ambassador):
    shop.answers(ambassador, 30, JANUARY)

    shop.recognitions.expire_lots(shop.brand, ambassador, on("2018-01-31T23:59:59"))

    assert recognised(shop, ambassador) == []
    assert shop.lots(ambassador) == [Lot("2017-01", 30)]


def award(shop, member, badge, record, at=JUNE):
    shop.recognitions.award_badge(shop.brand, member, badge, record, at)


def tier_reached(shop, member, tier, conversations, bonus_points):
    return Recognition.TierReached(
        at=JUNE,
        brand_id=shop.brand,
        member_id=member,
        tier=tier,
        conversations=conversations,
        bonus_points=bonus_points,
    )


def badge_awarded(shop, member, badge, grade, why, valid_until=None):
    return Recognition.BadgeAwarded(
        at=JUNE,
        brand_id=shop.brand,
        member_id=member,
        badge=badge,
        grade=grade,
        valid_until=valid_until,
        track_record=why,
    )


def points_expired(shop, member, month, points):
    return Recognition.PointsExpired(
        at=APRIL_AFTER, brand_id=shop.brand, member_id=member, month=month, points=points
    )
