"""Commands on recognitions; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.rewards.points import Lot, credit, debit, month_of
from domain.rewards.programme_commands import ProgrammeCommands
from domain.rewards.recognition import Recognition
from domain.rewards.reward_rules import TrackRecord


class RecognitionCommands(Commands):
    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._programmes = ProgrammeCommands(log)

    def reach_tiers(self, brand_id: UUID, member_id: UUID, conversations: int, at: datetime) -> int:
        """
        Record the tiers that a volunteer reaches, and credit their bonus points.

        conversations: how many the member answered for the brand as a volunteer, in all. The rules
        are those at `at`; a tier that was reached before changes nothing.
        Raises NotAllowed without an engagement with the brand.
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
        Award the highest grade that the record meets, if it is above the present one.

        badge: its key in the rules at `at`. record: of all time for a permanent badge, of the last
        `valid_days` for a temporary one. Badges that have expired are recorded as expired first.
        Raises NotAllowed without an engagement with the brand; NotFound without such a badge.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            published = self._programmes.of(brand_id).badge_at(badge, at)
            recognition = self.of(brand_id, member_id)
            recognition.award_badge(brand_id, member_id, published, record, at)
            return Decision([recognition])

        return self._log.execute(decide)

    def expire_badges(self, brand_id: UUID, member_id: UUID, at: datetime) -> int:
        """Record the expiry of each badge whose validity has ended; without one, nothing."""

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
        """
        Thank a volunteer, for a conversation or in general.

        note_text_id: where the note is in the private store.
        Raises NotAllowed without an engagement with the brand, and to the volunteer.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            recognition = self.of(brand_id, member_id)
            recognition.thank(brand_id, member_id, by, conversation_id, note_text_id, at)
            return Decision([recognition])

        return self._log.execute(decide, idempotency_key)

    def expire_lots(self, brand_id: UUID, member_id: UUID, at: datetime) -> int:
        """Debit the points of expired lots, also after the engagement has ended."""

        def decide() -> Decision:
            lots = self._programmes.lots(brand_id, member_id)
            expired = self._programmes.of(brand_id).expired(lots, at)
            recognition = self.of(brand_id, member_id)
            recognition.expire_lots(brand_id, member_id, expired, at)
            return Decision([recognition], balance_changes=debit(brand_id, member_id, expired))

        return self._log.execute(decide)

    def of(self, brand_id: UUID, member_id: UUID) -> Recognition:
        """The recognition of a member by a brand, which is empty at first."""
        return self._log.load_or_new(Recognition, recognition_id(brand_id, member_id))


def recognition_id(brand_id: UUID, member_id: UUID) -> UUID:
    """The id of a member's one recognition by a brand, derived from theirs."""
    return uuid5(brand_id, f"recognition/{member_id}")
