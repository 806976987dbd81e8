"""The widget as it is served: what it weighs, to whom it shows, and who may ask it anything."""

import gzip
import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.brands.opening_hours import OpeningHours
from domain.brands.widget import Targeting, WidgetSettings, WidgetText
from domain.clock import system_clock
from domain.conversations.conversation import Conversation
from domain.money import Money
from tests.support.people import EXPERT, MANAGER, PAID
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import NEST, open_shop, settings_at
from web.chat.visitor_sessions import COOKIE, VisitorSessions
from web.private_store.jobs import settle_texts
from web.private_store.texts import PrivateTexts

SHOP = "https://shop.example"
TEXTS = {"fr": WidgetText("Question ?", "Bonjour"), "en": WidgetText("Question?", "Hello")}
BASE = "/widget/v1/brands/nest"
OWN = {"X-Comptoir": "1"}
LOADER_BYTES, FRAME_BYTES = 3_000, 15_000
"""As the issue promises, compressed: before the first click, and after it."""


@pytest.fixture
def site(tmp_path):
    with open_shop(settings_at(tmp_path)) as shop:
        texts = PrivateTexts(shop.store)
        with marketplace_in(shop.app, shop.settings.database_url, texts.read) as market:
            yield Site(shop, market)


class Site:
    """A brand with a widget and one expert online."""

    def __init__(self, shop, market):
        self.shop, self.market = shop, market
        self.client = shop.app.test_client()
        earlier = system_clock() - timedelta(minutes=5)
        market.brands.register(NEST.brand_id, "nest", "Nest", NEST.zone, "EUR", None, earlier)
        self.configure()
        market.members.join(EXPERT, ("fr", "en"), "FR", earlier)
        market.members.start_engagement(EXPERT, NEST.brand_id, PAID, MANAGER, earlier)
        market.presence.come_online(uuid4(), EXPERT, 1, earlier)
        market.projector.catch_up()

    def configure(self, **settings):
        widget = WidgetSettings(**{"texts": TEXTS, "origins": (SHOP,), **settings})
        self.market.brands.configure_widget(NEST.brand_id, widget, MANAGER, system_clock())
        self.market.projector.catch_up()

    def config(self):
        """What the loader is told."""
        script = self.client.get("/widget/v1/comptoir.js?brand=nest").text
        return json.loads(re.search(r"config = ({.*?}), origin", script)[1])

    def begin(self):
        return self.client.post(f"{BASE}/session", json={}, headers=OWN)

    def write(self, text, message_id=None, **more):
        message = {"message_id": str(message_id or uuid4()), "text": text}
        return self.client.post(f"{BASE}/messages", json=message, headers=OWN | more)

    def conversations(self):
        ids = dict.fromkeys(
            row.stream for row in self.market.log.all_rows() if "Conversation.Req" in row.topic
        )
        return [self.market.log.load(Conversation, UUID(bytes=id)) for id in ids]


def compressed(response):
    with response:
        return len(gzip.compress(response.data))


def test_the_widget_weighs_no_more_than_was_promised(site):
    loader = site.client.get("/widget/v1/comptoir.js?brand=nest")
    frame = site.client.get(f"{BASE}/frame?language=fr")
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', frame.text)

    assert compressed(loader) <= LOADER_BYTES
    assert len(parts) == 3
    after_the_click = [compressed(frame), *(compressed(site.client.get(part)) for part in parts)]
    assert sum(after_the_click) <= FRAME_BYTES


def test_the_loader_sets_no_cookie_and_may_be_read_by_any_site(site):
    loader = site.client.get("/widget/v1/comptoir.js?brand=nest")

    assert "Set-Cookie" not in loader.headers
    assert loader.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert loader.mimetype == "text/javascript"


def test_the_widget_shows_while_enough_respondents_are_free(site):
    assert site.config()["shown"]

    site.configure(minimum_present=2)
    assert not site.config()["shown"]

    site.configure()
    site.market.presence.go_away(EXPERT, "declared", system_clock())
    site.market.projector.catch_up()
    assert not site.config()["shown"]
    assert 'id="write"' not in site.client.get(f"{BASE}/frame").text


def test_the_widget_does_not_show_outside_opening_hours(site):
    closed = OpeningHours.weekly("Europe/Paris", {})
    site.market.brands.set_opening_hours(NEST.brand_id, closed, MANAGER, system_clock())
    site.market.projector.catch_up()

    assert not site.config()["shown"]


def test_the_loader_knows_the_targeting_and_no_text_can_leave_its_string(site):
    script = "</script><script>alert(1)"
    site.configure(
        texts={"fr": WidgetText(script, "Bonjour")},
        targeting=Targeting(("/help*",), Money(5000, "EUR"), 20),
    )

    config = site.config()

    assert (config["pages"], config["basket"], config["after"]) == (["/help*"], 5000, 20)
    assert config["texts"]["fr"]["title"] == script
    assert "</script>" not in site.client.get("/widget/v1/comptoir.js?brand=nest").text


def test_only_sites_of_the_brand_may_show_the_frame(site):
    policy = site.client.get(f"{BASE}/frame").headers["Content-Security-Policy"]
    assert f"frame-ancestors {SHOP}" in policy
    assert "unsafe" not in policy

    site.configure(origins=())
    policy = site.client.get(f"{BASE}/frame").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert not site.config()["shown"]


@pytest.mark.parametrize("address", ["/widget/v1/comptoir.js?brand=no", "/widget/v1/comptoir.js"])
def test_an_unknown_brand_has_no_widget(site, address):
    assert site.client.get(address).status_code == 404


