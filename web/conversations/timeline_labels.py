"""The events of a conversation, described in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, assert_never
from uuid import UUID

from domain.aggregate import Event
from domain.conversations.conversation import Conversation
from domain.terms import Employed, Paid, Terms, Voluntary
from web.conversations.labels import lost_reason
from web.conversations.presenters import short
from web.i18n import formats
from web.i18n.language import gettext, ngettext
from web.i18n.locale_names import language_name

MAX_NAMED = 12


class ConversationContext(NamedTuple):
    """What the description of an event needs to know of its conversation."""

    visitor_id: UUID
    requested_at: datetime
    answered_at: datetime | None
    language: str
    is_imported: bool
    """Whether it was held before Comptoir, and imported as history."""
    subject: str | None

    @property
    def disclosure_language(self) -> str:
        """The language in which the visitor read who answers."""
        return self.language if self.language in Paid.disclosures else "en"


class EventText(NamedTuple):
    """A sentence, what there is to add, and what the visitor read at that time."""

    sentence: str
    notes: tuple[str, ...] = ()
    disclosure: str | None = None


def describe(event: Event, context: ConversationContext) -> EventText:
    return DESCRIPTIONS[type(event)](event, context)


def _requested(event: Conversation.Requested, context: ConversationContext) -> EventText:
    language = language_name(event.language)
    notes = [
        event.page and gettext("From the page %(page)s", page=event.page),
        context.subject and gettext("Subject: %(subject)s", subject=context.subject),
        context.is_imported
        and gettext(
            "This conversation took place before Comptoir. The brand imported it without the"
            " messages."
        ),
    ]
    sentence = gettext("A visitor wrote to the brand (language: %(name)s).", name=language)
    return EventText(sentence, tuple(note for note in notes if note))


def _offered(event: Conversation.Offered, _context: ConversationContext) -> EventText:
    n = formats.number(len(event.respondent_ids))
    sentence = gettext("Respondents offered the request: %(n)s.", n=n)
    return EventText(sentence, (_names(event.respondent_ids),))


def _declined(event: Conversation.Declined, _context: ConversationContext) -> EventText:
    return EventText(
        gettext(
            "Respondent %(id)s declined the request. This is their right and has no consequences.",
            id=short(event.respondent_id),
        )
    )


def _claimed(event: Conversation.Claimed, _context: ConversationContext) -> EventText:
    respondent, id = role_and_terms(event.terms), short(event.respondent_id)
    sentence = gettext("%(who)s took the conversation (%(id)s).", who=respondent, id=id)
    if not event.disclosure:
        unknown = gettext("What the visitor read about the respondent is not recorded.")
        return EventText(sentence, (terms_text(event.terms), unknown))
    concurrency = gettext(
        "Concurrent conversations of this respondent, including this one: %(n)s.",
        n=formats.number(event.concurrent_conversations),
    )
    return EventText(sentence, (terms_text(event.terms), concurrency), event.disclosure)


def _first_reply_sent(
    event: Conversation.FirstReplySent, context: ConversationContext
) -> EventText:
    sentence = gettext("Respondent %(id)s sent a first reply.", id=short(event.respondent_id))
    if event.at != context.answered_at:
        return EventText(sentence)
    wait = formats.duration((event.at - context.requested_at).total_seconds())
    return EventText(sentence, (gettext("The visitor had waited %(wait)s.", wait=wait),))


def _disclosure_shown(
    event: Conversation.DisclosureShown, _context: ConversationContext
) -> EventText:
    sentence = gettext("Before writing, the visitor read who may answer.")
    return EventText(sentence, (), " ".join(event.disclosures))


def _offer_expired(event: Conversation.OfferExpired, _context: ConversationContext) -> EventText:
    return EventText(
        gettext(
            "Respondent %(id)s did not take the request in time. It goes to others.",
            id=short(event.respondent_id),
        )
    )


def _message_sent(event: Conversation.MessageSent, context: ConversationContext) -> EventText:
    n = formats.number(event.length)
    if event.sender_id == context.visitor_id:
        return EventText(gettext("The visitor wrote a message (characters: %(n)s).", n=n))
    return EventText(
        gettext(
            "Respondent %(id)s wrote a message (characters: %(n)s).",
            id=short(event.sender_id),
            n=n,
        )
    )


def _note_written(event: Conversation.NoteWritten, _context: ConversationContext) -> EventText:
    return EventText(
        gettext(
            "Respondent %(id)s wrote a note that the visitor does not see.",
            id=short(event.respondent_id),
        )
    )


def _visitor_disconnected(
    _event: Conversation.VisitorDisconnected, _context: ConversationContext
) -> EventText:
    return EventText(gettext("The visitor closed the page or lost the connection."))


def _visitor_reconnected(
    _event: Conversation.VisitorReconnected, _context: ConversationContext
) -> EventText:
    return EventText(gettext("The visitor is back."))


def _claim_released(event: Conversation.ClaimReleased, _context: ConversationContext) -> EventText:
    sentence = gettext(
        "The conversation was taken from respondent %(id)s and is waiting for another one.",
        id=short(event.respondent_id),
    )
    return EventText(sentence, (gettext("Reason: %(why)s", why=RELEASES[event.reason]()),))


def _visitor_navigated(
    event: Conversation.VisitorNavigated, _context: ConversationContext
) -> EventText:
    return EventText(gettext("The visitor went to the page %(page)s", page=event.page))


def _transferred(event: Conversation.Transferred, _context: ConversationContext) -> EventText:
    sentence = gettext(
        "Respondent %(id)s transferred the conversation, which is waiting for another respondent.",
        id=short(event.respondent_id),
    )
    return EventText(sentence, (gettext("Reason: %(why)s", why=handover(event.reason)),))


def _closed(event: Conversation.Closed, context: ConversationContext) -> EventText:
    sentences = {
        "answered": gettext("The conversation was closed: the question was answered."),
        "visitor_left": gettext("The conversation was closed: the visitor had left."),
        "no_reply": gettext("The conversation was closed: there were no further replies."),
        "imported": gettext("The conversation ended. The reason was not recorded."),
    }
    messages = gettext(
        "Messages: %(visitor)s from the visitor, %(respondent)s from respondents.",
        visitor=formats.number(event.visitor_messages),
        respondent=formats.number(event.respondent_messages),
    )
    credited = gettext("Credited to %(id)s.", id=short(event.respondent_id))
    notes = (_closed_by(event, context), messages, credited, terms_text(event.terms))
    return EventText(sentences[event.reason], notes)


def _closed_by(event: Conversation.Closed, context: ConversationContext) -> str:
    if event.by is None and context.is_imported:
        return gettext("The person who closed it is not recorded.")
    if event.by is None:
        return gettext("Closed by Comptoir.")
    if event.by == context.visitor_id:
        return gettext("Closed by the visitor.")
    if event.by == event.respondent_id:
        return gettext("Closed by the respondent.")
    return gettext("Closed by another person (%(id)s).", id=short(event.by))


def _price_waived(event: Conversation.PriceWaived, _context: ConversationContext) -> EventText:
    price = formats.money(event.price.amount, event.price.currency)
    sentence = gettext(
        "The conversation earns nothing: the brand does not pay %(price)s.", price=price
    )
    to_budget = gettext("The amount is in the budget of the booking again.")
    off_account = gettext("The amount is taken off what the brand owes.")
    return EventText(sentence, (to_budget if event.booking_id else off_account,))


def _price_reinstated(
    event: Conversation.PriceReinstated, _context: ConversationContext
) -> EventText:
    price = formats.money(event.price.amount, event.price.currency)
    sentence = gettext("The conversation is paid after all: the brand pays %(price)s.", price=price)
    from_budget = gettext("The budget of the booking paid it again.")
    on_account = gettext("The brand owes it on account.")
    return EventText(sentence, (from_budget if event.booking_id else on_account,))


def _lost(event: Conversation.Lost, _context: ConversationContext) -> EventText:
    sentence = gettext("The request was lost: %(reason)s.", reason=lost_reason(event.reason))
    if event.respondent_id is None:
        return EventText(sentence)
    note = gettext(
        "%(id)s had taken the conversation but sent no reply.", id=short(event.respondent_id)
    )
    return EventText(sentence, (note,))


def _rated(event: Conversation.Rated, _context: ConversationContext) -> EventText:
    sentence = gettext(
        "The visitor's ratings (of 5): speed %(speed)s, service %(service)s, answer %(answer)s.",
        speed=event.speed,
        service=event.service,
        answer=event.quality,
    )
    return EventText(sentence, (gettext("Credited to %(id)s.", id=short(event.respondent_id)),))


def _sold(event: Conversation.SaleAttributed, _context: ConversationContext) -> EventText:
    amount = formats.money(event.amount.amount, event.amount.currency)
    sentence = gettext("A sale of %(amount)s was attributed to this conversation.", amount=amount)
    rule = gettext(
        "Rule: a sale within %(hours)s hours of the end belongs to the last respondent"
        " (%(id)s). Each order counts once.",
        hours=formats.number(event.within_hours),
        id=short(event.respondent_id),
    )
    return EventText(sentence, (rule,))


DESCRIPTIONS: Mapping[type[Event], Callable[[Any, ConversationContext], EventText]] = {
    Conversation.Requested: _requested,
    Conversation.DisclosureShown: _disclosure_shown,
    Conversation.Offered: _offered,
    Conversation.Declined: _declined,
    Conversation.OfferExpired: _offer_expired,
    Conversation.Claimed: _claimed,
    Conversation.FirstReplySent: _first_reply_sent,
    Conversation.MessageSent: _message_sent,
    Conversation.NoteWritten: _note_written,
    Conversation.VisitorDisconnected: _visitor_disconnected,
    Conversation.VisitorReconnected: _visitor_reconnected,
    Conversation.VisitorNavigated: _visitor_navigated,
    Conversation.Transferred: _transferred,
    Conversation.ClaimReleased: _claim_released,
    Conversation.Closed: _closed,
    Conversation.PriceWaived: _price_waived,
    Conversation.PriceReinstated: _price_reinstated,
    Conversation.Lost: _lost,
    Conversation.Rated: _rated,
    Conversation.SaleAttributed: _sold,
}

HANDOVERS: Mapping[str, Callable[[], str]] = {
    "other_subject": lambda: gettext("another subject"),
    "other_language": lambda: gettext("another language"),
    "break": lambda: gettext("a break"),
    "visitor_request": lambda: gettext("the visitor asked for another respondent"),
}


RELEASES: Mapping[str, Callable[[], str]] = {
    "no_reply": lambda: gettext("no reply in time"),
    "offline": lambda: gettext("the respondent is offline"),
}


def handover(reason: str) -> str:
    """Why a respondent passed a conversation on."""
    return HANDOVERS[reason]()


def role_and_terms(terms: Terms) -> str:
    match terms:
        case Paid():
            return gettext("An expert paid by the brand")
        case Voluntary():
            return gettext("A volunteer ambassador")
        case Employed():
            return gettext("An employee of the brand")
        case unknown:
            assert_never(unknown)


def terms_text(terms: Terms) -> str:
    """The terms on which a respondent answers."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            return gettext(
                "Terms: %(price)s for the conversation, including %(commission)s commission.",
                price=formats.money(price.amount, price.currency),
                commission=formats.money(price.share(percent)[0].amount, price.currency),
            )
        case Voluntary(points=points):
            return ngettext(
                "Terms: %(n)s point as a thank-you, no money.",
                "Terms: %(n)s points as a thank-you, no money.",
                points,
                n=formats.number(points),
            )
        case Employed(hourly_wage=wage):
            return gettext(
                "Terms: %(wage)s per hour, which the brand pays outside Comptoir.",
                wage=formats.money(wage.amount, wage.currency),
            )
        case unknown:
            assert_never(unknown)


def _names(ids: Sequence[UUID]) -> str:
    names = ", ".join(str(short(id)) for id in ids[:MAX_NAMED])
    return f"{names} …" if len(ids) > MAX_NAMED else names
