"""What the facts read of each event: a third of what it holds."""

from datetime import datetime

import msgspec

from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.money import Money
from projections.engine.projection import View


class Registered(View):
    OF = Brand.Registered

    zone: str


class Requested(View):
    OF = Conversation.Requested

    at: datetime
    brand_id: str
    language: str
    subject_id: str | None = None
    source: str = "site"


class Claimed(View):
    OF = Conversation.Claimed

    at: datetime
    respondent_id: str
    terms: msgspec.Raw
    concurrent_conversations: int


class FirstReplySent(View):
    OF = Conversation.FirstReplySent

    at: datetime


class Transferred(View):
    OF = Conversation.Transferred


class Closed(View):
    OF = Conversation.Closed

    respondent_id: str
    terms: msgspec.Raw
    visitor_messages: int
    respondent_messages: int
    last_message_at: datetime


class Lost(View):
    OF = Conversation.Lost

    reason: str


class Rated(View):
    OF = Conversation.Rated

    speed: int
    service: int
    quality: int


class SaleAttributed(View):
    OF = Conversation.SaleAttributed

    amount: Money
