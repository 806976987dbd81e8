"""A conversation: one visitor's question to a brand, and whoever answers it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow
from domain.money import Money
from domain.reasons import reason
from domain.terms import Terms, disclosure_of

Why = Literal["answered", "visitor_left", "no_reply", "imported"]
"""Why a conversation was closed."""

BEST_MARK = 5
DEFAULT_SALE_WINDOW = timedelta(hours=48)
"""A sale belongs to the last respondent within so long before it (the sources: 48 hours)."""


class Stage(StrEnum):
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


class Handover(StrEnum):
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
        self.stage: Stage | None = None
        self.offered_to: set[UUID] = set()
        self.respondent_id: UUID | None = None
        self.terms: Terms | None = None
        self.place = 0
        self.has_answered = False
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

        def apply(self, thing: "Conversation") -> None:
            thing.brand_id = self.brand_id
            thing.visitor_id = self.visitor_id
            thing.language = self.language
            thing.source = self.source
            thing.requested_at = self.at
            thing.stage = Stage.WAITING

    class Offered(Event, frozen=True):
        """The request was put before respondents who may take it."""

        respondent_ids: tuple[UUID, ...]

        def apply(self, thing: "Conversation") -> None:
            thing.offered_to.update(self.respondent_ids)

    class Declined(Event, frozen=True):
        """A respondent preferred not to take it: their right, without consequence."""

        respondent_id: UUID

        def apply(self, thing: "Conversation") -> None:
            thing.offered_to.discard(self.respondent_id)

    class Claimed(Event, frozen=True):
        """One respondent took it; from here on these terms hold."""

        brand_id: UUID
        respondent_id: UUID
        terms: Terms
        disclosure: str
        """What the visitor was told about who answers, as they read it; '' when not recorded."""
        place: int
        """The place at the respondent's desk; 0 in history that was brought."""
        held_at_once: int
        """How many conversations the respondent holds with this one."""

        def apply(self, thing: "Conversation") -> None:
            thing.respondent_id = self.respondent_id
            thing.terms = self.terms
            thing.place = self.place
            thing.has_answered = False
            thing.stage = Stage.OPEN

    class FirstAnswered(Event, frozen=True):
        """The respondent's first message was sent."""

        respondent_id: UUID

        def apply(self, thing: "Conversation") -> None:
            thing.has_answered = True
            if thing.terms is not None:
                thing.credited = (self.respondent_id, thing.terms)

    class PageChanged(Event, frozen=True):
        """The visitor went to another page while talking."""

        page: str

    class Transferred(Event, frozen=True):
        """The respondent passed it on; it waits for somebody else."""

        respondent_id: UUID
        place: int
        """The place it leaves free at the respondent's desk."""
        why: Handover

        def apply(self, thing: "Conversation") -> None:
            thing.place = 0
            thing.offered_to.discard(self.respondent_id)
            thing.stage = Stage.WAITING

    class Closed(Event, frozen=True):
        """It is over, and what it took is known."""

        brand_id: UUID
        respondent_id: UUID
        """Who answered last: whom it is credited to."""
        terms: Terms
        """The terms on which they answered."""
        closed_by: UUID | None
        why: Why
        visitor_messages: int
        respondent_messages: int
        last_message_at: datetime
        place: int
        """The place it leaves free at the respondent's desk; 0 when it held none."""

        def apply(self, thing: "Conversation") -> None:
            thing.stage = Stage.CLOSED
            thing.respondent_id = self.respondent_id
            thing.closed_at = self.at

    class Lost(Event, frozen=True):
        """Nobody answered it."""

        brand_id: UUID
        reason: LostReason
        respondent_id: UUID | None = None
        """Who had claimed it without answering, if anybody had."""
        place: int = 0
        """The place it leaves free at their desk; 0 when it held none."""

        def apply(self, thing: "Conversation") -> None:
            thing.stage = Stage.LOST

    class Rated(Event, frozen=True):
        """The visitor gave marks, credited to whoever was answering at the end."""

        respondent_id: UUID
        speed: int
        service: int
        answer: int

        def apply(self, thing: "Conversation") -> None:
            thing.rated = True

    class SaleAttributed(Event, frozen=True):
        """The visitor bought something soon after."""

        respondent_id: UUID
        reference: str
        """The digest of the brand's order number: the same order counts once."""
        amount: Money
        within_hours: int
        """The rule under which the sale was attributed."""

        def apply(self, thing: "Conversation") -> None:
            thing.sale_references.add(self.reference)

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
            raise NotNow("This request was made already.")
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
        self, respondent_id: UUID, terms: Terms, place: int, held_at_once: int, at: datetime
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
                place=place,
                held_at_once=held_at_once,
            )
        )

    def first_answer(self, respondent_id: UUID, at: datetime) -> None:
        self._must_be_held_by(respondent_id)
        if not self.has_answered:
            self.record(self.FirstAnswered(at=at, respondent_id=respondent_id))

    def change_page(self, page: str, at: datetime) -> None:
        if self.stage not in (Stage.WAITING, Stage.OPEN):
            raise NotNow("This conversation is over.")
        self.record(self.PageChanged(at=at, page=_without_query(page)))

    def transfer(self, respondent_id: UUID, why: str, at: datetime) -> None:
        self._must_be_held_by(respondent_id)
        because = reason(Handover, why)
        self.record(
            self.Transferred(at=at, respondent_id=respondent_id, place=self.place, why=because)
        )

    def close(
        self,
        closed_by: UUID | None,
        why: Why,
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
                closed_by=closed_by,
                why=why,
                visitor_messages=visitor_messages,
                respondent_messages=respondent_messages,
                last_message_at=last_message_at,
                place=self.place,
            )
        )

    def lose(self, because: LostReason, at: datetime) -> None:
        if self.credited is not None:
            raise NotNow("Somebody has answered: it can be closed, not lost.")
        if self.stage not in (Stage.WAITING, Stage.OPEN):
            raise NotNow("This conversation is over.")
        self.record(
            self.Lost(
                at=at,
                brand_id=self.brand_id,
                reason=because,
                respondent_id=self.respondent_id,
                place=self.place,
            )
        )

    def rate(self, speed: int, service: int, answer: int, at: datetime) -> None:
        if self.stage is not Stage.CLOSED or self.respondent_id is None:
            raise NotNow("A conversation is rated when it is over and was answered.")
        if self.rated:
            raise NotNow("You have rated this conversation already; thank you.")
        if any(not 1 <= mark <= BEST_MARK for mark in (speed, service, answer)):
            raise Invalid(f"A mark goes from 1 to {BEST_MARK}.")
        self.record(
            self.Rated(
                at=at,
                respondent_id=self.respondent_id,
                speed=speed,
                service=service,
                answer=answer,
            )
        )

    def attribute_sale(
        self, reference: str, amount: Money, at: datetime, window: timedelta
    ) -> None:
        if self.stage is not Stage.CLOSED or self.closed_at is None or not self.respondent_id:
            raise NotNow("A sale is attributed to a conversation that was answered and is over.")
        if self.requested_at is not None and at < self.requested_at:
            raise NotNow("This sale came before the conversation.")
        if at - self.closed_at > window:
            raise NotNow("This sale came too late to be attributed to the conversation.")
        if amount.amount <= 0:
            raise Invalid("A sale is more than nothing.")
        self.record(
            self.SaleAttributed(
                at=at,
                respondent_id=self.respondent_id,
                reference=reference,
                amount=amount,
                within_hours=int(window.total_seconds() // 3600),
            )
        )

    def bring(
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
                place=0,
                held_at_once=1,
            )
        )
        self.first_answer(respondent_id, answered_at)
        self.close(None, "imported", messages, ended_at, ended_at)

    def _credited(self) -> tuple[UUID, Terms]:
        """Whom the end of it is credited to. Raises NotNow when it cannot end so now."""
        if self.stage not in (Stage.WAITING, Stage.OPEN):
            raise NotNow("This conversation is over.")
        if self.credited is None:
            raise NotNow("Nobody has answered yet: it can be lost, not closed.")
        if self.stage is Stage.OPEN and not self.has_answered:
            raise NotNow("Answer first, or pass the conversation on.")
        return self.credited

    def _must_wait(self) -> None:
        if self.stage is Stage.OPEN:
            raise NotNow("Somebody else has taken this conversation.")
        if self.stage is not Stage.WAITING:
            raise NotNow("This conversation is over.")

    def _must_be_held_by(self, respondent_id: UUID) -> None:
        if respondent_id != self.respondent_id:
            raise NotAllowed("You are not the one who answers this conversation.")
        if self.stage is not Stage.OPEN:
            raise NotNow("This conversation is not open.")


def _check_end(messages: tuple[int, int], last_message_at: datetime, at: datetime) -> None:
    if min(messages) < 0:
        raise Invalid("Nobody sends fewer than no messages.")
    if last_message_at.utcoffset() != timedelta(0):
        raise Invalid("The last message needs its time in UTC.")
    if last_message_at > at:
        raise Invalid("The last message cannot come after the end.")


def _without_query(page: str) -> str:
    """The page's address, without what may say who is reading it."""
    return page.partition("?")[0].partition("#")[0]
