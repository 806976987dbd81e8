"""The fields of each event that the facts read: a third of them."""

from datetime import datetime

import msgspec

from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.money import Money
from projections.engine.projection import PartialEvent


class Registered(PartialEvent):
    OF = Brand.Registered

    zone: str


class Requested(PartialEvent):
    OF = Conversation.Requested

    at: datetime
    brand_id: str
    language: str
    subject_id: str | None = None
    source: str = "site"


class Claimed(PartialEvent):
    OF = Conversation.Claimed

    at: datetime
    respondent_id: str
    terms: msgspec.Raw
    concurrent_conversations: int


class FirstReplySent(PartialEvent):
    OF = Conversation.FirstReplySent

    at: datetime


class Transferred(PartialEvent):
    OF = Conversation.Transferred


class Closed(PartialEvent):
    OF = Conversation.Closed

    respondent_id: str
    terms: msgspec.Raw
    visitor_messages: int
    respondent_messages: int
    last_message_at: datetime


class Lost(PartialEvent):
    OF = Conversation.Lost

    reason: str


class Rated(PartialEvent):
    OF = Conversation.Rated

    speed: int
    service: int
    quality: int


class SaleAttributed(PartialEvent):
    OF = Conversation.SaleAttributed

    amount: Money
