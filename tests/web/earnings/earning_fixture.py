"""Conversations of a brand that were closed some days ago, what they earn, and who decides."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from domain.clock import system_clock
from domain.conversations.conversation import Conversation
from payments.earnings.earning import Earning, WrittenText, earning_id
from tests.support.people import EXPERT
from tests.support.private_texts import stored_text
from tests.web.assessments.graded_fixture import post_form
from tests.web.conversations.busy_shop import counter_of
from tests.web.moderation.suspension_fixture import MEMBER, SECOND, with_people
from tests.web.shop import NEST
from web.private_store.accounts import account_of

HOLD = timedelta(days=7)
INES, EMMA, OMAR = "ines@nest.example", MEMBER, SECOND
FRAN, PAOLA = "fran@comptoir.example", "plat@comptoir.example"
SPEND, EARNINGS, CONTESTS = "/brands/nest/spend", "/me/earnings", "/finance/contests"
EVIDENCE = "The deposit is 300 euros; the expert wrote that there is none."
ANSWER = "The brand's own page said so on that day."
REASON = "The page said so: the answer was right."


@dataclass
class EarningScenario:
    """Through the pages where a client is named, else by the commands."""

    counter: object
    store: object
    now: object = field(default_factory=system_clock)

    @property
    def market(self):
        return self.counter.market

    def closes(self, days_ago=3, brand=NEST, messages=None):
        """Return the id of the conversation, whose pay is held, or refused by the rules."""
        at = self.now - timedelta(days=days_ago)
        if messages is None:
            conversation_id = self.counter.is_answered(EXPERT, at, brand)
        else:
            conversation_id = self.counter.is_claimed(EXPERT, at, brand)
            conversations, over = self.market.conversations, at + timedelta(minutes=2)
            conversations.send_first_reply(conversation_id, EXPERT, at + timedelta(minutes=1))
            conversations.close(conversation_id, EXPERT, "answered", messages, over, over)
        self.earns(conversation_id)
        return conversation_id

    def earns(self, conversation_id):
        for recorded in self.market.log.history(conversation_id):
            if isinstance(recorded.data, Conversation.Closed):
                self.market.earnings.earn(conversation_id, recorded.data, HOLD)

    def words(self, text, conversation_id):
        id = earning_id(conversation_id)
        return WrittenText(stored_text(self.store, text, id, EXPERT, self.now), len(text))

    def contested(self, days_ago=3, *, is_answered=False):
        """By Ines, a moment ago; return the id of the conversation."""
        conversation_id = self.closes(days_ago)
        id, earnings, by = earning_id(conversation_id), self.market.earnings, self.id_of(INES)
        evidence = self.words(EVIDENCE, conversation_id)
        earnings.contest(id, NEST.brand_id, "wrong_answer", evidence, by, self.now)
        if is_answered:
            answer = self.words(ANSWER, conversation_id)
            earnings.answer_contest(id, EXPERT, answer, self.now)
        return conversation_id

    def appealed(self):
        """Against a decision of Fran for the brand."""
        conversation_id = self.contested(is_answered=True)
        id, earnings = earning_id(conversation_id), self.market.earnings
        reason = self.words(REASON, conversation_id)
        earnings.accept_contest(id, reason, self.id_of(FRAN), self.now)
        earnings.appeal(id, EXPERT, self.words(ANSWER, conversation_id), self.now)
        return conversation_id

    def update(self):
        """Post the ledger, and update the read models."""
        assert self.market.poster.catch_up().problem is None
        self.counter.update_read_models()

    def id_of(self, email):
        with self.store.sessions() as session:
            return account_of(session, email).id

    def earning(self, conversation_id):
        return self.market.log.load(Earning, earning_id(conversation_id))

    def event_names(self, conversation_id):
        history = self.market.log.history(earning_id(conversation_id))
        return [type(recorded.data).__name__ for recorded in history]


@contextmanager
def earnings_of(app, store, database_url):
    with_people(store, NEST.brand_id)
    with counter_of(app, database_url) as counter:
        yield EarningScenario(counter, store)


def contests(client, conversation_id, choice="wrong_answer", text=EVIDENCE):
    page = f"{SPEND}/{conversation_id}"
    return post_form(client, page, f"{page}/contest", choice=choice, text=text)


def decides(client, conversation_id, choice="expert", text=REASON, about="contest"):
    page = f"{CONTESTS}/{conversation_id}"
    return post_form(client, page, f"{page}/decision", choice=choice, text=text, about=about)


def writes(client, conversation_id, action, text=ANSWER):
    """An expert answers or appeals."""
    page = f"{EARNINGS}/{conversation_id}"
    return post_form(client, page, f"{page}/{action}", text=text)
