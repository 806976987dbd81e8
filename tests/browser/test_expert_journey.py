"""
A season at Narbonne Accessoires, from an empty database, in the programs that people run.

A brand writes a test and calls for experts; three people join, are invited by e-mail and take it:
one passes, one fails and is told when to try again, one runs out of time.
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
from tests.support.browser import Complaints, Pages, look
from tests.support.waiting import wait_until
from tests.web.cli.program import Program

pytestmark = pytest.mark.slow

PASSWORD = "one two three four"
SHOP = ("--name", "Narbonne Accessoires", "--zone", "Europe/Paris", "--currency", "EUR")
MANAGER = "manager@narbonne.example"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


@dataclass
class Story:
    """What people do, and a strict look at each page they see."""

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
        found = look(self.page, self.language) + self.complaints.heard
        assert not found, f"{self.page.url}: " + "\n".join(found)

    def fills(self, **fields):
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)

    def reads(self, *said):
        text = self.page.locator("main").inner_text()
        assert all(each in text for each in said), text

    def letter(self, to, containing=""):
        """The link in the newest letter to somebody, once it has come."""

        def found():
            letters = [email.message_from_bytes(each.read_bytes()) for each in self._files()]
            texts = [
                letter.get_payload(decode=True).decode() for letter in letters if to in letter["To"]
            ]
            links = [link for text in texts for link in LINK.findall(text) if containing in link]
            return links[-1:]

        wait_until(found, seconds=60)
        return found()[0]

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
    told = program.works("add-account", MANAGER, "--role", "brand", "--brand", "narbonne").told
    with engagements(program) as base:
        yield base, mail, told.split()[-1]


@contextmanager
def engagements(program):
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
        told, _ = served.communicate(timeout=60)
    assert "Traceback" not in told, told


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
    tell = partial(story, Pages(browser, base), mail, language, width)
    tina, paula, frank = (f"{name}-{language}@pool.example" for name in ("tina", "paula", "frank"))
    for address in (tina, paula, frank):
        with tell() as one:
            joins(one, address)

    with tell() as brand:
        signs_in(brand, MANAGER, manager_password)
        writes_a_test(brand)
        publishes_a_call(brand)

        with tell() as first, tell() as second, tell() as third:
            began_at = begins(first, tina)
            passes(second, paula)
            fails(third, frank)
            runs_out_of_time(first, began_at)
        sees_the_pool(brand)


@contextmanager
def story(pages, mail, language, width):
    """Somebody in a browser of their own."""
    with pages.opened(language, width=width, looked_at=True) as page:
        complaints = Complaints()
        complaints.listen_to(page)
        yield Story(page, pages.base, mail, language, complaints)


def signs_in(one, address, password):
    one.goes("/sign-in")
    one.fills(email=address, password=password)
    one.sends()


def joins(one, address):
    """With a confirmed address, and what they know about."""
    one.goes("/join")
    one.page.locator("main input[name=coming_as][value=expert]").check()
    one.fills(email=address, password=PASSWORD)
    one.sends()
    one.goes(one.letter(address, "/join/confirm/"))
    one.sends()
    signs_in(one, address, PASSWORD)
    one.goes("/me")
    one.fills(name=address.partition("@")[0].title())
    for language in ("fr", "en"):
        one.page.locator(f"main input[name=languages][value={language}]").check()
    one.page.locator("main input[name=subjects]").first.check()
    one.page.locator("main [name=country]").select_option("FR")
    one.page.locator("main input[name=invitations]").check()
    one.sends("[type=submit]")


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
    # Somebody lets it run out: half a minute is many times what the others take.
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
    brand.fills(max_experts="3", price="2", commission="20")
    brand.sends()
    brand.reads("1,60" if brand.language == "fr" else "1.60")
    brand.sends()


def begins(one, address):
    """From the invitation to the running test; where that is."""
    signs_in(one, address, PASSWORD)
    one.goes(one.letter(address, "/calls/"))
    one.reads("1,60" if one.language == "fr" else "1.60")
    one.page.locator("main a[href*='/tests/']").first.click()
    one.page.wait_for_load_state()
    one.sees_no_fault()
    one.sends(".exam-go .btn-primary")
    return one.page.url


def answers_all(one, address, *, right):
    begins(one, address)
    for asked in (*BANK, WRITTEN):
        answers_one(one, *asked.texts_in(one.language), right=right)
    wait_until(
        lambda: one.page.locator(".exam-jump.is-answered").count() == len(BANK) + 1, seconds=30
    )
    one.page.locator("main button[value=hand-in]").first.click()
    one.page.wait_for_url("**/hand-in")
    one.sees_no_fault()
    one.sends()
    one.page.wait_for_url("**/result")


def answers_one(one, text, truth, *others, right):
    question = one.page.locator(".exam-question", has_text=text)
    if others:
        said = truth if right else others[0]
        question.locator(".exam-option", has_text=said).first.locator("input").check()
    else:
        field = question.locator("input[type=text]")
        field.fill(truth if right else "77")
        field.blur()


def passes(one, address):
    """With a page that anybody can check, and then takes the terms."""
    answers_all(one, address, right=True)
    one.reads("100")
    one.page.locator("main a[href*='/badges/']").first.click()
    one.page.wait_for_load_state()
    one.sees_no_fault()
    one.goes(one.letter(address, "/calls/"))
    one.sends()
    one.reads("désormais" if one.language == "fr" else "You have joined")


def fails(one, address):
    """And is told when to try again: a day later."""
    answers_all(one, address, right=False)
    told = one.page.locator("main strong time").first.get_attribute("datetime")
    wait = datetime.fromisoformat(told) - datetime.now(UTC)
    assert timedelta(hours=23) < wait < timedelta(hours=25)


def runs_out_of_time(one, at):
    """The page hands itself in; whoever comes back later finds the result."""
    one.page.wait_for_url("**/result", timeout=90_000)
    one.sees_no_fault()
    one.goes(at)
    assert one.page.url.endswith("/result")
    one.reads("Le temps s" if one.language == "fr" else "Time ran out on")


def sees_the_pool(brand):
    """How many there are, and how good; no names, and no number that would give one away."""
    brand.goes("/brands/narbonne/pool")
    brand.reads("3", "moins de 3" if brand.language == "fr" else "fewer than 3")
    text = brand.page.locator("main").inner_text()
    assert not re.search("paula|frank|tina", text, re.IGNORECASE)
    brand.goes("/brands/narbonne/calls")
    brand.reads("1")
