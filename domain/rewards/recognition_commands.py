"""What people do with recognitions; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.rewards.points import Lot, credit, debit, month_of
from domain.rewards.programme_commands import ProgrammeCommands
from domain.rewards.recognition import Recognition
from domain.rewards.reward_rules import TrackRecord


class RecognitionCommands:
    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._programmes = ProgrammeCommands(log)

    def reach_tiers(self, brand_id: UUID, member_id: UUID, conversations: int, at: datetime) -> int:
        """
        Reach every tier that so many conversations reach; what was reached before changes nothing.

        conversations: how many the member answered for the brand as a volunteer.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            tiers = self._programmes.of(brand_id).tiers_at(at)
            recognition = self.of(brand_id, member_id)
            bonus_points = recognition.reach_tiers(brand_id, member_id, tiers, conversations, at)
            balance_changes = credit(brand_id, member_id, [Lot(month_of(at), bonus_points)])
            return Decision([recognition], balance_changes=balance_changes)

        return self._log.execute(decide)

    def award_badge(
        self, brand_id: UUID, member_id: UUID, badge: str, record: TrackRecord, at: datetime
    ) -> int:
        """
        Award the highest grade that the record meets, unless it is held; what has lapsed, lapses.

        record: of all time for a permanent badge, of its last `valid_days` for a temporary one.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            known = self._programmes.of(brand_id).badge_at(badge, at)
            recognition = self.of(brand_id, member_id)
            recognition.award_badge(brand_id, member_id, known, record, at)
            return Decision([recognition])

        return self._log.execute(decide)

    def expire_badges(self, brand_id: UUID, member_id: UUID, at: datetime) -> int:
        def decide() -> Decision:
            recognition = self.of(brand_id, member_id)
            recognition.expire_badges(at)
            return Decision([recognition])

        return self._log.execute(decide)

    def thank(
        self,
        brand_id: UUID,
        member_id: UUID,
        by: UUID,
        at: datetime,
        *,
        conversation_id: UUID | None = None,
        note_text_id: UUID | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            recognition = self.of(brand_id, member_id)
            recognition.thank(brand_id, member_id, by, conversation_id, note_text_id, at)
            return Decision([recognition])

        return self._log.execute(decide, idempotency_key)

    def expire_lots(self, brand_id: UUID, member_id: UUID, at: datetime) -> int:
        """Take what is left in lots that are over; also from somebody who parted."""

        def decide() -> Decision:
            lots = self._programmes.lots(brand_id, member_id)
            over = self._programmes.of(brand_id).expired(lots, at)
            recognition = self.of(brand_id, member_id)
            recognition.expire_lots(brand_id, member_id, over, at)
            return Decision([recognition], balance_changes=debit(brand_id, member_id, over))

        return self._log.execute(decide)

    def of(self, brand_id: UUID, member_id: UUID) -> Recognition:
        """What a member is recognised for by a brand, which may be nothing yet."""
        return self._log.load_or_new(Recognition, recognition_id(brand_id, member_id))


def recognition_id(brand_id: UUID, member_id: UUID) -> UUID:
    return uuid5(brand_id, f"recognition/{member_id}")
