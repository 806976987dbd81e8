"""What people do with conversations; every command returns the log's position after it."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from domain.brands.brand import Brand
from domain.conversations.conversation import (
    DEFAULT_SALE_WINDOW,
    Conversation,
    ConversationCloseReason,
    LostReason,
)
from domain.errors import Invalid, NotNow
from domain.log.entries import BalanceChange, Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import engagement_reservation
from domain.money import Money
from domain.presence.presence_session import PresenceCommands, slot_reservation
from domain.rewards.points import earned


class ConversationCommands:
    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._presence = PresenceCommands(log)

    def request(
        self,
        conversation_id: UUID,
        brand_id: UUID,
        visitor_id: UUID,
        language: str,
        at: datetime,
        *,
        subject_id: UUID | None = None,
        page: str | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        def decide() -> Decision:
            conversation = self._log.load_or_new(Conversation, conversation_id)
            conversation.request(brand_id, visitor_id, language, subject_id, page, at)
            return Decision([conversation])

        return self._log.execute(decide, idempotency_key)

    def offer(self, conversation_id: UUID, respondent_ids: tuple[UUID, ...], at: datetime) -> int:
        return self._log.update(
            Conversation, conversation_id, lambda each: each.offer(respondent_ids, at)
        )

    def decline(self, conversation_id: UUID, respondent_id: UUID, at: datetime) -> int:
        return self._log.update(
            Conversation, conversation_id, lambda each: each.decline(respondent_id, at)
        )

    def claim(
        self,
        conversation_id: UUID,
        respondent_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Take a waiting request: one winner, and never more than the desk's limit.

        Raises NotNow when somebody else has it, or the desk is full; NotAllowed when it was not
        offered to this respondent.
        """

        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            session = self._presence.of(respondent_id)
            slot, held = self._presence.free_slot(session)
            terms = session.terms_for(conversation.brand_id)
            agreed = engagement_reservation(conversation.brand_id, respondent_id, terms)
            self._must_still_hold(agreed)
            conversation.claim(respondent_id, terms, slot, held, at)
            taken = slot_reservation(respondent_id, slot)
            return Decision([conversation], reserve=[taken], preconditions=[agreed])

        return self._log.execute(decide, idempotency_key)

    def _must_still_hold(self, agreed: Reservation) -> None:
        """A desk knows the terms of when its respondent sat down; they may have parted since."""
        if self._log.current(agreed) != agreed:
            raise NotNow(
                "Your terms with this brand have changed. Go offline, then come back online."
            )

    def send_first_reply(
        self,
        conversation_id: UUID,
        respondent_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        return self._log.update(
            Conversation,
            conversation_id,
            lambda each: each.send_first_reply(respondent_id, at),
            idempotency_key,
        )

    def record_navigation(self, conversation_id: UUID, page: str, at: datetime) -> int:
        return self._log.update(
            Conversation, conversation_id, lambda each: each.record_navigation(page, at)
        )

    def transfer(
        self, conversation_id: UUID, respondent_id: UUID, reason: str, at: datetime
    ) -> int:
        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            held = _held(conversation)
            conversation.transfer(respondent_id, reason, at)
            return Decision([conversation], release=held)

        return self._log.execute(decide)

    def close(
        self,
        conversation_id: UUID,
        by: UUID | None,
        reason: ConversationCloseReason,
        messages: tuple[int, int],
        last_message_at: datetime,
        at: datetime,
        *,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Close it, free the respondent's place, and record what a volunteer earns by it."""

        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            held = _held(conversation)
            conversation.close(by, reason, messages, last_message_at, at)
            return Decision([conversation], release=held, balance_changes=_earned(conversation, at))

        return self._log.execute(decide, idempotency_key)

    def lose(
        self,
        conversation_id: UUID,
        reason: LostReason,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            held = _held(conversation)
            conversation.lose(reason, at)
            return Decision([conversation], release=held)

        return self._log.execute(decide, idempotency_key)

    def rate(
        self,
        conversation_id: UUID,
        speed: int,
        service: int,
        quality: int,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        return self._log.update(
            Conversation,
            conversation_id,
            lambda each: each.rate(speed, service, quality, at),
            idempotency_key,
        )

    def attribute_sale(
        self,
        conversation_id: UUID,
        order: str,
        amount: Money,
        at: datetime,
        window: timedelta = DEFAULT_SALE_WINDOW,
    ) -> int:
        """Credit a sale to whoever answered; the same order of a brand counts once."""

        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            if amount.currency != self._log.load(Brand, conversation.brand_id).currency:
                raise Invalid("A sale must be in the brand's currency.")
            reference = hashlib.sha256(f"{conversation.brand_id}/{order}".encode()).hexdigest()
            if self._log.rows.holder_of("sale", reference) is not None:
                raise NotNow("This order has already been attributed.")
            conversation.attribute_sale(reference, amount, at, window)
            return Decision(
                [conversation], reserve=[Reservation("sale", reference, str(conversation_id))]
            )

        return self._log.execute(decide)


def _held(conversation: Conversation) -> list[Reservation]:
    if conversation.respondent_id is None or not conversation.slot:
        return []
    return [slot_reservation(conversation.respondent_id, conversation.slot)]


def _earned(closed: Conversation, at: datetime) -> list[BalanceChange]:
    assert closed.credited is not None
    respondent_id, terms = closed.credited
    return earned(terms, closed.brand_id, respondent_id, at)
