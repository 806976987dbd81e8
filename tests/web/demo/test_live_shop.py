"""The live shop of the demonstration, and who answers there when no person does."""

from uuid import uuid4

import pytest

from domain.conversations.conversation import Conversation
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import AMBASSADOR, CONVERSATION, VISITOR, after
from tests.web.shop import settings_at
from web.chat.live_routing import LiveRouter
from web.chat.messages import ChatMessages
from web.demo.live_shop import (
    ANSWERS,
    SHOP_ID,
    SIMULATED,
    SLUG,
    SimulatedRespondent,
    open_live_shop,
)
from web.demo.people import Person
from web.demo.shop_page import make_shop
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts

ADA = Person(AMBASSADOR, "Ada", "ada@example.org", ("ambassador",), None, "en", signs_in=True)
ORIGIN = "http://localhost:8002"


class LiveShop:
    """The shop, its router, and the simulated respondent, at chosen times."""

    def __init__(self, market, texts):  # noqa: F811
        self.market, self.texts = market, texts
        market.members.join(AMBASSADOR, ("en",), "GB", after(-900))
        open_live_shop(market, [ADA], ORIGIN, after(-800))
        self.simulated = SimulatedRespondent(market, ChatMessages(market, texts))

    def passes(self, *seconds):
        for second in seconds:
            self.market.projector.catch_up()
            self.simulated.run(after(second))
            self.market.projector.catch_up()
            LiveRouter(self.market, after(second)).run()
        self.market.projector.catch_up()

    def requests(self):
        self.market.conversations.request(CONVERSATION, SHOP_ID, VISITOR, "en", after(0))
        self.market.conversations.send_message(CONVERSATION, VISITOR, uuid4(), 3, after(0))

    @property
    def conversation(self):
        return self.market.log.load(Conversation, CONVERSATION)


@pytest.fixture
def live(market, tmp_path):  # noqa: F811
    store = open_private_store(settings_at(tmp_path))
    yield LiveShop(market, PrivateTexts(store))
    store.close()


def test_the_shop_is_opened_once_and_people_are_engaged_once(live):
    open_live_shop(live.market, [ADA], ORIGIN, after(-700))
    live.market.projector.catch_up()

    topics = [row.topic for row in live.market.log.all_rows()]
    assert topics.count("Brand.Registered.1") == 1
    assert topics.count("Member.EngagementStarted.1") == 2


def test_a_simulated_answer_comes_when_no_person_takes_the_request_and_says_so(live):
    live.passes(-1)
    live.requests()

    live.passes(0, 14)
    assert live.conversation.respondent_id is None
    live.passes(15, 18)

    assert live.conversation.respondent_id == SIMULATED.id
    [*_, sent] = live.market.log.history(CONVERSATION)
    assert live.texts.read([sent.data.text_id]) == {sent.data.text_id: ANSWERS["en"]}
    assert ANSWERS["en"].startswith("Simulated answer")


def test_a_person_who_takes_the_request_is_left_alone(live):
    live.market.presence.come_online(uuid4(), AMBASSADOR, 1, after(-5))
    live.passes(-1)
    live.requests()
    live.passes(0)

    live.market.conversations.claim(CONVERSATION, AMBASSADOR, after(2))
    live.passes(20, 30)

    assert live.conversation.respondent_id == AMBASSADOR
    assert live.conversation.messages.respondent == 0


def test_a_simulated_conversation_ends_when_the_visitor_writes_no_more(live):
    live.passes(-1)
    live.requests()
    live.passes(0, 15, 18, 100)
    assert live.conversation.closed_at is None

    live.passes(140)

    assert live.conversation.closed_at == after(140)


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/en", "en"), ("/fr", "fr")])
def test_the_shops_page_has_of_us_only_the_line_of_the_widget(path, language):
    started = []
    shop = make_shop({"COMPTOIR_PUBLIC_URL": "http://127.0.0.1:8000"})

    [body] = shop({"PATH_INFO": path}, lambda status, headers: started.append((status, headers)))

    page, [(status, headers)] = body.decode(), started
    assert status == "200 OK"
    assert f'<html lang="{language}">' in page
    src = f"http://127.0.0.1:8000/widget/v1/comptoir.js?brand={SLUG}"
    assert page.count("<script") == page.count(f'<script async src="{src}"></script>') == 1
    assert "unsafe" not in dict(headers)["Content-Security-Policy"]
