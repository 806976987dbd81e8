import inspect
import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import get_type_hints
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from domain.brands.brand import BrandCommands
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotAllowed, NotFound, NotNow, Refused
from domain.log.entries import Balance, BalanceChange, Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.members.member import MemberCommands
from domain.money import Money
from domain.presence.presence_session import PresenceCommands
from domain.rewards.points import Lot, credit, debit, earned, lots_in, oldest_first, total_points
from domain.rewards.programme import ProgrammeCommands
from domain.rewards.recognition import Recognition
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption import CancellationReason, Redemption, RedemptionCommands
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier, TrackRecord
from domain.terms import Voluntary
from tests.support.people import MANAGER, PAID, VISITOR, euros

GUIDE, KEYRING = UUID(int=3), UUID(int=4)
A_POINT = Voluntary(points=1)

# Guest to Guest: a point a conversation, 50 on top after 50, at 1,000 a Lonely Planet guide.
RULE = RewardRules(
    points_per_conversation=1,
    tiers=(
        Tier("newcomer", 50, 50, {"en": "Newcomer", "fr": "Nouveau venu"}),
        Tier("host", 200, 100, {"en": "Host", "fr": "Hôte"}),
    ),
    badges=(
        Badge("answers", {"en": "Answers"}, grades=(Grade(50), Grade(200), Grade(500))),
        Badge("loved", {"en": "Loved"}, (Grade(ratings=10, good_percent=80),), valid_days=90),
    ),
    points_expire_after_months=12,
    cost_per_100_points=euros(220),
    breakage_percent=25,
)


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


JANUARY, MARCH, JUNE = on("2017-01-15"), on("2017-03-15"), on("2017-06-15")
FEBRUARY_AFTER, APRIL_AFTER = on("2018-02-01"), on("2018-04-01")


class Shop:
    """A brand with a published rule, its ambassadors, and what they ask for."""

    def __init__(self, log):
        self.log = log
        self.brand = uuid4()
        self.members = MemberCommands(log)
        self.programmes = ProgrammeCommands(log)
        self.redemptions = RedemptionCommands(log)
        self.recognitions = RecognitionCommands(log)
        BrandCommands(log).register(
            self.brand, f"g2g-{self.brand}", "Guest to Guest", "Europe/Paris", "EUR", None, JANUARY
        )
        self.programmes.publish_rules(self.brand, RULE, MANAGER, on("2017-01-01"))

    def welcome(self, terms=A_POINT):
        member = uuid4()
        self.members.join(member, ("fr",), "FR", JANUARY)
        self.members.start_engagement(member, self.brand, terms, MANAGER, JANUARY)
        return member

    def stock(self, gift, points, quantity, at=JANUARY):
        names, cost = {"en": "A gift", "fr": "Un cadeau"}, euros(2_200)
        self.programmes.stock_gift(self.brand, gift, names, points, cost, quantity, MANAGER, at)

    def answers(self, member, points, at):
        """A conversation that earned so many points; all its events and its points at once."""
        conversation = Conversation(uuid4())
        conversation.request(self.brand, VISITOR, "fr", None, None, at)
        conversation.import_answered(member, Voluntary(points), (3, 3), at, at)
        balance_changes = earned(Voluntary(points), self.brand, member, at)
        self.log.execute(lambda: Decision([conversation], balance_changes=balance_changes))

    def asks_for(self, gift, member, at, idempotency_key=None):
        redemption = uuid4()
        self.redemptions.request(redemption, self.brand, member, gift, at, idempotency_key)
        return redemption

    def lots(self, member):
        return self.programmes.lots(self.brand, member)

    def left_of(self, gift):
        return self.programmes.stock(self.brand, gift)


@pytest.fixture
def shop(sqlite_url):
    with EventLog(sqlite_url) as log:
        yield Shop(log)


@pytest.fixture
def shop_anywhere(log):
    """The same on SQLite and on PostgreSQL."""
    return Shop(log)


@pytest.fixture
def ambassador(shop):
    return shop.welcome()


def story(log, id):
    return [told.data for told in log.history(id)]


# What a conversation earns.


def test_a_volunteer_earns_the_points_of_the_terms_in_the_lot_of_the_month():
    balance_changes = earned(Voluntary(points=3), GUIDE, VISITOR, JUNE)

    assert balance_changes == [BalanceChange("points", f"{GUIDE}/{VISITOR}/2017-06", credited=3)]


