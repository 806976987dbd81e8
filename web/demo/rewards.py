"""Tiers, points and gifts: what a brand's volunteers get for what they did, month after month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from domain.money import Money
from domain.rewards.programme_commands import programme_id
from domain.rewards.recognition_commands import recognition_id
from domain.rewards.reward_rules import Badge, NameByLanguage, RewardRules, Tier
from domain.simulation import rng_for
from web.demo import assumptions as assume
from web.demo.planned import CURRENCY, PlannedCommand, id_in, manager_id_of, planned
from web.demo.presence_sessions import Respondent
from web.demo.simulated_conversation import SimulatedConversation
from web.marketplace import Marketplace

SENT_AFTER = timedelta(days=2)
EVENING = timedelta(hours=10)
"""After the morning on which the brand rewards a month."""


@dataclass(frozen=True)
class PlannedGift:
    """What points buy."""

    slug: str
    name_by_language: NameByLanguage
    points: int
    unit_cost: Money
    quantity: int
    request_share: float
    """Of the volunteers with enough points, those who ask for it in a month."""


def reward_rules(
    tiers: tuple[Tier, ...], badges: tuple[Badge, ...], expire_after_months: int, gift: PlannedGift
) -> RewardRules:
    """The points of the sources for a conversation. gift: its cost is what points are worth."""
    return RewardRules(
        points_per_conversation=assume.POINTS.value,
        tiers=tiers,
        badges=badges,
        points_expire_after_months=expire_after_months,
        cost_per_100_points=Money(gift.unit_cost.amount * 100 // gift.points, CURRENCY),
        breakage_percent=assume.BREAKAGE.value,
    )


@dataclass(frozen=True)
class RewardScheme:
    """How a brand rewards its volunteers: the rules it publishes, and its gifts, dearest first."""

    brand_id: UUID
    rules: RewardRules
    gifts: tuple[PlannedGift, ...]
    since: datetime
    volunteers: tuple[Respondent, ...]


class RewardPlanner:
    """Goes through the mornings on which the brand rewards a month."""

    def __init__(
        self,
        scheme: RewardScheme,
        marketplace: Marketplace,
        conversations: Iterable[SimulatedConversation],
    ) -> None:
        self.commands: list[PlannedCommand] = []
        self._scheme = scheme
        self._marketplace = marketplace
        self._closed = _closed_by(scheme, conversations)
        self._tiers_reached: dict[UUID, int] = {}
        self._points_spent: Counter[UUID] = Counter()
        self._stock = {gift.slug: gift.quantity for gift in scheme.gifts}

    def publish(self) -> None:
        scheme, at, by = self._scheme, self._scheme.since, manager_id_of(self._scheme.brand_id)
        programmes, stream = self._marketplace.programmes, programme_id(scheme.brand_id)
        publish = partial(programmes.publish_rules, scheme.brand_id, scheme.rules, by, at)
        self.commands.append(PlannedCommand(at, stream, publish))
        for gift in scheme.gifts:
            terms = (gift.name_by_language, gift.points, gift.unit_cost, gift.quantity)
            stock = partial(programmes.stock_gift, scheme.brand_id, self._id(gift), *terms, by, at)
            self.commands.append(PlannedCommand(at, stream, stock))

    def reward_month(self, morning: datetime) -> None:
        for volunteer in self._scheme.volunteers:
            if volunteer.answers_on(morning + SENT_AFTER):
                answered = sum(at < morning for at in self._closed[volunteer.id])
                self._reach_tiers(volunteer, answered, morning)
                self._ask_for_gift(volunteer, answered, morning + EVENING)

    def _reach_tiers(self, volunteer: Respondent, answered: int, at: datetime) -> None:
        reached = sum(tier.conversations <= answered for tier in self._scheme.rules.tiers)
        new = reached - self._tiers_reached.get(volunteer.id, 0)
        if not new:
            return
        self._tiers_reached[volunteer.id] = reached
        brand_id, recognitions = self._scheme.brand_id, self._marketplace.recognitions
        reach = partial(recognitions.reach_tiers, brand_id, volunteer.id, answered, at)
        stream = recognition_id(brand_id, volunteer.id)
        self.commands.append(PlannedCommand(at, stream, reach, event_count=new))

    def _ask_for_gift(self, volunteer: Respondent, answered: int, at: datetime) -> None:
        """Some ask for the dearest gift that they have the points for."""
        rng = rng_for(volunteer.id, "wish", at)
        for gift in self._scheme.gifts:
            is_affordable = gift.points <= self._points(volunteer, answered)
            if is_affordable and self._stock[gift.slug] and rng.random() < gift.request_share:
                self._redeem(volunteer, gift, at)
                return

    def _points(self, volunteer: Respondent, answered: int) -> int:
        rules, reached = self._scheme.rules, self._tiers_reached.get(volunteer.id, 0)
        bonus_points = sum(tier.bonus_points for tier in rules.tiers[:reached])
        earned = answered * rules.points_per_conversation + bonus_points
        return earned - self._points_spent[volunteer.id]

    def _redeem(self, volunteer: Respondent, gift: PlannedGift, at: datetime) -> None:
        brand_id, redemptions = self._scheme.brand_id, self._marketplace.redemptions
        self._points_spent[volunteer.id] += gift.points
        self._stock[gift.slug] -= 1
        redemption_id, sent_at = id_in(volunteer.id, "redemption", at), at + SENT_AFTER
        requested, sent = (
            (brand_id, volunteer.id, self._id(gift), at),
            (manager_id_of(brand_id), sent_at),
        )
        self.commands.append(planned(at, redemptions.request, redemption_id, *requested))
        self.commands.append(planned(sent_at, redemptions.send, redemption_id, *sent))

    def _id(self, gift: PlannedGift) -> UUID:
        return id_in(self._scheme.brand_id, "gift", gift.slug)


def _closed_by(
    scheme: RewardScheme, conversations: Iterable[SimulatedConversation]
) -> Mapping[UUID, Sequence[datetime]]:
    """When the conversations closed that earn each volunteer points."""
    closed: dict[UUID, list[datetime]] = {volunteer.id: [] for volunteer in scheme.volunteers}
    for conversation in conversations:
        if conversation.closed_at and conversation.answered_by in closed:
            closed[conversation.answered_by].append(conversation.closed_at)
    return closed


def plan_rewards(
    scheme: RewardScheme,
    marketplace: Marketplace,
    conversations: Iterable[SimulatedConversation],
    mornings: Iterable[datetime],
) -> list[PlannedCommand]:
    """Publish the rules, and on each of these mornings reward what volunteers did by then."""
    planner = RewardPlanner(scheme, marketplace, conversations)
    planner.publish()
    for morning in mornings:
        if morning > scheme.since:
            planner.reward_month(morning)
    return planner.commands
