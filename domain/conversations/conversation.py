"""A conversation: one visitor's question to a brand, and whoever answers it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow
from domain.money import Money
from domain.reasons import parse_reason
from domain.terms import Terms, disclosure_of

ConversationCloseReason = Literal["answered", "visitor_left", "no_reply", "imported"]
"""Why a conversation was closed."""

BEST_MARK = 5
DEFAULT_SALE_WINDOW = timedelta(hours=48)
"""A sale belongs to the last respondent within so long before it (the sources: 48 hours)."""


class ConversationStatus(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"


class LostReason(StrEnum):
    """Why nobody answered."""

    CLOSED_HOURS = "closed_hours"
    NOBODY_PRESENT = "nobody_present"
    ALL_FULL = "all_full"
    NOBODY_QUALIFIED = "nobody_qualified"
    BUDGET_SPENT = "budget_spent"
    VISITOR_LEFT = "visitor_left"
    NOT_RECORDED = "not_recorded"
    """History that a brand brought with it and that does not say why."""


class TransferReason(StrEnum):
    """Why a respondent passes a conversation on."""

    OTHER_SUBJECT = "other_subject"
    OTHER_LANGUAGE = "other_language"
    BREAK = "break"
    VISITOR_ASKED = "visitor_asked"


class Conversation(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.visitor_id = id
        self.language = "en"
        self.source = ""
        self.status: ConversationStatus | None = None
        self.offered_to: set[UUID] = set()
        self.respondent_id: UUID | None = None
        self.terms: Terms | None = None
        self.slot = 0
        self.has_replied = False
        """Whether whoever holds it has sent a message."""
        self.credited: tuple[UUID, Terms] | None = None
        """Who answered last, and on which terms."""
        self.requested_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.rated = False
        self.sale_references: set[str] = set()

    # What can happen, and what each event changes.

    class Requested(Event, frozen=True):
        """A visitor sent a first message."""

        brand_id: UUID
        visitor_id: UUID
        language: str
        subject_id: UUID | None = None
        page: str | None = None
        """The page the visitor was on, without its query."""
        source: str = "site"
        """`site`, or `import` and the digest of what brought this piece of history."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.brand_id = self.brand_id
            conversation.visitor_id = self.visitor_id
            conversation.language = self.language
            conversation.source = self.source
            conversation.requested_at = self.at
            conversation.status = ConversationStatus.WAITING

    class Offered(Event, frozen=True):
        """The request was put before respondents who may take it."""

        respondent_ids: tuple[UUID, ...]

        def apply(self, conversation: "Conversation") -> None:
            conversation.offered_to.update(self.respondent_ids)

    class Declined(Event, frozen=True):
        """A respondent preferred not to take it: their right, without consequence."""

        respondent_id: UUID

        def apply(self, conversation: "Conversation") -> None:
            conversation.offered_to.discard(self.respondent_id)

    class Claimed(Event, frozen=True):
        """One respondent took it; from here on these terms hold."""

        brand_id: UUID
        respondent_id: UUID
        terms: Terms
        disclosure: str
        """What the visitor was told about who answers, as they read it; '' when not recorded."""
        slot: int
        """The place at the respondent's desk; 0 in history that was brought."""
        concurrent_conversations: int
        """How many conversations the respondent holds with this one."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.respondent_id = self.respondent_id
            conversation.terms = self.terms
            conversation.slot = self.slot
            conversation.has_replied = False
            conversation.status = ConversationStatus.OPEN

    class FirstReplySent(Event, frozen=True):
        """The respondent's first message was sent."""

        respondent_id: UUID

        def apply(self, conversation: "Conversation") -> None:
            conversation.has_replied = True
            if conversation.terms is not None:
                conversation.credited = (self.respondent_id, conversation.terms)

    class VisitorNavigated(Event, frozen=True):
        """The visitor went to another page while talking."""

        page: str

    class Transferred(Event, frozen=True):
        """The respondent passed it on; it waits for somebody else."""

        respondent_id: UUID
        slot: int
        """The place it leaves free at the respondent's desk."""
        reason: TransferReason

        def apply(self, conversation: "Conversation") -> None:
            conversation.slot = 0
            conversation.offered_to.discard(self.respondent_id)
            conversation.status = ConversationStatus.WAITING

    class Closed(Event, frozen=True):
        """It is over, and what it took is known."""

        brand_id: UUID
        respondent_id: UUID
        """Who answered last: whom it is credited to."""
        terms: Terms
        """The terms on which they answered."""
        by: UUID | None
        reason: ConversationCloseReason
        visitor_messages: int
        respondent_messages: int
        last_message_at: datetime
        slot: int
        """The place it leaves free at the respondent's desk; 0 when it held none."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.status = ConversationStatus.CLOSED
            conversation.respondent_id = self.respondent_id
            conversation.closed_at = self.at

    class Lost(Event, frozen=True):
        """Nobody answered it."""

        brand_id: UUID
        reason: LostReason
        respondent_id: UUID | None = None
        """Who had claimed it without answering, if anybody had."""
        slot: int = 0
        """The place it leaves free at their desk; 0 when it held none."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.status = ConversationStatus.LOST

    class Rated(Event, frozen=True):
        """The visitor gave marks, credited to whoever was answering at the end."""

        respondent_id: UUID
        speed: int
        service: int
        quality: int

        def apply(self, conversation: "Conversation") -> None:
            conversation.rated = True

    class SaleAttributed(Event, frozen=True):
        """The visitor bought something soon after."""

        respondent_id: UUID
        reference: str
        """The digest of the brand's order number: the same order counts once."""
        amount: Money
        within_hours: int
        """The rule under which the sale was attributed."""

        def apply(self, conversation: "Conversation") -> None:
            conversation.sale_references.add(self.reference)

    # What people ask of it: the rules, then the event.

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

    def offer(self, respondent_ids: tuple[UUID, ...], at: datetime) -> None:
        self._must_wait()
        new = tuple(each for each in respondent_ids if each not in self.offered_to)
        if new:
            self.record(self.Offered(at=at, respondent_ids=new))

    def decline(self, respondent_id: UUID, at: datetime) -> None:
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
        self._must_be_held_by(respondent_id)
        if not self.has_replied:
            self.record(self.FirstReplySent(at=at, respondent_id=respondent_id))

    def record_navigation(self, page: str, at: datetime) -> None:
        if self.status not in (ConversationStatus.WAITING, ConversationStatus.OPEN):
            raise NotNow("This conversation has ended.")
        self.record(self.VisitorNavigated(at=at, page=_without_query(page)))

    def transfer(self, respondent_id: UUID, reason: str, at: datetime) -> None:
        self._must_be_held_by(respondent_id)
        because = parse_reason(TransferReason, reason)
        self.record(
            self.Transferred(at=at, respondent_id=respondent_id, slot=self.slot, reason=because)
        )

    def close(
        self,
        by: UUID | None,
        reason: ConversationCloseReason,
        messages: tuple[int, int],
        last_message_at: datetime,
        at: datetime,
    ) -> None:
        """Close it; messages: how many the visitor sent, and how many the respondent."""
        respondent_id, terms = self._credited()
        _check_end(messages, last_message_at, at)
        visitor_messages, respondent_messages = messages
        self.record(
            self.Closed(
                at=at,
                brand_id=self.brand_id,
                respondent_id=respondent_id,
                terms=terms,
                by=by,
                reason=reason,
                visitor_messages=visitor_messages,
                respondent_messages=respondent_messages,
                last_message_at=last_message_at,
                slot=self.slot,
            )
        )

    def lose(self, because: LostReason, at: datetime) -> None:
        if self.credited is not None:
            raise NotNow(
                "This conversation has been answered. It can be closed, but not recorded as lost."
            )
        if self.status not in (ConversationStatus.WAITING, ConversationStatus.OPEN):
            raise NotNow("This conversation has ended.")
        self.record(
            self.Lost(
                at=at,
                brand_id=self.brand_id,
                reason=because,
                respondent_id=self.respondent_id,
                slot=self.slot,
            )
        )

    def rate(self, speed: int, service: int, quality: int, at: datetime) -> None:
        if self.status is not ConversationStatus.CLOSED or self.respondent_id is None:
            raise NotNow("You can rate a conversation once it has been answered and has ended.")
        if self.rated:
            raise NotNow("You have already rated this conversation. Thank you.")
        if any(not 1 <= mark <= BEST_MARK for mark in (speed, service, quality)):
            raise Invalid(f"A rating must be between 1 and {BEST_MARK}.")
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
        """Record how an answered request went that was answered elsewhere, before Comptoir."""
        self._must_wait()
        self.record(
            self.Claimed(
                at=answered_at,
                brand_id=self.brand_id,
                respondent_id=respondent_id,
                terms=terms,
                disclosure="",  # what was said then, if anything, nobody has recorded
                slot=0,
                concurrent_conversations=1,
            )
        )
        self.send_first_reply(respondent_id, answered_at)
        self.close(None, "imported", messages, ended_at, ended_at)

    def _credited(self) -> tuple[UUID, Terms]:
        """Whom the end of it is credited to. Raises NotNow when it cannot end so now."""
        if self.status not in (ConversationStatus.WAITING, ConversationStatus.OPEN):
            raise NotNow("This conversation has ended.")
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
        if self.status is not ConversationStatus.WAITING:
            raise NotNow("This conversation has ended.")

    def _must_be_held_by(self, respondent_id: UUID) -> None:
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
    """The page's address, without what may say who is reading it."""
    return page.partition("?")[0].partition("#")[0]