@pytest.mark.parametrize("terms", [PAID, Voluntary(points=0)])
def test_an_expert_earns_no_points_and_no_points_are_no_lot(terms):
    assert earned(terms, GUIDE, VISITOR, JUNE) == []


def test_fifty_conversations_earn_fifty_points_and_the_first_tier_fifty_more(shop):
    ambassador = shop.welcome()
    for _ in range(50):
        shop.answers(ambassador, 1, JUNE)

    shop.recognitions.reach_tiers(shop.brand, ambassador, 50, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-06", 100)]


def test_closing_a_conversation_puts_its_point_with_it(shop, ambassador):
    conversations, conversation, presence = (
        ConversationCommands(shop.log),
        uuid4(),
        PresenceCommands(shop.log),
    )
    presence.come_online(uuid4(), ambassador, 3, JUNE)
    conversations.request(conversation, shop.brand, VISITOR, "fr", JUNE)
    conversations.offer(conversation, (ambassador,), JUNE)
    conversations.claim(conversation, ambassador, JUNE)
    conversations.send_first_reply(conversation, ambassador, JUNE)

    conversations.close(conversation, ambassador, "answered", (2, 2), JUNE, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-06", 1)]


# Lots.


def test_a_lot_that_is_used_up_is_no_lot():
    balances = [
        Balance("b/m/2017-02", 5, 5),
        Balance("b/m/2017-03", 5, 1),
        Balance("b/m/2017-01", 2, 0),
    ]

    assert lots_in(balances) == [Lot("2017-01", 2), Lot("2017-03", 4)]
    assert total_points(lots_in(balances)) == 6


def test_the_oldest_points_are_used_first():
    lots = [Lot("2017-01", 2), Lot("2017-03", 4), Lot("2017-06", 9)]

    assert oldest_first(lots, 5) == (Lot("2017-01", 2), Lot("2017-03", 3))


@pytest.mark.parametrize(("points", "sentence"), [(16, "1 more point for"), (25, "10 more points")])
def test_missing_points_are_counted_out(points, sentence):
    with pytest.raises(NotNow, match=sentence):
        oldest_first([Lot("2017-01", 15)], points)


def test_points_of_one_month_move_together():
    lots = [Lot("2017-03", 4), Lot("2017-01", 2), Lot("2017-03", 1), Lot("2017-05", 0)]
    key = f"{GUIDE}/{VISITOR}"

    assert credit(GUIDE, VISITOR, lots) == [
        BalanceChange("points", f"{key}/2017-01", credited=2),
        BalanceChange("points", f"{key}/2017-03", credited=5),
    ]
    assert debit(GUIDE, VISITOR, lots[:1]) == [BalanceChange("points", f"{key}/2017-03", debited=4)]


# Asking for a gift.


def test_an_ambassador_asks_for_a_guide_with_a_thousand_points(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.stock(GUIDE, points=1_000, quantity=2)
    shop.answers(ambassador, 800, JANUARY)
    shop.answers(ambassador, 300, MARCH)

    asked = shop.asks_for(GUIDE, ambassador, JUNE)

    assert story(shop.log, asked) == [
        Redemption.Requested(
            at=JUNE,
            brand_id=shop.brand,
            member_id=ambassador,
            gift_id=GUIDE,
            points=1_000,
            lots=(Lot("2017-01", 800), Lot("2017-03", 200)),
            unit_cost=euros(2_200),
        )
    ]
    assert shop.lots(ambassador) == [Lot("2017-03", 100)]
    assert shop.left_of(GUIDE) == 1


def test_points_that_have_expired_buy_nothing_even_before_they_are_taken(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 8, JANUARY)
    shop.answers(ambassador, 9, MARCH)

    with refused(shop, NotNow, "You need 1 more point for this"):
        shop.asks_for(GUIDE, ambassador, FEBRUARY_AFTER)

    assert total_points(shop.lots(ambassador)) == 17


def test_an_ambassador_is_told_how_many_points_are_missing(shop, ambassador):
    shop.stock(GUIDE, points=1_000, quantity=1)
    shop.answers(ambassador, 970, MARCH)

    with refused(shop, NotNow, "You need 30 more points for this"):
        shop.asks_for(GUIDE, ambassador, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 970)]
    assert shop.left_of(GUIDE) == 1


def test_a_gift_that_is_out_of_stock_takes_no_points(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    shop.asks_for(GUIDE, ambassador, JUNE)

    with refused(shop, NotNow, "out of stock"):
        shop.asks_for(GUIDE, ambassador, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 15)]


def test_a_gift_that_is_not_offered_is_not_found(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    shop.programmes.withdraw_gift(shop.brand, GUIDE, MANAGER, MARCH)

    for gift in (GUIDE, KEYRING):
        with refused(shop, NotFound, "does not offer this gift"):
            shop.asks_for(gift, ambassador, JUNE)


def test_a_stranger_asks_in_vain(shop, ambassador):
    shop.stock(GUIDE, points=1, quantity=1)
    shop.answers(ambassador, 5, MARCH)
    shop.members.end_engagement(ambassador, shop.brand, "moved", ambassador, MARCH)

    for stranger in (ambassador, uuid4()):
        with refused(
            shop,
            NotAllowed,
            "Only people who answer visitors for this brand can take part in its programme",
        ):
            shop.asks_for(GUIDE, stranger, JUNE)


def test_points_of_one_brand_buy_nothing_from_another(shop, ambassador):
    other = Shop(shop.log)
    other.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    other.members.start_engagement(ambassador, other.brand, A_POINT, MANAGER, MARCH)

    with refused(shop, NotNow, "You need 10 more points"):
        other.asks_for(GUIDE, ambassador, JUNE)


def test_a_paid_expert_has_no_points_and_so_nothing_to_ask_for(shop):
    expert = shop.welcome(PAID)
    shop.stock(GUIDE, points=10, quantity=1)

    with refused(shop, NotNow, "You need 10 more points"):
        shop.asks_for(GUIDE, expert, JUNE)


def test_asking_twice_in_one_breath_takes_points_once(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=5)
    shop.answers(ambassador, 25, MARCH)
    asked, idempotency_key = uuid4(), IdempotencyKey.of("click", GUIDE)

    for _ in range(2):
        shop.redemptions.request(asked, shop.brand, ambassador, GUIDE, JUNE, idempotency_key)
    with refused(shop, NotNow, "You have already requested this gift"):
        shop.redemptions.request(asked, shop.brand, ambassador, GUIDE, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 15)]


# Sending it, or not.


def test_the_brand_sends_the_gift_once(shop, ambassador):
    asked = ask_for_a_guide(shop, ambassador)

    shop.redemptions.send(asked, MANAGER, JUNE)

    sent = story(shop.log, asked)[-1]
    assert (type(sent), sent.by, sent.member_id) == (Redemption.Sent, MANAGER, ambassador)
    assert sent.unit_cost == euros(2_200)
    with refused(shop, NotNow, "already been sent"):
        shop.redemptions.send(asked, MANAGER, JUNE)
    with refused(shop, NotNow, "already been sent"):
        shop.redemptions.cancel(asked, CancellationReason.MISTAKE, MANAGER, JUNE)


def test_a_cancelled_request_puts_points_and_gift_back_where_they_came_from(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    asked = ask_for_a_guide(shop, ambassador)
    assert (shop.lots(ambassador), shop.left_of(GUIDE)) == ([Lot("2017-03", 5)], 1)

    shop.redemptions.cancel(asked, CancellationReason.UNAVAILABLE, MANAGER, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-01", 800), Lot("2017-03", 205)]
    assert shop.left_of(GUIDE) == 2
    assert story(shop.log, asked)[-1] == Redemption.Cancelled(
        at=JUNE,
        brand_id=shop.brand,
        member_id=ambassador,
        gift_id=GUIDE,
        lots=(Lot("2017-01", 800), Lot("2017-03", 200)),
        reason=CancellationReason.UNAVAILABLE,
        by=MANAGER,
    )


def test_a_request_is_cancelled_once(shop, ambassador):
    asked = ask_for_a_guide(shop, ambassador)
    shop.redemptions.cancel(asked, CancellationReason.CHANGED_MIND, ambassador, JUNE)

    with refused(shop, NotNow, "This gift request has already been cancelled"):
        shop.redemptions.cancel(asked, CancellationReason.CHANGED_MIND, ambassador, JUNE)
    with refused(shop, NotNow, "This gift request has already been cancelled"):
        shop.redemptions.send(asked, MANAGER, JUNE)

    assert total_points(shop.lots(ambassador)) == 1_005


def test_a_brand_that_does_not_deliver_costs_nobody_points(shop, ambassador):
    asked = ask_for_a_guide(shop, ambassador)

    shop.redemptions.cancel(asked, CancellationReason.UNAVAILABLE, MANAGER, FEBRUARY_AFTER)

    assert shop.lots(ambassador) == [Lot("2017-03", 205), Lot("2018-02", 800)]


def test_asking_and_cancelling_makes_no_point_last_longer(shop, ambassador):
    asked = ask_for_a_guide(shop, ambassador)

    shop.redemptions.cancel(asked, CancellationReason.CHANGED_MIND, ambassador, FEBRUARY_AFTER)
    shop.recognitions.expire_lots(shop.brand, ambassador, FEBRUARY_AFTER)

    assert shop.lots(ambassador) == [Lot("2017-03", 205)]


def test_a_request_outlives_the_offer(shop, ambassador):
    asked = ask_for_a_guide(shop, ambassador)
    shop.programmes.withdraw_gift(shop.brand, GUIDE, MANAGER, JUNE)
    assert shop.left_of(GUIDE) == 0

    shop.redemptions.cancel(asked, CancellationReason.UNDELIVERABLE, MANAGER, JUNE)

    assert shop.left_of(GUIDE) == 1
    with refused(shop, NotFound, "does not offer this gift"):
        shop.asks_for(GUIDE, ambassador, JUNE)


def test_nobody_sends_or_cancels_what_was_not_asked_for(shop):
    with refused(shop, NotFound, "This redemption does not exist"):
        shop.redemptions.send(uuid4(), MANAGER, JUNE)
    with refused(shop, NotFound, "This redemption does not exist"):
        shop.redemptions.cancel(uuid4(), CancellationReason.MISTAKE, MANAGER, JUNE)


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
def test_nothing_is_reached_too_early(shop, ambassador, conversations):
    shop.recognitions.reach_tiers(shop.brand, ambassador, conversations, JUNE)

    assert recognised(shop, ambassador) == []
    assert shop.lots(ambassador) == []


def test_a_tier_without_points_is_reached_all_the_same(shop, ambassador):
    welcomed = Tier("welcomed", 1, 0, {"en": "Welcomed"})
    publish(shop, MARCH, tiers=(welcomed,))

    shop.recognitions.reach_tiers(shop.brand, ambassador, 1, JUNE)

    assert recognised(shop, ambassador) == [tier_reached(shop, ambassador, "welcomed", 1, 0)]
    assert shop.lots(ambassador) == []


def test_a_later_rule_changes_nothing_that_was_reached(shop, ambassador):
    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, MARCH)
    dearer = msgspec.structs.replace(RULE.tiers[0], conversations=100, bonus_points=500)
    publish(shop, on("2017-04-01"), tiers=(dearer,))

    shop.recognitions.reach_tiers(shop.brand, ambassador, 120, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 50)]


def test_a_count_that_is_told_late_is_weighed_by_the_rule_of_its_time(shop, ambassador):
    publish(shop, on("2017-04-01"), tiers=())

    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, MARCH)

    assert shop.lots(ambassador) == [Lot("2017-03", 50)]


def test_only_those_who_answer_for_the_brand_are_recognised(shop):
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


def test_too_little_earns_no_badge(shop, ambassador):
    award(shop, ambassador, "answers", TrackRecord(49))
    award(shop, ambassador, "loved", TrackRecord(30, ratings=9, good_ratings=9))

    assert recognised(shop, ambassador) == []


def test_a_temporary_badge_lapses_when_its_time_has_come_and_not_before(shop, ambassador):
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


def test_a_badge_that_lapsed_can_be_earned_again(shop, ambassador):
    good, later = TrackRecord(30, 10, 8), JUNE + timedelta(days=100)
    award(shop, ambassador, "loved", good)

    award(shop, ambassador, "loved", good, later)

    kinds = [type(event) for event in recognised(shop, ambassador)]
    assert kinds == [Recognition.BadgeAwarded, Recognition.BadgeExpired, Recognition.BadgeAwarded]
    assert recognised(shop, ambassador)[-1].valid_until == later + timedelta(days=90)


def test_a_badge_nobody_published_is_not_found(shop, ambassador):
    with refused(shop, NotFound, "This brand has not published this badge"):
        award(shop, ambassador, "oracle", TrackRecord(500))


# Thanks.


def test_somebody_thanks_a_volunteer_in_words_that_stay_out_of_the_log(shop, ambassador):
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


def test_the_same_thanks_sent_twice_are_one(shop, ambassador):
    for _ in range(2):
        shop.recognitions.thank(
            shop.brand,
            ambassador,
            MANAGER,
            JUNE,
            idempotency_key=IdempotencyKey.of("thanks 1", ambassador),
        )

    assert len(recognised(shop, ambassador)) == 1


def test_nobody_thanks_themselves(shop, ambassador):
    with refused(shop, NotAllowed, "You cannot thank yourself"):
        shop.recognitions.thank(shop.brand, ambassador, ambassador, JUNE)

    assert recognised(shop, ambassador) == []


# Expiry.


def test_what_is_left_of_an_old_month_expires_once(shop_anywhere):
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


def test_points_expire_also_for_those_who_parted(shop, ambassador):
    shop.answers(ambassador, 30, JANUARY)
    shop.members.end_engagement(ambassador, shop.brand, "moved", ambassador, MARCH)

    shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)

    assert shop.lots(ambassador) == []


