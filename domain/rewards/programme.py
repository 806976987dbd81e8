"""A brand's volunteer programme: the published reward rules, and the gifts that points buy."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.brands.brand import Brand
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.money import Money
from domain.rewards.points import Lot, month_of, months_after
from domain.rewards.reward_rules import Badge, NameByLanguage, RewardRules, Tier, reward_rule_errors

FINAL_MONTH = "9999-12"


class Programme(Aggregate):
    """The volunteer programme of one brand."""

    ABSENT = translatable("This programme does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.published: list[Programme.RewardRulesPublished] = []
        self.gifts: dict[UUID, Programme.GiftStocked] = {}

    # Events, and what each changes.

    class RewardRulesPublished(Event, frozen=True):
        """The brand published what its volunteers earn from now on."""

        brand_id: UUID
        rules: RewardRules
        by: UUID

        def apply(self, programme: "Programme") -> None:
            programme.published.append(self)

    class GiftStocked(Event, frozen=True):
        """The brand added gifts to its stock; name, points and cost hold for all from now on."""

        brand_id: UUID
        gift_id: UUID
        name_by_language: NameByLanguage
        points: int
        unit_cost: Money
        """What one gift costs the brand; no member is ever paid it."""
        quantity: int
        by: UUID

        def apply(self, programme: "Programme") -> None:
            programme.gifts[self.gift_id] = self

    class GiftWithdrawn(Event, frozen=True):
        """The brand no longer offers the gift; the remaining quantity left the stock."""

        brand_id: UUID
        gift_id: UUID
        quantity: int
        by: UUID

        def apply(self, programme: "Programme") -> None:
            del programme.gifts[self.gift_id]

    # Decisions: the rules, then the event.

    def publish_rules(self, brand: Brand, rules: RewardRules, by: UUID, at: datetime) -> None:
        """
        Publish rules that hold from `at` on.

        Raises NotNow when later rules are published; Invalid with all errors of the rules, or for
        a cost in another currency than the brand's.
        """
        if self.published and at < self.published[-1].at:
            raise NotNow("New reward rules cannot start before the current ones.")
        _check_cost(brand, rules.cost_per_100_points)
        if errors := tuple(reward_rule_errors(rules)):
            raise Invalid("The reward rules are invalid: %(errors)s", errors=errors)
        self.record(self.RewardRulesPublished(at=at, brand_id=brand.id, rules=rules, by=by))

    def stock_gift(
        self,
        brand: Brand,
        gift_id: UUID,
        name_by_language: NameByLanguage,
        points: int,
        unit_cost: Money,
        quantity: int,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Add gifts to the stock.

        Raises Invalid without a name, for fewer than one point or gift, and for a cost that is
        negative or not in the brand's currency.
        """
        _check_cost(brand, unit_cost)
        if not name_by_language:
            raise Invalid("A gift needs a name in at least one language.")
        if points < 1 or quantity < 1:
            raise Invalid(
                "A gift must cost at least one point, and you must add at least one to the stock."
            )
        self.record(
            self.GiftStocked(
                at=at,
                brand_id=brand.id,
                gift_id=gift_id,
                name_by_language=name_by_language,
                points=points,
                unit_cost=unit_cost,
                quantity=quantity,
                by=by,
            )
        )

    def withdraw_gift(self, gift_id: UUID, quantity: int, by: UUID, at: datetime) -> None:
        """
        Stop offering a gift.

        quantity: how many leave the stock. Raises NotFound when the brand does not offer it.
        """
        brand_id = self.gift(gift_id).brand_id
        self.record(
            self.GiftWithdrawn(at=at, brand_id=brand_id, gift_id=gift_id, quantity=quantity, by=by)
        )

    # What the state says.

    def gift(self, gift_id: UUID) -> "Programme.GiftStocked":
        """The gift as it was stocked last. Raises NotFound when the brand does not offer it."""
        if gift_id not in self.gifts:
            raise NotFound("This brand does not offer this gift.")
        return self.gifts[gift_id]

    def rules_at(self, at: datetime) -> RewardRules | None:
        """The newest rules published by then; None when there were none."""
        published = [event.rules for event in self.published if event.at <= at]
        return published[-1] if published else None

    def tiers_at(self, at: datetime) -> tuple[Tier, ...]:
        """The tiers of the rules at a time."""
        rules = self.rules_at(at)
        return rules.tiers if rules else ()

    def badge_at(self, key: str, at: datetime) -> Badge:
        """The badge of the rules at a time. Raises NotFound when they have none of this key."""
        rules = self.rules_at(at)
        for badge in rules.badges if rules else ():
            if badge.key == key:
                return badge
        raise NotFound("This brand has not published this badge.")

    def usable(self, lots: Iterable[Lot], at: datetime) -> list[Lot]:
        """The lots that have not expired."""
        return [lot for lot in lots if not self._has_expired(lot, at)]

    def expired(self, lots: Iterable[Lot], at: datetime) -> list[Lot]:
        """
        The lots that have expired under every rule that held in their month.

        So a later rule shortens no lot, and a lot earned before any rule does not expire.
        """
        return [lot for lot in lots if self._has_expired(lot, at)]

    def _has_expired(self, lot: Lot, at: datetime) -> bool:
        limits = [rules.points_expire_after_months for rules in self._rules_during(lot.month)]
        age = months_after(lot.month, at)
        return bool(limits) and all(limit and age > limit for limit in limits)

    def _rules_during(self, month: str) -> list[RewardRules]:
        months = [*(month_of(event.at) for event in self.published), FINAL_MONTH]
        return [
            event.rules
            for event, (first, last) in zip(self.published, pairwise(months), strict=True)
            if first <= month <= last
        ]


def _check_cost(brand: Brand, cost: Money) -> None:
    brand.check_currency(cost)
    if cost.amount < 0:
        raise Invalid("A cost cannot be negative.")
