"""A conversation: a visitor's request to a brand and what follows, until it is closed or lost."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from domain.aggregate import Aggregate, Event, Upcast
from domain.conversations.conversation_reasons import (
    ConversationCloseReason,
    LostReason,
    ReleaseReason,
    TransferReason,
)
from domain.errors import Invalid, NotAllowed, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason
from domain.terms import Paid, Terms, disclosure_of, price_of

BEST_RATING = 5
DEFAULT_SALE_WINDOW = timedelta(hours=48)
"""How long after the end of a conversation a sale is attributed to its respondent."""


class ConversationStatus(StrEnum):
    """Waiting for a claim, open with a respondent, or ended in one of two ways."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"


class CreditedReply(NamedTuple):
    """Whom a conversation is credited to, and by which claim."""

    respondent_id: UUID
    terms: Terms
    claimed_at: datetime
    replied_at: datetime


class ChatOpening(NamedTuple):
    """How a visitor's chat begins."""

    disclosures: tuple[str, ...]
    """What the visitor read about who may answer, before the first word."""
    text_id: UUID
    """Of the first message, in the private store."""
    length: int
    """Of the first message, in characters."""


class MessageCounts(NamedTuple):
    """How many messages each side has sent."""

    visitor: int
    respondent: int


class Conversation(Aggregate):
    """One request and its answer, on the terms of the respondent who claimed it."""

    ABSENT = translatable("This conversation does not exist.")

    subject_id: UUID | None = None
    had_price = False
    """Whether a claim had a price, so that a booking may have set it aside."""
    claimed_at: datetime | None = None
    """By the present respondent."""
    closed_terms: Terms | None = None
    """Those of the respondent it is credited to."""
    is_price_waived = False
    """Whether the brand pays nothing for it, though it was closed with a price."""
    messages = MessageCounts(0, 0)
    last_message_at: datetime | None = None
    is_visitor_connected = True

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.visitor_id = id
        self.language = "en"
        self.source = ""
        self.status: ConversationStatus | None = None
        self.offered_to: dict[UUID, datetime | None] = {}
        """Who may claim it, and until when; None: as long as it waits."""
        self.respondent_id: UUID | None = None
        self.terms: Terms | None = None
        self.slot = 0
        self.has_replied = False
        """Whether the present respondent has sent a message."""
        self.credited: CreditedReply | None = None
        """Of the respondent who replied last."""
        self.requested_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.rated = False
        self.sale_references: set[str] = set()

    # Events, and what each changes.

    class Requested(Event, frozen=True):
        """A visitor sent a first message to a brand."""

        brand_id: UUID
        visitor_id: UUID
        language: str
        subject_id: UUID | None = None
        page: str | None = None
        """The page the visitor was on, without its query."""
        source: str = "site"
        """`site`, or `import:` and the digest of the imported row."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.brand_id = self.brand_id
            conversation.visitor_id = self.visitor_id
            conversation.subject_id = self.subject_id
            conversation.language = self.language
            conversation.source = self.source
            conversation.requested_at = self.at
            conversation.status = ConversationStatus.WAITING

    class DisclosureShown(Event, frozen=True):
        """Before the first word, the visitor read who may answer, and on which terms."""

        disclosures: tuple[str, ...]
        """The sentences, in the order in which the models are offered it."""

    class Offered(Event, frozen=True):
        """The request was shown to respondents who may claim it."""

        VERSION = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {
            1: lambda fields: fields | {"expires_at": None, "seed": 0}
        }

        respondent_ids: tuple[UUID, ...]
        expires_at: datetime | None = None
        """Until when they may claim it; None: as long as it waits."""
        seed: int = 0
        """That routing broke ties with, so that the order can be computed again."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.offered_to.update(dict.fromkeys(self.respondent_ids, self.expires_at))

    class Declined(Event, frozen=True):
        """A respondent refused the offer, which is their right and has no consequence."""

        respondent_id: UUID

        def apply(self, conversation: "Conversation") -> None:
            conversation.offered_to.pop(self.respondent_id, None)

    class OfferExpired(Event, frozen=True):
        """A respondent neither claimed nor refused the offer in time; it goes to others."""

        respondent_id: UUID

        def apply(self, conversation: "Conversation") -> None:
            conversation.offered_to.pop(self.respondent_id, None)

    class Claimed(Event, frozen=True):
        """One respondent took the request; from here on these terms hold."""

        brand_id: UUID
        respondent_id: UUID
        terms: Terms
        disclosure: str
        """What the visitor read about the respondent; '' when it was not recorded."""
        slot: int
        """The respondent's conversation slot, 1 to 4; 0 in imported history."""
        concurrent_conversations: int
        """How many conversations of the respondent are open, this one included."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.respondent_id = self.respondent_id
            conversation.terms = self.terms
            conversation.had_price |= price_of(self.terms) is not None
            conversation.slot = self.slot
            conversation.claimed_at = self.at
            conversation.has_replied = False
            conversation.status = ConversationStatus.OPEN

    class FirstReplySent(Event, frozen=True):
        """The respondent's first message was sent."""

        respondent_id: UUID

        def apply(self, conversation: "Conversation") -> None:
            conversation.has_replied = True
            if conversation.terms is not None and conversation.claimed_at is not None:
                conversation.credited = CreditedReply(
                    self.respondent_id, conversation.terms, conversation.claimed_at, self.at
                )

    class MessageSent(Event, frozen=True):
        """The visitor or the respondent wrote something; the words are in the private store."""

        sender_id: UUID
        """The visitor or the respondent."""
        text_id: UUID
        length: int
        """In characters."""

        def apply(self, conversation: "Conversation") -> None:
            visitor, respondent = conversation.messages
            is_visitor = self.sender_id == conversation.visitor_id
            conversation.messages = MessageCounts(
                visitor + is_visitor, respondent + (not is_visitor)
            )
            conversation.last_message_at = self.at

    class NoteWritten(Event, frozen=True):
        """A respondent wrote a note for those who answer next; the visitor does not see it."""

        respondent_id: UUID
        text_id: UUID
        length: int
        """In characters."""

    class VisitorDisconnected(Event, frozen=True):
        """The visitor's browser has sent no heartbeat for a while, or the page was closed."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.is_visitor_connected = False

    class VisitorReconnected(Event, frozen=True):
        """The visitor's browser is back."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.is_visitor_connected = True

    class VisitorNavigated(Event, frozen=True):
        """The visitor opened another page during the conversation."""

        page: str

    class Transferred(Event, frozen=True):
        """The respondent handed the conversation on; it waits for another one."""

        respondent_id: UUID
        slot: int
        """The slot that it frees."""
        reason: TransferReason

        def apply(self, conversation: "Conversation") -> None:
            conversation.wait_again(self.respondent_id)

    class ClaimReleased(Event, frozen=True):
        """The respondent did not go on with it; it waits for another one."""

        respondent_id: UUID
        slot: int
        """The slot that it frees."""
        reason: ReleaseReason

        def apply(self, conversation: "Conversation") -> None:
            conversation.wait_again(self.respondent_id)

    class Closed(Event, frozen=True):
        """The conversation ended after a reply."""

        brand_id: UUID
        respondent_id: UUID
        """The respondent who replied last: the conversation is credited to them."""
        terms: Terms
        """The terms on which they replied."""
        by: UUID | None
        reason: ConversationCloseReason
        visitor_messages: int
        respondent_messages: int
        last_message_at: datetime
        slot: int
        """The slot that it frees; 0 when it used none."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.status = ConversationStatus.CLOSED
            conversation.respondent_id = self.respondent_id
            conversation.closed_at = self.at
            conversation.closed_terms = self.terms

    class PriceWaived(Event, frozen=True):
        """The closed conversation earns nothing: the brand has its price back."""

        brand_id: UUID
        respondent_id: UUID
        price: Money
        commission: Money
        """The platform's share of the price, which it gives up as well."""
        booking_id: UUID | None
        """Whose budget has the price back; None: it is taken off what the brand owes."""
        by: UUID | None
        """Who decided it; None: the rules for all conversations."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.is_price_waived = True

    class PriceReinstated(Event, frozen=True):
        """A conversation whose price was waived earns after all: the brand pays it."""

        brand_id: UUID
        respondent_id: UUID
        price: Money
        commission: Money
        booking_id: UUID | None
        """Whose budget pays it again; None: the brand owes it."""
        by: UUID
        """Who decided it."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.is_price_waived = False

    class Lost(Event, frozen=True):
        """The request was not answered."""

        brand_id: UUID
        reason: LostReason
        respondent_id: UUID | None = None
        """The respondent who had claimed it without a reply, if there was one."""
        slot: int = 0
        """The slot that it frees; 0 when it used none."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.status = ConversationStatus.LOST

    class Rated(Event, frozen=True):
        """The visitor rated the conversation; the ratings are credited to the last respondent."""

        respondent_id: UUID
        speed: int
        service: int
        quality: int

        def apply(self, conversation: "Conversation") -> None:
            conversation.rated = True

    class SaleAttributed(Event, frozen=True):
        """The visitor bought something soon after the conversation."""

        respondent_id: UUID
        reference: str
        """The SHA-256 of brand and order number, in hexadecimal: an order counts once."""
        amount: Money
        within_hours: int
        """The rule of attribution: how long after its end a conversation gets a sale."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.sale_references.add(self.reference)

    def wait_again(self, respondent_id: UUID) -> None:
        """The respondent has it no more, and is not offered it by the old offer."""
        self.slot = 0
        self.offered_to.pop(respondent_id, None)
        self.status = ConversationStatus.WAITING

    # Decisions: the rules, then the event.

    def request(
        self,
        brand_id: UUID,
        visitor_id: UUID,
        language: str,
        subject_id: UUID | None,
        page: str | None,
        at: datetime,
        *,
        source: str = "site",
    ) -> None:
        """Raises NotNow when it was requested before. The page is kept without its query."""
        if self.version:
            raise NotNow("This request has already been made.")
        self.record(
            self.Requested(
                at=at,
                brand_id=brand_id,
                visitor_id=visitor_id,
                language=language,
                subject_id=subject_id,
                page=page and _without_query(page),
                source=source,
            )
        )

    def open_chat(self, opening: ChatOpening, at: datetime) -> None:
        """Record what the visitor read, and the first message. Raises NotNow unless it waits."""
        self._must_wait()
        self.record(self.DisclosureShown(at=at, disclosures=opening.disclosures))
        self.send_message(self.visitor_id, opening.text_id, opening.length, at)

    def offer(
        self,
        respondent_ids: tuple[UUID, ...],
        at: datetime,
        *,
        expires_at: datetime | None = None,
        seed: int = 0,
    ) -> None:
        """
        Offer it to respondents; those it was offered to before are left out.

        expires_at: until when they may claim it; the request is offered to one at a time then.
        seed: that routing broke ties with.
        Raises NotNow unless it is waiting, or while an offer that expires has not expired.
        """
        self._must_wait()
        if expires_at and any(self.offered_to.values()):
            raise NotNow("This request is being offered to another respondent.")
        new = tuple(
            respondent_id
            for respondent_id in respondent_ids
            if respondent_id not in self.offered_to
        )
        if new:
            self.record(self.Offered(at=at, respondent_ids=new, expires_at=expires_at, seed=seed))

    def expire_offer(self, respondent_id: UUID, at: datetime) -> None:
        """
        Take an offer back that was neither claimed nor refused in time.

        Raises NotNow unless it is waiting and the offer to this respondent is over.
        """
        self._must_wait()
        expires_at = self.offered_to.get(respondent_id)
        if expires_at is None or at < expires_at:
            raise NotNow("This offer has not expired.")
        self.record(self.OfferExpired(at=at, respondent_id=respondent_id))

    def decline(self, respondent_id: UUID, at: datetime) -> None:
        """
        Refuse an offer.

        Raises NotNow unless it is waiting; NotAllowed when it was not offered to this respondent.
        """
        self._must_wait()
        if respondent_id not in self.offered_to:
            raise NotAllowed("This request was not offered to you.")
        self.record(self.Declined(at=at, respondent_id=respondent_id))

    def claim(
        self,
        respondent_id: UUID,
        terms: Terms,
        slot: int,
        concurrent_conversations: int,
        at: datetime,
    ) -> None:
        """
        Take the request on these terms.

        slot: 1 to 4. concurrent_conversations: how many are open then, this one included.
        Raises NotNow unless it is waiting; NotAllowed to the visitor, and when it was not offered
        to the respondent.
        """
        self._must_wait()
        if respondent_id == self.visitor_id:
            raise NotAllowed("You cannot answer your own question.")
        if respondent_id not in self.offered_to:
            raise NotAllowed("This request was not offered to you.")
        self.record(
            self.Claimed(
                at=at,
                brand_id=self.brand_id,
                respondent_id=respondent_id,
                terms=terms,
                disclosure=disclosure_of(terms, self.language),
                slot=slot,
                concurrent_conversations=concurrent_conversations,
            )
        )

    def send_first_reply(self, respondent_id: UUID, at: datetime) -> None:
        """
        Record the respondent's first message; a second call changes nothing.

        Raises NotAllowed to another respondent; NotNow unless it is open.
        """
        self._must_be_open_with(respondent_id)
        if not self.has_replied:
            self.record(self.FirstReplySent(at=at, respondent_id=respondent_id))

    def send_message(self, sender_id: UUID, text_id: UUID, length: int, at: datetime) -> None:
        """
        Send a message of the visitor or the respondent; the respondent's first is the first reply.

        length: in characters; the text itself is in the private store.
        Raises NotAllowed to others; NotNow when it has ended, and to a respondent unless it is
        open.
        """
        if sender_id == self.visitor_id:
            self._must_not_have_ended()
        else:
            self.send_first_reply(sender_id, at)
        self.record(self.MessageSent(at=at, sender_id=sender_id, text_id=text_id, length=length))

    def write_note(self, respondent_id: UUID, text_id: UUID, length: int, at: datetime) -> None:
        """
        Keep a note that the visitor does not see.

        Raises NotAllowed to another respondent; NotNow unless it is open.
        """
        self._must_be_open_with(respondent_id)
        self.record(
            self.NoteWritten(at=at, respondent_id=respondent_id, text_id=text_id, length=length)
        )

    def disconnect_visitor(self, at: datetime) -> None:
        """Record that the visitor's browser is gone; nothing when it is, or it has ended."""
        if self.is_visitor_connected and not self._has_ended:
            self.record(self.VisitorDisconnected(at=at))

    def reconnect_visitor(self, at: datetime) -> None:
        """Record that the visitor's browser is back; nothing when it is, or it has ended."""
        if not self.is_visitor_connected and not self._has_ended:
            self.record(self.VisitorReconnected(at=at))

    def record_navigation(self, page: str, at: datetime) -> None:
        """
        Record that the visitor opened another page, which is kept without its query.

        Raises NotNow when it has ended.
        """
        self._must_not_have_ended()
        self.record(self.VisitorNavigated(at=at, page=_without_query(page)))

    def transfer(self, respondent_id: UUID, reason: str, at: datetime) -> None:
        """
        Hand it on to another respondent; it waits again.

        reason: a value of TransferReason.
        Raises NotAllowed to another respondent; NotNow unless it is open; Invalid for another
        reason.
        """
        self._must_be_open_with(respondent_id)
        self.record(
            self.Transferred(
                at=at,
                respondent_id=respondent_id,
                slot=self.slot,
                reason=parse_reason(TransferReason, reason),
            )
        )

    def release_claim(self, reason: ReleaseReason, at: datetime) -> None:
        """
        Let it wait for another respondent, as the present one does not go on with it.

        Raises NotNow unless it is open, and for want of a reply once there is one.
        """
        if self.status is not ConversationStatus.OPEN or self.respondent_id is None:
            raise NotNow("This conversation is not open.")
        if reason is ReleaseReason.NO_REPLY and self.has_replied:
            raise NotNow("The respondent has replied.")
        self.record(
            self.ClaimReleased(
                at=at, respondent_id=self.respondent_id, slot=self.slot, reason=reason
            )
        )

    def end_own(self, respondent_id: UUID, reason: ConversationCloseReason, at: datetime) -> None:
        """
        End it as the respondent who has it.

        Raises NotAllowed to another respondent; NotNow unless it is open; what `close` raises.
        """
        self._must_be_open_with(respondent_id)
        self.end(respondent_id, reason, at)

    def end(self, by: UUID | None, reason: ConversationCloseReason, at: datetime) -> None:
        """Close it with the messages that were sent here. Raises what `close` raises."""
        self.close(by, reason, self.messages, self.last_message_at or at, at)

    def close(
        self,
        by: UUID | None,
        reason: ConversationCloseReason,
        messages: tuple[int, int],
        last_message_at: datetime,
        at: datetime,
    ) -> None:
        """
        Close it, credited to the respondent who replied last.

        messages: how many the visitor sent, and how many respondents sent.
        Raises NotNow when it has ended, or the respondent has not replied; Invalid for negative
        counts, or a last message that is not in UTC or later than `at`.
        """
        credited = self._credited()
        _check_end(messages, last_message_at, at)
        visitor_messages, respondent_messages = messages
        self.record(
            self.Closed(
                at=at,
                brand_id=self.brand_id,
                respondent_id=credited.respondent_id,
                terms=credited.terms,
                by=by,
                reason=reason,
                visitor_messages=visitor_messages,
                respondent_messages=respondent_messages,
                last_message_at=last_message_at,
                slot=self.slot,
            )
        )

    def waive_price(self, booking_id: UUID | None, by: UUID | None, at: datetime) -> None:
        """
        Give the brand the price back, as the conversation earns nothing; a second call nothing.

        booking_id: whose budget has it back; None: it is taken off what the brand owes.
        by: who decided it; None: the rules. Raises NotNow unless it was closed with a price.
        """
        if not self.is_price_waived:
            self.record(self.PriceWaived(at=at, booking_id=booking_id, by=by, **self._price()))

    def reinstate_price(self, booking_id: UUID | None, by: UUID, at: datetime) -> None:
        """
        Have the brand pay a price that was waived, as the conversation earns after all.

        booking_id: whose budget pays; None: the brand owes it. Not waived, it changes nothing.
        """
        if self.is_price_waived:
            self.record(self.PriceReinstated(at=at, booking_id=booking_id, by=by, **self._price()))

    def lose(self, reason: LostReason, at: datetime) -> None:
        """Raises NotNow when a respondent has replied, or it has ended."""
        if self.credited is not None:
            raise NotNow(
                "This conversation has been answered. It can be closed, but not recorded as lost."
            )
        self._must_not_have_ended()
        self.record(
            self.Lost(
                at=at,
                brand_id=self.brand_id,
                reason=reason,
                respondent_id=self.respondent_id,
                slot=self.slot,
            )
        )

    def rate(self, speed: int, service: int, quality: int, at: datetime) -> None:
        """
        Record the visitor's ratings, each from 1 to 5, once.

        Raises NotNow unless it is closed and not rated; Invalid for another rating.
        """
        if self.status is not ConversationStatus.CLOSED or self.respondent_id is None:
            raise NotNow("You can rate a conversation once it has been answered and has ended.")
        if self.rated:
            raise NotNow("You have already rated this conversation. Thank you.")
        if any(not 1 <= rating <= BEST_RATING for rating in (speed, service, quality)):
            raise Invalid("A rating must be between 1 and %(best)s.", best=BEST_RATING)
        self.record(
            self.Rated(
                at=at,
                respondent_id=self.respondent_id,
                speed=speed,
                service=service,
                quality=quality,
            )
        )

    def attribute_sale(
        self, reference: str, amount: Money, at: datetime, window: timedelta
    ) -> None:
        """
        Credit a sale to the last respondent.

        reference: a digest of the order. window: how long after its end the conversation gets it.
        Raises NotNow unless the conversation is closed and the sale falls between the request and
        the end of the window; Invalid unless the amount is above 0.
        """
        if (
            self.status is not ConversationStatus.CLOSED
            or self.closed_at is None
            or not self.respondent_id
        ):
            raise NotNow(
                "A sale can only be attributed to a conversation that was answered and has ended."
            )
        if self.requested_at is not None and at < self.requested_at:
            raise NotNow("This sale took place before the conversation.")
        if at - self.closed_at > window:
            raise NotNow("This sale took place too late to be attributed to the conversation.")
        if amount.amount <= 0:
            raise Invalid("The amount must be greater than zero.")
        self.record(
            self.SaleAttributed(
                at=at,
                respondent_id=self.respondent_id,
                reference=reference,
                amount=amount,
                within_hours=int(window.total_seconds() // 3600),
            )
        )

    def import_answered(
        self,
        respondent_id: UUID,
        terms: Terms,
        messages: tuple[int, int],
        answered_at: datetime,
        ended_at: datetime,
    ) -> None:
        """
        Record the claim, reply and end of a request that was answered before Comptoir.

        messages: how many the visitor sent, and how many the respondent. Times are UTC.
        Raises NotNow unless it is waiting; Invalid for negative counts.
        """
        self._must_wait()
        self.record(
            self.Claimed(
                at=answered_at,
                brand_id=self.brand_id,
                respondent_id=respondent_id,
                terms=terms,
                disclosure="",  # not recorded then
                slot=0,
                concurrent_conversations=1,
            )
        )
        self.send_first_reply(respondent_id, answered_at)
        self.close(None, "imported", messages, ended_at, ended_at)

    def _price(self) -> dict[str, Any]:
        """Who pays, who answered, and how much it is. Raises NotNow without a price."""
        terms = self.closed_terms
        if not isinstance(terms, Paid):
            raise NotNow("This conversation has no price.")
        return {
            "brand_id": self.brand_id,
            "respondent_id": self.respondent_id,
            "price": terms.price,
            "commission": terms.price.share(terms.commission_percent)[0],
        }

    def _credited(self) -> CreditedReply:
        """The respondent to credit. Raises NotNow when it cannot be closed now."""
        self._must_not_have_ended()
        if self.credited is None:
            raise NotNow(
                "This conversation has no answer yet. It can be recorded as lost, but not closed."
            )
        if self.status is ConversationStatus.OPEN and not self.has_replied:
            raise NotNow("Reply first, or transfer the conversation.")
        return self.credited

    def _must_wait(self) -> None:
        if self.status is ConversationStatus.OPEN:
            raise NotNow("Another respondent has already taken this conversation.")
        self._must_not_have_ended()

    @property
    def _has_ended(self) -> bool:
        return self.status not in (ConversationStatus.WAITING, ConversationStatus.OPEN)

    def _must_not_have_ended(self) -> None:
        if self._has_ended:
            raise NotNow("This conversation has ended.")

    def _must_be_open_with(self, respondent_id: UUID) -> None:
        if respondent_id != self.respondent_id:
            raise NotAllowed("You are not the respondent for this conversation.")
        if self.status is not ConversationStatus.OPEN:
            raise NotNow("This conversation is not open.")


def _check_end(messages: tuple[int, int], last_message_at: datetime, at: datetime) -> None:
    if min(messages) < 0:
        raise Invalid("The number of messages cannot be negative.")
    if last_message_at.utcoffset() != timedelta(0):
        raise Invalid("The time of the last message must be in UTC.")
    if last_message_at > at:
        raise Invalid("The last message cannot be later than the end of the conversation.")


def _without_query(page: str) -> str:
    """The address of a page without query and fragment, which may identify the visitor."""
    return page.partition("?")[0].partition("#")[0]
