"""
The file of an earning: what happened to the pay of one conversation, by whom, and in which words.

Read from its events alone, by three kinds of readers: its expert, its brand, and the platform.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Texts
from domain.conversations.conversation import Conversation
from domain.errors import NotFound
from domain.money import Money
from payments.earnings.earning import Earning, EarningStatus, earning_id
from payments.earnings.earning_rules import ConversationPay
from projections.brands.brands import BrandSummary
from web.earnings.labels import CONTEST_REASONS, StateText, price_moved, refusals, state_of
from web.earnings.payment_states import PaymentStates
from web.earnings.presenters import short, zone_of
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.request_context import (
    brand_directory,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n import formats
from web.i18n.language import gettext

PriceEvent = Conversation.PriceWaived | Conversation.PriceReinstated
TEXT_IDS = ("evidence_text_id", "answer_text_id", "reason_text_id", "appeal_text_id")


class EarningReader(StrEnum):
    """Who reads the file: each sees the own side of the pay, and an expert no names of a brand."""

    EXPERT = "expert"
    BRAND = "brand"
    PLATFORM = "platform"


@dataclass(frozen=True)
class FileEntry:
    """One event, in words."""

    at: datetime
    sentence: str
    text_id: UUID | None


@dataclass(frozen=True)
class EarningFile:
    earning: Earning
    pay: ConversationPay
    brand: BrandSummary | None
    closed: Conversation.Closed | None
    reader: EarningReader
    entries: tuple[FileEntry, ...]
    texts: Texts
    expert_name: str
    """Only for the platform."""
    booking_id: UUID | None
    """Whose budget had the price back, or paid it again; not for the expert."""

    @property
    def zone(self) -> str:
        return zone_of(self.brand)

    @property
    def short_id(self) -> str:
        return short(self.pay.conversation_id)

    @property
    def money(self) -> Money:
        return money_for(self.reader, self.pay)

    @cached_property
    def text(self) -> StateText:
        is_released = self.earning.status is EarningStatus.RELEASED
        if is_released and self.reader is EarningReader.EXPERT:
            return PaymentStates(marketplace().log).of(self.earning)
        return state_of(self.earning, self.zone, current_time())


def money_for(reader: EarningReader, pay: ConversationPay) -> Money:
    """An expert reads the own share, the others the price."""
    return pay.net if reader is EarningReader.EXPERT else pay.price


def earning_file(conversation_id: UUID, reader: EarningReader) -> EarningFile:
    """Who may read it is checked by the caller. Raises NotFound without an earning."""
    log, id = marketplace().log, earning_id(conversation_id)
    events = [recorded.data for recorded in log.history(id)]
    earning = Earning(id)
    for event in events:
        earning.replay(event)
    pay = earning.pay
    if pay is None:
        raise NotFound(ABSENT)
    brand = brand_directory().with_id(pay.brand_id)
    conversation = [recorded.data for recorded in log.history(conversation_id)]
    prices = [] if reader is EarningReader.EXPERT else _price_events(conversation)
    people = {by for event in events if (by := getattr(event, "by", None))}
    names = account_names({*people, pay.expert_id})
    words = _FileWords(reader, brand, names)
    return EarningFile(
        earning,
        pay,
        brand,
        next((event for event in conversation if isinstance(event, Conversation.Closed)), None),
        reader,
        # What follows from a decision comes after it: the sort keeps the order of one moment.
        tuple(map(words.entry, sorted([*events, *prices], key=attrgetter("at")))),
        private_texts().read(list(_text_ids(events))),
        names.get(pay.expert_id, "") if reader is EarningReader.PLATFORM else "",
        next((event.booking_id for event in reversed(prices) if event.booking_id), None),
    )


def _price_events(conversation: Sequence[Event]) -> list[PriceEvent]:
    return [event for event in conversation if isinstance(event, PriceEvent)]


def _text_ids(events: Sequence[Event]) -> Iterator[UUID]:
    for event in events:
        if text_id := _text_id(event):
            yield text_id


def _text_id(event: Event) -> UUID | None:
    return next((id for name in TEXT_IDS if (id := getattr(event, name, None))), None)


@dataclass(frozen=True)
class _FileWords:
    """The events of an earning in sentences, for one reader."""

    reader: EarningReader
    brand: BrandSummary | None
    names: Mapping[UUID, str]

    def entry(self, event: Event) -> FileEntry:
        if isinstance(event, PriceEvent):
            return FileEntry(event.at, price_moved(event), None)
        return FileEntry(event.at, self._sentence(event), _text_id(event))

    def _sentence(self, event: Event) -> str:
        match event:
            case Earning.Held():
                return self._held(event)
            case Earning.Refused(reasons=reasons):
                because = refusals(reasons)
                return gettext("Closed. It earns nothing: %(reasons)s.", reasons=because)
            case Earning.Contested():
                return self._contested(event)
            case Earning.Released():
                return gettext("The days are over: it can be paid.")
            case _:
                return self._of_person(event)

    def _of_person(self, event: Event) -> str:
        match event:
            case Earning.ContestAnswered():
                return self._of_expert(gettext("You answered."), gettext("The expert answered."))
            case Earning.Appealed():
                return self._of_expert(gettext("You appealed."), gettext("The expert appealed."))
            case _:
                return self._decided(event)

    def _held(self, held: Earning.Held) -> str:
        money, until = money_for(self.reader, held.pay), self._minute(held.held_until)
        amount = formats.money(money.amount, money.currency)
        return gettext("Closed: %(amount)s, held until %(time)s.", amount=amount, time=until)

    def _contested(self, contested: Earning.Contested) -> str:
        return gettext(
            "%(name)s contested it: %(reason)s. The expert can answer until %(time)s.",
            name=self._contester(contested.by),
            reason=gettext(CONTEST_REASONS[contested.reason]),
            time=self._minute(contested.answer_until),
        )

    def _decided(self, event: Event) -> str:
        name = self._name(getattr(event, "by", None))
        match event:
            case Earning.ContestAccepted():
                return gettext(
                    "%(name)s accepted the contest: the conversation earns nothing.", name=name
                )
            case Earning.ContestRejected():
                return gettext(
                    "%(name)s rejected the contest: the pay is held until its day.", name=name
                )
            case Earning.AppealGranted():
                return gettext(
                    "%(name)s granted the appeal: the conversation is paid after all.", name=name
                )
            case Earning.AppealRejected():
                return gettext(
                    "%(name)s rejected the appeal: the conversation earns nothing.", name=name
                )
            case _:
                raise AssertionError("an earning has no other events")

    def _of_expert(self, own: str, other: str) -> str:
        return own if self.reader is EarningReader.EXPERT else other

    def _contester(self, id: UUID) -> str:
        brand = self.brand.name if self.brand else gettext("The brand")
        if self.reader is EarningReader.EXPERT:
            return brand
        return f"{self._name(id)} ({brand})"

    def _name(self, id: UUID | None) -> str:
        return person_name(id, self.names)

    def _minute(self, at: datetime) -> str:
        return formats.minute(at, zone_of(self.brand))
