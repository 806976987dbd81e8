"""A brand's programme for its volunteers: the published rule, and the gifts that points buy."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.brands.brand import Brand
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import BalanceChange, Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.money import Money
from domain.rewards.points import POINTS, Lot, lot_key, lots_in, month_of, months_after
from domain.rewards.reward_rules import Badge, NameByLanguage, RewardRules, Tier, objections

GIFT_STOCK = "gift-stock"
"""The kind of balance that holds what is left of a gift."""

THE_LAST_MONTH = "9999-12"


class Programme(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.published: list[Programme.RewardRulesPublished] = []
        self.gifts: dict[UUID, Programme.GiftStocked] = {}

    # What can happen, and what each event changes.

    class RewardRulesPublished(Event, frozen=True):
        """The brand said what its volunteers earn, from now on."""

        brand_id: UUID
        rules: RewardRules
        by: UUID

        def apply(self, programme: "Programme") -> None:
            programme.published.append(self)

    class GiftStocked(Event, frozen=True):
        """So many of a gift came in, each for so many points from now on."""

        brand_id: UUID
        gift_id: UUID
        name_by_language: NameByLanguage
        points: int
        unit_cost: Money
        """What one costs the brand; nobody is ever paid it."""
        quantity: int
        by: UUID

        def apply(self, programme: "Programme") -> None:
            programme.gifts[self.gift_id] = self

    class GiftWithdrawn(Event, frozen=True):
        """The gift is offered no more, and so many that were left went out of the stock."""

        brand_id: UUID
        gift_id: UUID
        quantity: int
        by: UUID

        def apply(self, programme: "Programme") -> None:
            del programme.gifts[self.gift_id]

    # What people ask of it: the rules, then the event.

    def publish_rules(self, brand: Brand, rules: RewardRules, by: UUID, at: datetime) -> None:
        if self.published and at < self.published[-1].at:
            raise NotNow("New reward rules cannot start before the current ones.")
        _must_be_in(brand.currency, rules.cost_per_100_points)
        if found := list(objections(rules)):
            raise Invalid(" ".join(found))
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
        _must_be_in(brand.currency, unit_cost)
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
        brand_id = self.gift(gift_id).brand_id
        self.record(
            self.GiftWithdrawn(at=at, brand_id=brand_id, gift_id=gift_id, quantity=quantity, by=by)
        )

    # What it answers.

    def gift(self, gift_id: UUID) -> "Programme.GiftStocked":
        if gift_id not in self.gifts:
            raise NotFound("This brand does not offer this gift.")
        return self.gifts[gift_id]

    def rules_at(self, at: datetime) -> RewardRules | None:
        """The rule that holds at a time: a later one changes nothing before it was published."""
        held = [each.rules for each in self.published if each.at <= at]
        return held[-1] if held else None

    def tiers_at(self, at: datetime) -> tuple[Tier, ...]:
        rules = self.rules_at(at)
        return rules.tiers if rules else ()

    def badge_at(self, key: str, at: datetime) -> Badge:
        rules = self.rules_at(at)
        for badge in rules.badges if rules else ():
            if badge.key == key:
                return badge
        raise NotFound("This brand has not published this badge.")

    def usable(self, lots: Iterable[Lot], at: datetime) -> list[Lot]:
        return [lot for lot in lots if not self._is_over(lot, at)]

    def expired(self, lots: Iterable[Lot], at: datetime) -> list[Lot]:
        """Which lots have outlived every promise made in their month; without one, a lot stays."""
        return [lot for lot in lots if self._is_over(lot, at)]

    def _is_over(self, lot: Lot, at: datetime) -> bool:
        promised = [rules.points_expire_after_months for rules in self._published_during(lot.month)]
        age = months_after(lot.month, at)
        return bool(promised) and all(months and age > months for months in promised)

    def _published_during(self, month: str) -> list[RewardRules]:
        months = [*(month_of(each.at) for each in self.published), THE_LAST_MONTH]
        return [
            each.rules
            for each, (first, last) in zip(self.published, pairwise(months), strict=True)
            if first <= month <= last
        ]


def _must_be_in(currency: str, cost: Money) -> None:
    if cost.currency != currency:
        raise Invalid(f"This brand uses {currency}, not {cost.currency}.")
    if cost.amount < 0:
        raise Invalid("A cost cannot be negative.")


class ProgrammeCommands:
    """What people do with programmes; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def publish_rules(
        self,
        brand_id: UUID,
        rules: RewardRules,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        def decide() -> Decision:
            brand, programme = self._log.load(Brand, brand_id), self.of(brand_id)
            programme.publish_rules(brand, rules, by, at)
            return Decision([programme])

        return self._log.execute(decide, idempotency_key)

    def stock_gift(
        self,
        brand_id: UUID,
        gift_id: UUID,
        name_by_language: NameByLanguage,
        points: int,
        unit_cost: Money,
        quantity: int,
        by: UUID,
        at: datetime,
        *,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Add to the stock; the names, the points and the cost are those of all from now on."""

        def decide() -> Decision:
            brand, programme = self._log.load(Brand, brand_id), self.of(brand_id)
            programme.stock_gift(
                brand, gift_id, name_by_language, points, unit_cost, quantity, by, at
            )
            return Decision(
                [programme], balance_changes=[stock_of(brand_id, gift_id, credited=quantity)]
            )

        return self._log.execute(decide, idempotency_key)

    def withdraw_gift(self, brand_id: UUID, gift_id: UUID, by: UUID, at: datetime) -> int:
        """Offer a gift no more. What was asked for stays asked for."""

        def decide() -> Decision:
            programme, left = self.of(brand_id), self.stock(brand_id, gift_id)
            programme.withdraw_gift(gift_id, left, by, at)
            return Decision(
                [programme], balance_changes=[stock_of(brand_id, gift_id, debited=left)]
            )

        return self._log.execute(decide)

    # What others ask.

    def of(self, brand_id: UUID) -> Programme:
        """The programme of a brand, which may have published nothing yet."""
        return self._log.load_or_new(Programme, programme_id(brand_id))

    def stock(self, brand_id: UUID, gift_id: UUID) -> int:
        key = stock_of(brand_id, gift_id).key
        return sum(balance.left for balance in self._log.rows.balances(GIFT_STOCK, key))

    def lots(self, brand_id: UUID, member_id: UUID) -> list[Lot]:
        """What a member has left of each month, the oldest first."""
        return lots_in(self._log.rows.balances(POINTS, lot_key(brand_id, member_id)))

    def must_take_part(self, brand_id: UUID, member_id: UUID) -> None:
        if self._log.rows.holder_of("engagement", f"{brand_id}/{member_id}") is None:
            raise NotAllowed(
                "Only people who answer visitors for this brand can take part in its programme."
            )


def programme_id(brand_id: UUID) -> UUID:
    return uuid5(brand_id, "programme")


def stock_of(brand_id: UUID, gift_id: UUID, credited: int = 0, debited: int = 0) -> BalanceChange:
    return BalanceChange(GIFT_STOCK, f"{brand_id}/{gift_id}", credited, debited)
