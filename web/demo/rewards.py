"""Tiers, points and gifts: what a brand's volunteers earn by what they did, month after month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from domain.money import Money
from domain.rewards.programme import programme_id
from domain.rewards.recognition_commands import recognition_id
from domain.rewards.reward_rules import NameByLanguage, RewardRules
from domain.simulation.rng import chance
from web.demo.ids import id_in, manager_id_of
from web.demo.planned_commands import Commands, Deed
from web.demo.presence_sessions import Respondent
from web.demo.simulated_conversation import Talk

SENT_AFTER = timedelta(days=2)
EVENING = timedelta(hours=10)


@dataclass(frozen=True)
class Gift:
    """What points buy, and how likely somebody who has enough of them asks for it in a month."""

    slug: str
    name_by_language: NameByLanguage
    points: int
    unit_cost: Money
    quantity: int
    wish: float


@dataclass(frozen=True)
class Thanks:
    """How a brand thanks its volunteers: the rule it published, and its gifts, dearest first."""

    brand_id: UUID
    rule: RewardRules
    gifts: tuple[Gift, ...]
    since: datetime
    volunteers: tuple[Respondent, ...]


class Year:
    """Goes through the mornings on which the brand looks back at a month."""

    def __init__(self, thanks: Thanks, commands: Commands, talks: Iterable[Talk]) -> None:
        self.deeds: list[Deed] = []
        self._thanks = thanks
        self._commands = commands
        self._closed = _closed_by(thanks, talks)
        self._reached: dict[UUID, int] = {}
        self._spent: Counter[UUID] = Counter()
        self._stock = {gift.slug: gift.quantity for gift in thanks.gifts}

    def publish(self) -> None:
        thanks, at, by = self._thanks, self._thanks.since, manager_id_of(self._thanks.brand_id)
        programme, stream = self._commands.programmes, programme_id(thanks.brand_id)
        publish = partial(programme.publish_rules, thanks.brand_id, thanks.rule, by, at)
        self.deeds.append(Deed(at, stream, publish))
        for gift in thanks.gifts:
            terms = (gift.name_by_language, gift.points, gift.unit_cost, gift.quantity)
            stock = partial(programme.stock_gift, thanks.brand_id, self._id(gift), *terms, by, at)
            self.deeds.append(Deed(at, stream, stock))

    def look_back(self, morning: datetime) -> None:
        for who in self._thanks.volunteers:
            if who.answers_on(morning + SENT_AFTER):
                answered = sum(at < morning for at in self._closed[who.id])
                self._reach(who, answered, morning)
                self._wish(who, answered, morning + EVENING)

    def _reach(self, who: Respondent, answered: int, at: datetime) -> None:
        reached = sum(tier.conversations <= answered for tier in self._thanks.rule.tiers)
        new = reached - self._reached.get(who.id, 0)
        if not new:
            return
        self._reached[who.id] = reached
        brand_id, reach = self._thanks.brand_id, self._commands.recognitions.reach_tiers
        act = partial(reach, brand_id, who.id, answered, at)
        self.deeds.append(Deed(at, recognition_id(brand_id, who.id), act, events=new))

    def _wish(self, who: Respondent, answered: int, at: datetime) -> None:
        """With enough points for a gift, some ask for it; the dearest they can have comes first."""
        luck = chance(who.id, "wish", at)
        for gift in self._thanks.gifts:
            affordable = gift.points <= self._points(who, answered) and self._stock[gift.slug]
            if affordable and luck.random() < gift.wish:
                self._redeem(who, gift, at)
                return

    def _points(self, who: Respondent, answered: int) -> int:
        rule = self._thanks.rule
        bonus_points = sum(tier.bonus_points for tier in rule.tiers[: self._reached.get(who.id, 0)])
        return answered * rule.points_per_conversation + bonus_points - self._spent[who.id]

    def _redeem(self, who: Respondent, gift: Gift, at: datetime) -> None:
        brand_id, redemptions = self._thanks.brand_id, self._commands.redemptions
        self._spent[who.id] += gift.points
        self._stock[gift.slug] -= 1
        redemption_id, sent = id_in(who.id, "redemption", at), at + SENT_AFTER
        ask = partial(redemptions.request, redemption_id, brand_id, who.id, self._id(gift), at)
        send = partial(redemptions.send, redemption_id, manager_id_of(brand_id), sent)
        self.deeds += [Deed(at, redemption_id, ask), Deed(sent, redemption_id, send)]

    def _id(self, gift: Gift) -> UUID:
        return id_in(self._thanks.brand_id, "gift", gift.slug)


def _closed_by(thanks: Thanks, talks: Iterable[Talk]) -> Mapping[UUID, Sequence[datetime]]:
    """When each volunteer closed the conversations that earn them points."""
    closed: dict[UUID, list[datetime]] = {each.id: [] for each in thanks.volunteers}
    for talk in talks:
        if talk.closed_at and talk.answered_by in closed:
            closed[talk.answered_by].append(talk.closed_at)
    return closed


def recognise(
    thanks: Thanks, commands: Commands, talks: Iterable[Talk], mornings: Iterable[datetime]
) -> list[Deed]:
    """Publish the rule, and on each of these mornings look back at what everybody did."""
    year = Year(thanks, commands, talks)
    year.publish()
    for morning in mornings:
        if morning > thanks.since:
            year.look_back(morning)
    return year.deeds