def test_nothing_expires_before_its_time(shop, ambassador):
    shop.answers(ambassador, 30, JANUARY)

    shop.recognitions.expire_lots(shop.brand, ambassador, on("2018-01-31T23:59:59"))

    assert recognised(shop, ambassador) == []
    assert shop.lots(ambassador) == [Lot("2017-01", 30)]


# Never money.


def test_no_command_pays_an_ambassador(shop, ambassador, sqlite_url):
    """A gift's unit cost is what the brand pays its supplier; the only balances that move are
    points and stock, and no answer to an ambassador carries an amount."""
    asked = ask_for_a_guide(shop, ambassador)
    shop.redemptions.send(asked, MANAGER, JUNE)
    shop.recognitions.reach_tiers(shop.brand, ambassador, 60, JUNE)
    shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)

    assert kinds_of_purses(sqlite_url) == {"points", "gift-stock"}
    for command in commands_of(RedemptionCommands, RecognitionCommands):
        assert get_type_hints(command)["return"] in (int, Recognition)


def test_the_only_amount_in_an_ambassadors_story_is_what_a_gift_costs_the_brand():
    amounts = {
        f"{event.__qualname__}.{field}"
        for thing in (Redemption, Recognition)
        for event in vars(thing).values()
        if isinstance(event, type)
        for field, kind in get_type_hints(event).items()
        if kind is Money
    }

    assert amounts == {"Redemption.Requested.unit_cost", "Redemption.Sent.unit_cost"}


