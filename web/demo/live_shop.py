"""
The live shop of the demonstration: an invented shop with the widget, open day and night.

It has a page on a site of its own (`shop_page.py`). The people of the demonstration who are shown
can answer there; when none of them takes a request, a simulated respondent does, and says so.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from domain.brands.brand import Brand
from domain.brands.widget import WidgetSettings, WidgetText
from domain.errors import Refused
from domain.members.member import Member
from domain.money import Money
from domain.terms import Paid, Terms, Voluntary
from projections.chat.open_conversations import OpenConversation
from projections.chat.queries import conversations_of, offered_to
from projections.engine.timestamps import at_ms
from web.chat.messages import ChatMessages
from web.demo.people import Person
from web.marketplace import Marketplace

SHOP_ID = uuid5(NAMESPACE_URL, "https://comptoir.example.org/live-shop")
SLUG, NAME = "van-live", "Van en direct"
SIMULATED = Person(
    uuid5(SHOP_ID, "simulated respondent"),
    "Simulation (démonstration)",
    "simulation@van-live.example.org",
    ("ambassador",),
    None,
    "fr",
)
TEXTS = {
    "fr": WidgetText("Une question ?", "Bonjour ! Posez votre question sur l’équipement du van."),
    "en": WidgetText("A question?", "Hello! Ask your question about the equipment of the van."),
}
ANSWERS = {
    "fr": "Réponse simulée de la démonstration : personne n’a lu votre question. Connectez-vous au"
    " poste de réponse pour répondre vous-même.",
    "en": "Simulated answer of the demonstration: no person has read your question. Sign in and"
    " open the desk to answer yourself.",
}
TERMS: dict[str, Terms] = {
    "ambassador": Voluntary(points=10),
    "expert": Paid(price=Money(200, "EUR"), commission_percent=20),
}
PATIENCE = timedelta(seconds=15)
"""So long the people of the demonstration have to take a request."""
THINKING = timedelta(seconds=3)
"""Between taking a request and answering."""
IDLE = timedelta(minutes=2)
"""After so long without a message the simulated respondent ends the conversation."""


def open_live_shop(
    marketplace: Marketplace, people: Sequence[Person], origin: str, at: datetime
) -> None:
    """
    Register the shop and who answers, and let its page show the widget; again, it changes nothing.

    people: those of the demonstration who sign in. origin: of the shop's page.
    """
    log, brands = marketplace.log, marketplace.brands
    if not log.load_or_new(Brand, SHOP_ID).version:
        brands.register(SHOP_ID, SLUG, NAME, "Europe/Paris", "EUR", None, at)
    widget = WidgetSettings(texts=TEXTS, origins=(origin,))
    brands.configure_widget(SHOP_ID, widget, SIMULATED.id, at)
    if not log.load_or_new(Member, SIMULATED.id).version:
        marketplace.members.join(SIMULATED.id, ("fr", "en"), "FR", at)
    for person in (SIMULATED, *people):
        _engage(marketplace, person, at)


def _engage(marketplace: Marketplace, person: Person, at: datetime) -> None:
    member = marketplace.log.load_or_new(Member, person.id)
    terms = next((TERMS[role] for role in person.roles if role in TERMS), None)
    if member.version and terms is not None and SHOP_ID not in member.engagements:
        marketplace.members.start_engagement(person.id, SHOP_ID, terms, SIMULATED.id, at)


class SimulatedRespondent:
    """Takes what no person of the demonstration takes, and answers with a sentence that says so."""

    def __init__(self, marketplace: Marketplace, messages: ChatMessages) -> None:
        self._marketplace = marketplace
        self._messages = messages

    def run(self, at: datetime) -> int:
        """Do what is due; return how many requests were taken, answered or ended."""
        if not self._marketplace.log.load_or_new(Member, SIMULATED.id).version:
            return 0
        self._come_online(at)
        read_models = self._marketplace.read_models
        with read_models.read(read_models.open_conversations) as db:
            offers, own = offered_to(SIMULATED.id, db), conversations_of(SIMULATED.id, db)
        done = sum(self._take(offer, at) for offer in offers)
        return done + sum(self._go_on(conversation, at) for conversation in own)

    def _come_online(self, at: datetime) -> None:
        held = self._marketplace.log.rows.holder_of("presence-session", str(SIMULATED.id))
        if held is None:
            self._marketplace.presence.come_online(uuid4(), SIMULATED.id, 4, at)

    def _take(self, offer: OpenConversation, at: datetime) -> bool:
        if at - at_ms(offer.waiting_since_ms) < PATIENCE:
            return False
        id = UUID(bytes=offer.conversation_id)
        return self._try(lambda: self._marketplace.conversations.claim(id, SIMULATED.id, at))

    def _go_on(self, conversation: OpenConversation, at: datetime) -> bool:
        id, last = UUID(bytes=conversation.conversation_id), at_ms(conversation.last_message_ms)
        claimed = at_ms(conversation.claimed_ms)
        if conversation.is_last_of_visitor and at - max(last, claimed) >= THINKING:
            answer = ANSWERS.get(conversation.language, ANSWERS["en"])
            return self._try(
                lambda: self._messages.send_as_respondent(id, SIMULATED.id, uuid4(), answer, at)
            )
        if not conversation.is_last_of_visitor and at - last >= IDLE:
            commands = self._marketplace.conversations
            return self._try(lambda: commands.end_own(id, SIMULATED.id, "answered", at))
        return False

    def _try(self, act: Callable[[], object]) -> bool:
        """What is refused was done by others meanwhile."""
        try:
            act()
        except Refused:
            return False
        return True
