"""Commands on conversations; every command returns the log's position after it."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from domain.bookings.budget import NOTHING_SET_ASIDE, Claim, Settlement, fund, settle
from domain.bookings.budget_reservation import CreditedClaim
from domain.brands.brand import Brand
from domain.conversations.conversation import DEFAULT_SALE_WINDOW, ChatOpening, Conversation
from domain.conversations.conversation_reasons import (
    ConversationCloseReason,
    LostReason,
)
from domain.errors import Invalid, NotNow
from domain.log.commands import Commands, updates
from domain.log.commit_metadata import command_of
from domain.log.entries import BalanceChange, Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import engagement_reservation
from domain.money import Money
from domain.presence.presence_session_commands import PresenceSessionCommands, slot_reservation
from domain.rewards.points import earned
from domain.terms import Terms, price_of


def _slots_of(conversation: Conversation) -> list[Reservation]:
    if conversation.respondent_id is None or not conversation.slot:
        return []
    return [slot_reservation(conversation.respondent_id, conversation.slot)]


class ConversationCommands(Commands):
    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._presence = PresenceSessionCommands(log)

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
        opening: ChatOpening | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Record a visitor's request to a brand.

        language: an ISO 639-1 code. page: where the visitor was; its query is dropped.
        opening: what the visitor read and wrote; None where it is not known.
        Raises NotNow when this conversation exists.
        """

        def decide() -> Decision:
            conversation = self._log.load_or_new(Conversation, conversation_id)
            conversation.request(brand_id, visitor_id, language, subject_id, page, at)
            if opening:
                conversation.open_chat(opening, at)
            return Decision([conversation])

        return self._log.execute(decide, idempotency_key)

    offer = updates(Conversation, Conversation.offer)
    expire_offer = updates(Conversation, Conversation.expire_offer)
    decline = updates(Conversation, Conversation.decline)
    write_note = updates(Conversation, Conversation.write_note)
    disconnect_visitor = updates(Conversation, Conversation.disconnect_visitor)
    reconnect_visitor = updates(Conversation, Conversation.reconnect_visitor)
    release_claim = updates(Conversation, Conversation.release_claim, release=_slots_of)
    record_navigation = updates(Conversation, Conversation.record_navigation)
    transfer = updates(Conversation, Conversation.transfer, release=_slots_of)

    def claim(
        self,
        conversation_id: UUID,
        respondent_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Take a waiting request: one respondent wins, and never exceeds their capacity.

        Raises what Conversation.claim raises; NotFound without the conversation; NotNow when the
        respondent is not online, all slots are in use, the engagement has changed since the
        session started, or no booking of the brand can pay; NotAllowed when they do not answer for
        the brand.
        """

        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            session = self._presence.of(respondent_id)
            slot, concurrent_conversations = self._presence.free_slot(session)
            terms = session.terms_for(conversation.brand_id)
            engagement = engagement_reservation(conversation.brand_id, respondent_id, terms)
            self._must_be_current(engagement)
            funding = fund(self._log, _claim_of(conversation, respondent_id, terms), at)
            conversation.claim(respondent_id, funding.terms, slot, concurrent_conversations, at)
            return Decision(
                [conversation, *funding.reservations],
                reserve=[slot_reservation(respondent_id, slot)],
                balance_changes=funding.balance_changes,
                preconditions=[engagement, *funding.preconditions],
            )

        return self._log.execute(decide, idempotency_key)

    def _must_be_current(self, engagement: Reservation) -> None:
        """A session has the terms of its start; the engagement may have ended or changed since."""
        if self._log.current(engagement) != engagement:
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
        """As Conversation.send_first_reply. Raises NotFound without the conversation."""
        return self._log.update(
            Conversation,
            conversation_id,
            lambda conversation: conversation.send_first_reply(respondent_id, at),
            idempotency_key,
        )

    def send_message(
        self,
        conversation_id: UUID,
        sender_id: UUID,
        text_id: UUID,
        length: int,
        at: datetime,
        *,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """As Conversation.send_message. Raises NotFound without the conversation."""
        return self._log.update(
            Conversation,
            conversation_id,
            lambda conversation: conversation.send_message(sender_id, text_id, length, at),
            idempotency_key,
        )

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
        """
        Close it, free the respondent's slot, and credit a volunteer's points.

        by: the person who closed it; None for a job or an import.
        Raises what Conversation.close raises; NotFound without the conversation.
        """
        return self._close(
            conversation_id,
            lambda conversation: conversation.close(by, reason, messages, last_message_at, at),
            at,
            idempotency_key,
        )

    def end(
        self,
        conversation_id: UUID,
        by: UUID | None,
        reason: ConversationCloseReason,
        at: datetime,
        *,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        As `close`, with the messages that were sent here.

        Raises what Conversation.end raises; NotFound without the conversation.
        """
        return self._close(
            conversation_id,
            lambda conversation: conversation.end(by, reason, at),
            at,
            idempotency_key,
        )

    def end_own(
        self,
        conversation_id: UUID,
        respondent_id: UUID,
        reason: ConversationCloseReason,
        at: datetime,
    ) -> int:
        """
        As `end`, by the respondent who has it.

        Raises what Conversation.end_own raises; NotFound without the conversation.
        """
        return self._close(
            conversation_id,
            lambda conversation: conversation.end_own(respondent_id, reason, at),
            at,
            None,
        )

    def _close(
        self,
        conversation_id: UUID,
        close: Callable[[Conversation], None],
        at: datetime,
        idempotency_key: IdempotencyKey | None,
    ) -> int:
        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            slots = _slots_of(conversation)
            close(conversation)
            reservations, changes = self._settled(conversation, at)
            return Decision(
                [conversation, *reservations],
                release=slots,
                balance_changes=[*_points_earned(conversation, at), *changes],
            )

        return self._log.execute(decide, idempotency_key, command=command_of(close))

    def lose(
        self,
        conversation_id: UUID,
        reason: LostReason,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Record that a request was not answered, and free the slot of a claim without a reply.

        Raises what Conversation.lose raises; NotFound without the conversation.
        """

        def decide() -> Decision:
            conversation = self._log.load(Conversation, conversation_id)
            slots = _slots_of(conversation)
            conversation.lose(reason, at)
            reservations, changes = self._settled(conversation, at)
            return Decision([conversation, *reservations], release=slots, balance_changes=changes)

        return self._log.execute(decide, idempotency_key)

    def _settled(self, ended: Conversation, at: datetime) -> Settlement:
        """What bookings had set aside is spent or released with the end."""
        if not ended.had_price:
            return NOTHING_SET_ASIDE
        return settle(self._log, ended.brand_id, ended.id, _credited_claim(ended), at)

    def rate(
        self,
        conversation_id: UUID,
        speed: int,
        service: int,
        quality: int,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """As Conversation.rate. Raises NotFound without the conversation."""
        return self._log.update(
            Conversation,
            conversation_id,
            lambda conversation: conversation.rate(speed, service, quality, at),
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
        """
        Credit a sale to the last respondent.

        order: the brand's order number, which counts once. at: when the visitor bought.
        Raises what Conversation.attribute_sale raises; NotFound without the conversation; NotNow
        when the order was attributed; Invalid unless the amount is in the brand's currency.
        """

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


def _claim_of(conversation: Conversation, respondent_id: UUID, terms: Terms) -> Claim:
    return Claim(
        conversation.id,
        conversation.brand_id,
        conversation.subject_id,
        conversation.language,
        respondent_id,
        terms,
    )


def _credited_claim(ended: Conversation) -> CreditedClaim | None:
    if ended.credited is None:
        return None
    reply = ended.credited
    return CreditedClaim(reply.respondent_id, reply.claimed_at, price_of(reply.terms))


def _points_earned(closed: Conversation, at: datetime) -> list[BalanceChange]:
    assert closed.credited is not None
    reply = closed.credited
    return earned(reply.terms, closed.brand_id, reply.respondent_id, at)