# Many at once.


def test_eight_ask_for_the_last_gift_and_one_gets_it(shop_anywhere):
    shop = shop_anywhere
    shop.stock(GUIDE, points=1_000, quantity=1)
    ambassadors = [shop.welcome() for _ in range(8)]
    for ambassador in ambassadors:
        shop.answers(ambassador, 1_000, MARCH)

    answers = at_once([asking(shop, GUIDE, each) for each in ambassadors])

    assert Counter(answers) == {"done": 1, OUT_OF_STOCK: 7}
    assert shop.left_of(GUIDE) == 0
    assert sorted(total_points(shop.lots(each)) for each in ambassadors) == [0] + [1_000] * 7


def test_points_for_two_gifts_buy_two_however_fast_one_asks(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.stock(KEYRING, points=10, quantity=8)
    shop.answers(ambassador, 12, JANUARY)
    shop.answers(ambassador, 13, MARCH)

    answers = at_once([asking(shop, KEYRING, ambassador)] * 8)

    assert Counter(answers) == {"done": 2, "You need 5 more points for this.": 6}
    assert shop.lots(ambassador) == [Lot("2017-03", 5)]
    assert shop.left_of(KEYRING) == 6


def test_a_tier_told_by_eight_at_once_is_reached_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()

    at_once([lambda: shop.recognitions.reach_tiers(shop.brand, ambassador, 50, JUNE)] * 8)

    assert len(recognised(shop, ambassador)) == 1
    assert shop.lots(ambassador) == [Lot("2017-06", 50)]


def test_a_month_that_eight_let_expire_expires_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.answers(ambassador, 30, JANUARY)

    at_once([lambda: shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)] * 8)

    assert len(recognised(shop, ambassador)) == 1
    assert shop.lots(ambassador) == []


