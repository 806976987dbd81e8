"""Commands on programmes; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.brands.brand import Brand
from domain.errors import NotAllowed
from domain.log.commands import Commands
from domain.log.entries import BalanceChange, Decision, IdempotencyKey
from domain.money import Money
from domain.rewards.points import POINTS, Lot, lot_key, lots_in
from domain.rewards.programme import Programme
from domain.rewards.reward_rules import NameByLanguage, RewardRules

GIFT_STOCK = "gift-stock"
"""The kind of balance that holds the stock of one gift."""


class ProgrammeCommands(Commands):
    def publish_rules(self, brand_id: UUID, rules: RewardRules, by: UUID, at: datetime) -> int:
        """As Programme.publish_rules. Raises NotFound without the brand."""

        def decide() -> Decision:
            brand, programme = self._log.load(Brand, brand_id), self.of(brand_id)
            programme.publish_rules(brand, rules, by, at)
            return Decision([programme])

        return self._log.execute(decide)

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
        """
        Add gifts to the stock; these names, points and cost hold for all of this gift from now on.

        points: the price of one. unit_cost: what one costs the brand.
        Raises what Programme.stock_gift raises; NotFound without the brand.
        """

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
        """
        Stop offering a gift, and empty its stock; requested gifts are still sent.

        Raises NotFound when the brand does not offer it.
        """

        def decide() -> Decision:
            programme, quantity = self.of(brand_id), self.stock(brand_id, gift_id)
            programme.withdraw_gift(gift_id, quantity, by, at)
            return Decision(
                [programme], balance_changes=[stock_of(brand_id, gift_id, debited=quantity)]
            )

        return self._log.execute(decide)

    # Queries of other command services.

    def of(self, brand_id: UUID) -> Programme:
        """The programme of a brand, which is empty until the brand publishes something."""
        return self._log.load_or_new(Programme, programme_id(brand_id))

    def stock(self, brand_id: UUID, gift_id: UUID) -> int:
        """How many of a gift are left."""
        key = stock_of(brand_id, gift_id).key
        return sum(balance.left for balance in self._log.rows.balances(GIFT_STOCK, key))

    def lots(self, brand_id: UUID, member_id: UUID) -> list[Lot]:
        """The points a member has left, in lots, the oldest first, expired ones included."""
        return lots_in(self._log.rows.balances(POINTS, lot_key(brand_id, member_id)))

    def must_take_part(self, brand_id: UUID, member_id: UUID) -> None:
        """Raises NotAllowed when the member has no engagement with the brand."""
        if self._log.rows.holder_of("engagement", f"{brand_id}/{member_id}") is None:
            raise NotAllowed(
                "Only people who answer visitors for this brand can take part in its programme."
            )


def programme_id(brand_id: UUID) -> UUID:
    """The id of a brand's one programme, derived from the brand's."""
    return uuid5(brand_id, "programme")


def stock_of(brand_id: UUID, gift_id: UUID, credited: int = 0, debited: int = 0) -> BalanceChange:
    """A change of a gift's stock, in gifts."""
    return BalanceChange(GIFT_STOCK, f"{brand_id}/{gift_id}", credited, debited)
