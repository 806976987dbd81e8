"""The whole story, from the widget to the rating, with a desk in a second browser."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from domain.conversations.conversation import Conversation
from tests.browser.chat.chat_site import AMBASSADOR, EXPERT, chat_site, engage
from tests.browser.conftest import signed_in
from tests.support.browser import Complaints, keep, new_context, problems_of
from tests.support.chromium import ARGUMENTS
from web.i18n.language import gettext_in

QUESTION = {
    "fr": "Une deuxième batterie <b>tient</b>-elle ?",
    "en": "Will a second <b>one</b> fit?",
}
ANSWER = {"fr": "Oui, sous le siège.", "en": "Yes, under the seat."}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with chat_site(tmp_path_factory.mktemp("chat")) as site:
        engage(site)
        yield site


@pytest.fixture(scope="module")
def strict_browser(browser, chromium_path):
    """A browser that blocks cookies of third parties."""
    arguments = [*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    opened = browser.browser_type.launch(executable_path=chromium_path, args=arguments)
    yield opened
    opened.close()


class Visitor:
    """Someone on the shop's page, with a keyboard."""

    def __init__(self, browser, site, language):
        self.site, self.language = site, language
        context = new_context(browser, language, 1280, inspected=True)
        self.page = context.new_page()
        self.complaints = Complaints()
        self.complaints.listen_to(self.page)
        self.requests = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(f"{site.shop}/{language}")

    def waits_before_clicking(self):
        """So far there was one request to us, and no cookie."""
        self.page.wait_for_selector("comptoir-chat", state="attached")
        assert len([url for url in self.requests if self.site.comptoir in url]) == 1
        assert self.page.context.cookies() == []

    def opens_the_widget(self):
        self.page.wait_for_selector("comptoir-chat", state="attached")
        self.page.keyboard.press("Tab")
        with self.page.expect_event("frameattached"):
            self.page.keyboard.press("Enter")
        self.frame = self.page.frames[-1]
        self.frame.wait_for_selector("#text:focus")

    def reads(self, place, text):
        expect(self.frame.locator(place)).to_contain_text(text)

    def writes(self, text):
        self.frame.fill("#text", text)
        self.frame.press("#text", "Enter")

    def rates(self):
        for name, mark in (("speed", "5"), ("service", "4"), ("quality", "5")):
            self.frame.locator(f"select[name={name}]").select_option(mark)
        self.has_no_problems()
        keep(self.page, f"widget {self.language}")
        button = gettext_in("Send the rating", self.language)
        self.frame.get_by_role("button", name=button).click()
        self.reads("#state", gettext_in("Thank you for your rating.", self.language))

    def has_no_problems(self):
        found = problems_of(self.frame, self.language) + self.complaints.heard
        assert not found, found


class Desk:
    """A respondent's desk in a browser of their own."""

    def __init__(self, page, site, language):
        self.page, self.language = page, language
        self.complaints = Complaints()
        self.complaints.listen_to(page)
        page.goto(f"{site.comptoir}/desk")

    def clicks(self, button):
        self.page.get_by_role("button", name=gettext_in(button, self.language)).click()

    def says(self, sentence):
        state = self.page.locator("#presence-state")
        expect(state).to_have_text(gettext_in(sentence, self.language))

    def reads(self, text):
        expect(self.page.locator(".desk-log")).to_contain_text(text)

    def answers(self, text):
        self.page.locator("textarea").fill(text)
        self.page.keyboard.press("Enter")

    def has_no_problems(self):
        found = problems_of(self.page, self.language) + self.complaints.heard
        assert not found, found


@pytest.mark.parametrize(
    ("language", "email", "width"), [("fr", EXPERT, 1280), ("en", AMBASSADOR, 360)]
)
def test_a_visitor_is_answered_and_rates(site, browser, strict_browser, language, email, width):
    respondent = signed_in(browser, site.comptoir, email)
    with respondent.opened(language, width=width, inspected=True) as page:
        desk = Desk(page, site, language)
        desk.clicks("Go online")
        desk.says("You are online and get requests.")
        visitor = Visitor(strict_browser, site, language)
        visitor.waits_before_clicking()
        visitor.opens_the_widget()
        visitor.reads("main", site.disclosure(email, language))
        visitor.has_no_problems()

        talk(visitor, desk, language)
        keep(page, f"desk {language} {width}")
        desk.clicks("End the conversation")
        visitor.rates()
        desk.clicks("Go offline")
        desk.says("You are offline.")

    conversation = conversations_in(site)[-1]
    assert (conversation.respondent_id, conversation.rated) == (site.ids[email], True)
    assert conversation.messages == (2, 1)


def talk(visitor, desk, language):
    """A question with markup in it, an answer, and thanks from a page that was loaded anew."""
    visitor.writes(QUESTION[language])
    desk.clicks("Take the request")
    desk.reads(QUESTION[language])
    desk.has_no_problems()
    desk.answers(ANSWER[language])
    visitor.reads("#log", ANSWER[language])
    visitor.page.reload()
    visitor.opens_the_widget()
    visitor.reads("#log", QUESTION[language])
    visitor.writes("Merci !")
    desk.reads("Merci !")


def conversations_in(site):
    ids = dict.fromkeys(
        row.stream for row in site.market.log.all_rows() if row.topic.startswith("Conversation.")
    )
    return [site.market.log.load(Conversation, UUID(bytes=id)) for id in ids]