def test_a_gift_is_withdrawn_while_eight_ask_for_it(shop_anywhere):
    shop = shop_anywhere
    shop.stock(KEYRING, points=10, quantity=5)
    ambassadors = [shop.welcome() for _ in range(8)]
    for ambassador in ambassadors:
        shop.answers(ambassador, 10, MARCH)

    answers = at_once(
        [withdrawing(shop, KEYRING), *(asking(shop, KEYRING, a) for a in ambassadors)]
    )

    got_one = answers[1:].count("done")
    assert answers[0] == "done"
    assert KEYRING not in shop.programmes.of(shop.brand).gifts
    assert shop.left_of(KEYRING) == 0
    assert sum(total_points(shop.lots(each)) for each in ambassadors) == 80 - 10 * got_one


# The law of points: whatever people do, in whatever order.


class Story(Shop):
    """What happens in a shop, and the sums of what was told about it."""

    def __init__(self, log):
        super().__init__(log)
        self.people = [self.welcome(), self.welcome()]
        self.asked = []
        self.answered = Counter()
        self.stock(GUIDE, 20, 2)

    def let(self, act, *details):
        """Let somebody do something; what is refused changes nothing."""
        before = self.log.rows.head(), self.balances()
        try:
            act(self, *details)
        except Refused:
            assert (self.log.rows.head(), self.balances()) == before

    def earn(self, at, who, points):
        self.answers(self.people[who], points, at)
        self.answered[self.people[who]] += points

    def reach_tiers(self, at, who, conversations):
        self.recognitions.reach_tiers(self.brand, self.people[who], conversations, at)

    def restock(self, at, quantity):
        self.stock(GUIDE, 20, quantity, at)

    def withdraw(self, at):
        self.programmes.withdraw_gift(self.brand, GUIDE, MANAGER, at)

    def ask(self, at, who):
        self.asked.append((self.asks_for(GUIDE, self.people[who], at), self.people[who]))

    def send(self, at, which):
        for redemption, _ in self.asked[which : which + 1]:
            self.redemptions.send(redemption, MANAGER, at)

    def cancel(self, at, which, by_themselves):
        for redemption, member in self.asked[which : which + 1]:
            by = member if by_themselves else MANAGER
            self.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, by, at)

    def expire(self, at, who):
        self.recognitions.expire_lots(self.brand, self.people[who], at)
        lots = self.lots(self.people[who])
        assert self.programmes.of(self.brand).usable(lots, at) == lots

    def publish(self, at, months):
        publish(self, at, points_expire_after_months=months)

    def must_balance(self):
        told = [
            event
            for id in (*(redemption for redemption, _ in self.asked), *self.recognition_ids())
            for event in story(self.log, id)
        ]
        for member in self.people:
            self._must_balance_points(member, told)
        self._must_balance_stock(told)
        assert all(0 <= debit <= credit for credit, debit in self.balances().values())

    def _must_balance_points(self, member, told):
        sums = Counter()
        for event in told:
            match event:
                case Recognition.TierReached(member_id=whose, bonus_points=points) if (
                    whose == member
                ):
                    sums["put"] += points
                case Recognition.PointsExpired(member_id=whose, points=points) if whose == member:
                    sums["expired"] += points
                case Redemption.Requested(member_id=whose, lots=lots) if whose == member:
                    assert total_points(lots) == event.points
                    sums["redeemed"] += event.points
                case Redemption.Cancelled(member_id=whose, lots=lots) if whose == member:
                    sums["redeemed"] -= total_points(lots)
        left = total_points(self.lots(member))
        assert left >= 0
        assert self.answered[member] + sums["put"] == left + sums["redeemed"] + sums["expired"]

    def _must_balance_stock(self, told):
        came_in = sum_of(self.history(), "GiftStocked") - sum_of(self.history(), "GiftWithdrawn")
        kinds = Counter(type(event) for event in told)
        out = kinds[Redemption.Requested] - kinds[Redemption.Cancelled]
        assert self.left_of(GUIDE) == came_in - out >= 0

    def history(self):
        return story(self.log, self.programmes.of(self.brand).id)

    def recognition_ids(self):
        return [self.recognitions.of(self.brand, member).id for member in self.people]

    def balances(self):
        return {
            (kind, total_points.key): (total_points.credited, total_points.debited)
            for kind in ("points", "gift-stock")
            for total_points in self.log.rows.balances(kind, str(self.brand))
        }


