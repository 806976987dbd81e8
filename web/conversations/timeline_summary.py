"""The story of a conversation in short: names and values, those that are known."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from domain.aggregate import Event
from domain.conversations.conversation import Conversation
from domain.terms import Paid, Voluntary
from web.conversations.labels import who
from web.conversations.presenters import short
from web.conversations.timeline_labels import About
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.locale_names import language_name


def glance_at(events: Sequence[Event], about: About) -> tuple[tuple[str, str], ...]:
    found = [(gettext("Language"), language_name(about.language))]
    if about.answered_at is not None:
        wait = (about.answered_at - about.requested_at).total_seconds()
        found.append((gettext("Wait"), formats.duration(wait)))
    for event in events:
        found += _told_by(event, about)
    return tuple(found)


def _told_by(event: Event, about: About) -> Iterator[tuple[str, str]]:
    match event:
        case Conversation.Closed():
            yield from _closed(event, about)
        case Conversation.Rated(speed=speed, service=service, quality=answer):
            yield gettext("Marks of 5"), f"{speed} · {service} · {answer}"
        case Conversation.SaleAttributed(amount=amount):
            yield gettext("Sale"), formats.money(amount.amount, amount.currency)


def _closed(event: Conversation.Closed, about: About) -> Iterator[tuple[str, str]]:
    name = f"{who(event.terms.model)} {short(event.respondent_id)}"
    yield gettext("Answered by"), name
    lasted = (event.at - about.requested_at).total_seconds()
    yield gettext("From request to close"), formats.duration(lasted)
    messages = event.visitor_messages + event.respondent_messages
    yield gettext("Messages"), formats.number(messages)
    match event.terms:
        case Paid(price=price):
            yield gettext("Price"), formats.money(price.amount, price.currency)
        case Voluntary(points=points):
            yield gettext("Points"), formats.number(points)
        case unknown:
            assert_never(unknown)
