"""
A season at Narbonne Accessoires, from an empty database, in the programs that people run.

A brand writes a test and calls for experts; three people join, are invited by e-mail and take it:
one passes, one fails and reads when to try again, one runs out of time.
"""

import email
import re
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.request import urlopen

import pytest

from tests.browser.assessments.camping_questions import BANK, WRITTEN, gift
from tests.support.browser import Complaints, Pages, problems_of
from tests.support.waiting import wait_until
from tests.web.cli.program import Program

pytestmark = pytest.mark.slow

PASSWORD = "one two three four"
SHOP = ("--name", "Narbonne Accessoires", "--zone", "Europe/Paris", "--currency", "EUR")
MANAGER = "manager@narbonne.example"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


@dataclass
class Journey:
    """What a person does, with a strict check of every page on the way."""

    page: object
    base: str
    mail: object
    language: str
    complaints: Complaints

    def goes(self, path):
        self.page.goto(path if path.startswith("http") else self.base + path, wait_until="load")
        self.sees_no_fault()

    def sends(self, button=".btn-primary"):
        self.page.locator(f"main {button}").first.click()
        self.page.wait_for_load_state()
        self.sees_no_fault()

    def sees_no_fault(self):
        problems = problems_of(self.page, self.language) + self.complaints.heard
        assert not problems, f"{self.page.url}: " + "\n".join(problems)

    def fills(self, **fields):
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)

    def reads(self, *expected):
        text = self.page.locator("main").inner_text()
        assert all(text_part in text for text_part in expected), text

    def email_link(self, to, containing=""):
        """The link in the newest e-mail to an address, once it has come."""

        def links():
            messages = [email.message_from_bytes(file.read_bytes()) for file in self._files()]
            texts = [
                message.get_payload(decode=True).decode()
                for message in messages
                if to in message["To"]
            ]
            links = [link for text in texts for link in LINK.findall(text) if containing in link]
            return links[-1:]

        wait_until(links, seconds=60)
        return links()[0]

    def _files(self):
        return sorted(self.mail.glob("*.eml"), key=lambda file: file.stat().st_mtime)


@pytest.fixture
def counter(request, tmp_path):
    """An empty counter with one brand, one subject and the brand's manager; and it is open."""
    mail = tmp_path / "mail"
    url = request.getfixturevalue(request.param)
    program = Program(url, {"COMPTOIR_MAIL_FOLDER": str(mail)})
    program.works("register-brand", "narbonne", *SHOP)
    program.works("name-subject", "campers", "--fr", "Camping-cars", "--en", "Campers")
    output = program.works("add-account", MANAGER, "--role", "brand", "--brand", "narbonne").output
    with serving(program) as base:
        yield base, mail, output.split()[-1]


@contextmanager
def serving(program):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = program.start("serve", "--port", port)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(base), seconds=120)
        yield base
    finally:
        served.terminate()
        output, _ = served.communicate(timeout=60)
    assert "Traceback" not in output, output


def answers(base):
    try:
        return urlopen(f"{base}/sign-in", timeout=5).status == 200  # noqa: S310 - our own server
    except OSError:
        return False


@pytest.mark.parametrize(
    ("language", "width", "counter"),
    [
        pytest.param("fr", 360, "sqlite_url", id="fr-360-sqlite"),
        pytest.param(
            "en", 1280, "postgres_url", id="en-1280-postgresql", marks=pytest.mark.postgres
        ),
    ],
    indirect=["counter"],
)
def test_a_brand_calls_for_experts_and_three_take_its_test(browser, counter, language, width):
    base, mail, manager_password = counter
    start_journey = partial(journey, Pages(browser, base), mail, language, width)
    tina, paula, frank = (f"{name}-{language}@pool.example" for name in ("tina", "paula", "frank"))
    for address in (tina, paula, frank):
        with start_journey() as person:
            joins(person, address)

    with start_journey() as brand:
        signs_in(brand, MANAGER, manager_password)
        writes_a_test(brand)
        publishes_a_call(brand)

        with start_journey() as first, start_journey() as second, start_journey() as third:
            attempt_url = starts_attempt(first, tina)
            passes(second, paula)
            fails(third, frank)
            runs_out_of_time(first, attempt_url)
        sees_the_pool(brand)


@contextmanager
def journey(pages, mail, language, width):
    """A person in a browser of their own."""
    with pages.opened(language, width=width, inspected=True) as page:
        complaints = Complaints()
        complaints.listen_to(page)
        yield Journey(page, pages.base, mail, language, complaints)


def signs_in(person, address, password):
    person.goes("/sign-in")
    person.fills(email=address, password=password)
    person.sends()