members = st.integers(0, 1)
requests = st.integers(0, 9)
deeds = st.one_of(
    st.tuples(st.just(Story.earn), members, st.integers(0, 25)),
    st.tuples(st.just(Story.reach_tiers), members, st.sampled_from([10, 50, 200])),
    st.tuples(st.just(Story.restock), st.integers(1, 2)),
    st.tuples(st.just(Story.withdraw)),
    st.tuples(st.just(Story.ask), members),
    st.tuples(st.just(Story.send), requests),
    st.tuples(st.just(Story.cancel), requests, st.booleans()),
    st.tuples(st.just(Story.expire), members),
    st.tuples(st.just(Story.publish), st.sampled_from([None, 1, 3])),
)


@pytest.fixture(scope="module")
def one_log(tmp_path_factory):
    with EventLog(f"sqlite:///{tmp_path_factory.mktemp('law') / 'law.db'}") as log:
        yield log


@settings(max_examples=60, deadline=None)
@any_of(st.lists(st.tuples(st.integers(0, 3), deeds), min_size=5, max_size=40))
def test_no_point_and_no_gift_is_ever_made_or_lost(one_log, story):
    shop, at = Story(one_log), JANUARY
    for months_later, (act, *details) in story:
        at = (at + timedelta(days=31 * months_later)).replace(day=15)
        shop.let(act, at, *details)
        shop.must_balance()