def test_a_first_message_begins_one_conversation_with_what_was_read(site):
    site.begin()

    written = site.write("Does it fit?")

    assert written.status_code == 201
    [conversation] = site.conversations()
    [requested, shown, sent] = [
        envelope.data for envelope in site.market.log.history(conversation.id)
    ]
    assert (requested.brand_id, requested.page) == (NEST.brand_id, None)
    assert shown.disclosures == (PAID.disclosures["en"],)
    assert (sent.sender_id, sent.length) == (conversation.visitor_id, 12)
    assert [message["text"] for message in written.json["messages"]] == ["Does it fit?"]


def test_a_message_that_is_sent_twice_is_there_once(site):
    site.begin()
    message_id = uuid4()

    site.write("Does it fit?", message_id)
    again = site.write("Does it fit?", message_id)

    assert [message["text"] for message in again.json["messages"]] == ["Does it fit?"]
    assert len(site.conversations()) == 1


def test_a_message_id_with_other_words_is_refused(site):
    site.begin()
    message_id = uuid4()
    site.write("Does it fit?", message_id)

    assert site.write("Something else", message_id).status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "x" * 9000, "nul \x00", "over \u202e"])
def test_a_text_that_cannot_be_sent_is_refused_and_nothing_is_written(site, text):
    site.begin()

    assert site.write(text).status_code == 422
    assert site.conversations() == []


def test_words_are_in_the_private_store_only(site):
    site.begin()
    site.write("Zanzibar secret")

    rows = b"".join(row.state for row in site.market.log.all_rows())
    assert b"Zanzibar" not in rows


def test_words_stay_when_the_log_names_them_and_a_message_sent_twice_leaves_no_other(site):
    site.begin()
    message_id = uuid4()
    site.write("Does it fit?", message_id)
    site.write("Does it fit?", message_id)

    later = system_clock() + timedelta(minutes=20)
    texts = PrivateTexts(site.shop.store)
    assert settle_texts(texts, site.market.log, later) == 2

    shown = site.client.get(f"{BASE}/conversation", headers=OWN).json["messages"]
    assert [message["text"] for message in shown] == ["Does it fit?"]
    assert settle_texts(texts, site.market.log, later) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Comptoir": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_only_our_own_frame_may_ask(site, headers):
    site.begin()

    refused = site.client.post(f"{BASE}/messages", json={}, headers=OWN | headers)

    assert refused.status_code == 403


def test_without_a_session_or_with_one_of_another_brand_nothing_is_shown(site):
    def state():
        return site.client.get(f"{BASE}/conversation", headers=OWN).status_code

    assert state() == 401
    sessions = VisitorSessions(site.shop.settings.secret_key)
    with site.shop.app.test_request_context():
        response = site.shop.app.make_response("")
        sessions.begin(UUID(int=2), response)
    value = re.search(rf"{COOKIE}=([^;]+)", response.headers["Set-Cookie"])[1]
    site.client.set_cookie(COOKIE, value)
    assert state() == 401
    site.client.set_cookie(COOKIE, value[:-3] + "xyz")
    assert state() == 401


def test_the_cookie_is_bound_to_the_site_and_unreadable_for_scripts(site):
    cookie = site.begin().headers["Set-Cookie"]

    for part in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_two_visitors_see_their_own_conversation_only(site):
    site.begin()
    site.write("Mine")
    other = site.shop.app.test_client()
    other.post(f"{BASE}/session", json={}, headers=OWN)

    seen = other.get(f"{BASE}/conversation", headers=OWN).json

    assert (seen["status"], seen["messages"]) == ("none", [])


def test_what_is_written_after_the_end_begins_a_new_conversation(site):
    site.begin()
    site.write("First")
    [first] = site.conversations()
    site.market.conversations.lose(first.id, "visitor_left", system_clock())

    site.write("Second")

    assert [one.messages.visitor for one in site.conversations()] == [1, 1]


def test_a_visitor_who_writes_very_much_waits(site):
    site.begin()
    for number in range(120):
        assert site.write(f"{number}").status_code == 201

    too_much = site.write("one more")

    assert too_much.status_code == 429
    assert int(too_much.headers["Retry-After"]) > 0


def test_a_page_is_recorded_without_its_query_and_only_in_a_conversation(site):
    def go_to(page):
        return site.client.post(f"{BASE}/page", json={"page": page}, headers=OWN).status_code

    site.begin()
    assert go_to(f"{SHOP}/tents?user=ann") == 204
    assert site.conversations() == []
    site.write("Does it fit?")

    assert go_to(f"{SHOP}/tents?user=ann") == 204
    assert go_to("javascript:alert(1)") == 422

    [conversation] = site.conversations()
    newest = site.market.log.history(conversation.id)[-1].data
    assert newest.page == f"{SHOP}/tents"


def test_a_visitor_who_waits_knows_how_many_requests_come_before(site):
    def place(client):
        site.market.projector.catch_up()
        return client.get(f"{BASE}/conversation", headers=OWN).json["place_in_queue"]

    other = site.shop.app.test_client()
    other.post(f"{BASE}/session", json={}, headers=OWN)
    message = {"message_id": str(uuid4()), "text": "First"}
    other.post(f"{BASE}/messages", json=message, headers=OWN)
    site.begin()
    assert place(site.client) == 0
    site.write("Second")

    assert (place(other), place(site.client)) == (1, 2)

    first = site.conversations()[0]
    site.market.conversations.lose(first.id, "visitor_left", system_clock())
    assert (place(other), place(site.client)) == (0, 1)