def joins(person, address):
    """With a confirmed address, and what they know about."""
    person.goes("/join")
    person.page.locator("main input[name=coming_as][value=expert]").check()
    person.fills(email=address)
    person.sends()
    person.goes(person.email_link(address, "/join/confirm/"))
    person.fills(password=PASSWORD)
    person.sends()
    signs_in(person, address, PASSWORD)
    person.goes("/me")
    person.fills(name=address.partition("@")[0].title())
    for language in ("fr", "en"):
        person.page.locator(f"main input[name=languages][value={language}]").check()
    person.page.locator("main input[name=subjects]").first.check()
    person.page.locator("main [name=country]").select_option("FR")
    person.page.locator("main input[name=invitations]").check()
    person.sends("[type=submit]")


def writes_a_test(brand):
    """Eleven questions from a file, and one on the page."""
    brand.goes("/brands/narbonne/tests/new")
    brand.fills(title=f"Camping-car {brand.language}")
    brand.page.locator("main [name=subject_id]").select_option(index=1)
    brand.page.locator("main [name=language]").select_option(brand.language)
    brand.sends()
    at = brand.page.url
    brand.goes(f"{at}/gift")
    bank = {"name": "bank.gift", "mimeType": "text/plain", "buffer": gift(brand.language).encode()}
    brand.page.set_input_files("main [name=file]", bank)
    brand.sends()
    brand.goes(f"{at}/questions/new?kind=true_false")
    brand.fills(text=WRITTEN.texts_in(brand.language)[0], topic="Camping")
    brand.sends(".test-buttons .btn-primary")
    brand.goes(at)
    brand.reads("12")
    brand.goes(f"{at}/rules")
    # One candidate lets it run out: half a minute is many times what the others take.
    brand.fills(pass_percent="75", minutes="0.5", attempts="2", delay="24")
    brand.page.locator("main [name=unit]").select_option("hours")
    brand.sends(".test-buttons .btn-primary")


def publishes_a_call(brand):
    """The terms are looked over first: price, commission and what the expert gets."""
    brand.goes("/brands/narbonne/calls/new")
    test = brand.page.locator(
        "main [name=assessment_id] option", has_text=f"Camping-car {brand.language}"
    )
    brand.page.locator("main [name=assessment_id]").select_option(test.get_attribute("value"))
    brand.page.locator(f"main input[name=languages][value={brand.language}]").check()
    brand.fills(max_experts="3", price="2")
    brand.sends()
    brand.reads("1,60" if brand.language == "fr" else "1.60")
    brand.sends()


def starts_attempt(person, address):
    """From the invitation to the running test; where that is."""
    signs_in(person, address, PASSWORD)
    person.goes(person.email_link(address, "/calls/"))
    person.reads("1,60" if person.language == "fr" else "1.60")
    person.page.locator("main a[href*='/tests/']").first.click()
    person.page.wait_for_load_state()
    person.sees_no_fault()
    person.sends(".exam-go .btn-primary")
    return person.page.url


def answers_all(person, address, *, right):
    starts_attempt(person, address)
    for question in (*BANK, WRITTEN):
        answers_one(person, *question.texts_in(person.language), right=right)
    wait_until(
        lambda: person.page.locator(".exam-jump.is-answered").count() == len(BANK) + 1, seconds=30
    )
    person.page.locator("main button[value=submit]").first.click()
    person.page.wait_for_url("**/submit")
    person.sees_no_fault()
    person.sends()
    person.page.wait_for_url("**/result")


def answers_one(person, text, truth, *others, right):
    question = person.page.locator(".exam-question", has_text=text)
    if others:
        choice = truth if right else others[0]
        question.locator(".exam-option", has_text=choice).first.locator("input").check()
    else:
        field = question.locator("input[type=text]")
        field.fill(truth if right else "77")
        field.blur()


def passes(person, address):
    """Passes, opens the badge page, and then accepts the terms."""
    answers_all(person, address, right=True)
    person.reads("100")
    person.page.locator("main a[href*='/badges/']").first.click()
    person.page.wait_for_load_state()
    person.sees_no_fault()
    person.goes(person.email_link(address, "/calls/"))
    person.sends()
    person.reads("désormais" if person.language == "fr" else "You have joined")


def fails(person, address):
    """Fails, and reads when to try again: a day later."""
    answers_all(person, address, right=False)
    retry_at = person.page.locator("main strong time").first.get_attribute("datetime")
    wait = datetime.fromisoformat(retry_at) - datetime.now(UTC)
    assert timedelta(hours=23) < wait < timedelta(hours=25)


def runs_out_of_time(person, at):
    """The page hands itself in; a candidate who comes back later finds the result."""
    person.page.wait_for_url("**/result", timeout=90_000)
    person.sees_no_fault()
    person.goes(at)
    assert person.page.url.endswith("/result")
    person.reads("Le temps s" if person.language == "fr" else "Time ran out on")


def sees_the_pool(brand):
    """How many there are, and how good; no names, and no number that would give one away."""
    brand.goes("/brands/narbonne/pool")
    brand.reads("3", "moins de 3" if brand.language == "fr" else "fewer than 3")
    text = brand.page.locator("main").inner_text()
    assert not re.search("paula|frank|tina", text, re.IGNORECASE)
    brand.goes("/brands/narbonne/calls")
    brand.reads("1")