# How these tests speak.


class refused:  # noqa: N801 - reads as a word
    """What is inside is refused with this sentence, and leaves no event and moves no balance."""

    def __init__(self, shop, kind, sentence):
        self.shop = shop
        self.raises = pytest.raises(kind, match=sentence)

    def __enter__(self):
        self.before = trace(self.shop.log)
        return self.raises.__enter__()

    def __exit__(self, *error):
        outcome = self.raises.__exit__(*error)
        assert trace(self.shop.log) == self.before
        return outcome


def trace(log):
    return log.rows.head(), log.rows.balances("points"), log.rows.balances("gift-stock")


def publish(shop, at, **changes):
    rule = msgspec.structs.replace(RULE, **changes)
    shop.programmes.publish_rules(shop.brand, rule, MANAGER, at)


def ask_for_a_guide(shop, ambassador):
    shop.stock(GUIDE, points=1_000, quantity=2)
    shop.answers(ambassador, 800, JANUARY)
    shop.answers(ambassador, 205, MARCH)
    return shop.asks_for(GUIDE, ambassador, JUNE)


def award(shop, member, badge, record, at=JUNE):
    shop.recognitions.award_badge(shop.brand, member, badge, record, at)


def recognised(shop, member):
    return story(shop.log, shop.recognitions.of(shop.brand, member).id)


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


OUT_OF_STOCK = "This gift is out of stock. Choose another one or come back later."


def asking(shop, gift, member):
    return lambda: shop.asks_for(gift, member, JUNE)


def withdrawing(shop, gift):
    return lambda: shop.programmes.withdraw_gift(shop.brand, gift, MANAGER, JUNE)


def at_once(acts):
    """Do all of them at the same time; what each was answered."""
    start = Barrier(len(acts))

    def do(act: Callable):
        start.wait()
        try:
            act()
        except Refused as refusal:
            return str(refusal)
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def sum_of(events, name):
    return sum(event.quantity for event in events if type(event).__name__ == name)


def commands_of(*kinds):
    functions = itertools.chain.from_iterable(vars(kind).items() for kind in kinds)
    return [each for name, each in functions if inspect.isfunction(each) and name[0] != "_"]


def kinds_of_purses(url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        return {kind for (kind,) in database.execute("SELECT DISTINCT kind FROM balances")}
