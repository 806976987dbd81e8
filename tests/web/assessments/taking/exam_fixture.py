"""A test with a question of every type, planted with words no candidate may see, and candidates."""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, select

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt import Attempt
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.clock import system_clock
from tests.support.people import ELECTRICITY, MANAGER, MORNING
from tests.support.prepared_databases import prepared
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import NEST, ROAD
from web.private_store.accounts import account_of
from web.private_store.texts import PrivateText, PrivateTexts

TEST = UUID("70000000-0000-4000-8000-0000000000aa")
ED, INES = "ed@expert.example", "ines@nest.example"
PLANTED = "qzplant"
"""Stands in every part of a question that no browser may see before the end."""
WHOLE, HALF, NOTHING = Decimal(100), Decimal(50), Decimal(0)


def planted(what):
    return f"{PLANTED}-{what}"


def question(name, text, kind, topic="Batteries", **more):
    fields = {"title": planted(f"title-{name}"), "explanation": planted(f"because-{name}"), **more}
    return Question(uuid5(TEST, name), topic, fields.pop("title"), text, kind, **fields)


def choices(*texts, right):
    return tuple(
        Choice(planted(f"key-{text}"), text, percent, planted(f"feedback-{text}"))
        for text, percent in zip(texts, right, strict=True)
    )


VOLTAGE = question(
    "voltage",
    "How many volts has the living area's battery?",
    Single(choices("12 V", "230 V", "6 V", right=(WHOLE, NOTHING, NOTHING))),
)
CHARGERS = question(
    "chargers",
    "What charges it on the road?",
    Multiple(
        choices("The alternator", "A solar panel", "The fridge", right=(HALF, HALF, -WHOLE)),
    ),
)
SAFE = question(
    "safe",
    "A fuse protects the cable.",
    TrueFalse(answer=True, if_right=planted("if-right"), if_wrong=planted("if-wrong")),
    "Safety",
)
CHARGED = question(
    "charged",
    "At how many volts is it fully charged at rest?",
    Numeric(
        (NumericRange(Decimal("12.7654321"), Decimal("0.2"), feedback=planted("feedback-near")),)
    ),
)
CHEMISTRY = question(
    "chemistry",
    "Which kind of battery is the lightest?",
    ShortText((AcceptedText(planted("spelling"), feedback=planted("feedback-spelling")),)),
)
FUSE = question(
    "fuse",
    "Why is there a fuse next to the battery?\nTwo sentences will do.",
    FreeText(planted("guide"), 500),
    "Safety",
)
STEPS = question(
    "steps",
    "Put the steps of changing a fuse in order.",
    Ordering(
        tuple(
            Item(planted(f"step-{position}"), text)
            for position, text in enumerate(
                ("Switch off", "Take out the old one", "Look at its value", "Put in the new one")
            )
        )
    ),
    "Safety",
)
UNITS = question(
    "units",
    "Which unit belongs to what?",
    Matching(
        (
            Pair(planted("pair-1"), "Voltage", "volt"),
            Pair(planted("pair-2"), "Current", "ampere"),
            Pair(planted("pair-3"), "Energy", "watt hour"),
            Pair(planted("pair-4"), "", "candela"),
        )
    ),
)
QUESTIONS = (VOLTAGE, CHARGERS, SAFE, CHARGED, CHEMISTRY, FUSE, STEPS, UNITS)
SELECTIONS = (Selection("Batteries"), Selection("Safety"))
RULES = AssessmentRules(
    SELECTIONS, pass_percent=60, time_limit_s=1200, attempts_allowed=2, retry_after_s=3600
)
LENIENT = AssessmentRules(SELECTIONS, pass_percent=40, time_limit_s=1200, valid_days=365)
ONE_BY_ONE = AssessmentRules(
    SELECTIONS, pass_percent=60, time_limit_s=1200, one_question_per_page=True
)
ALL_BUT_TEXTS = {VOLTAGE, CHARGERS, SAFE, CHARGED, STEPS}


@dataclass
class Exam:
    """Attempts at the test, through the real commands."""

    market: object
    store: object

    def creates_test(
        self, assessment_id, rules=RULES, questions=QUESTIONS, title="Electricity on board"
    ):
        create_test(self.market, assessment_id, rules, questions, title)
        self.catch_up()

    def publish(self, rules):
        self.market.assessments.publish(TEST, rules, MANAGER, MORNING)

    def id_of(self, email):
        return id_of(email, self.store)

    def starts(self, email=ED, ago_s=0, rules=None, assessment_id=TEST, attempt_id=None):
        """An attempt that was started so many seconds ago."""
        if rules is not None:
            self.publish(rules)
        attempt_id, at = attempt_id or uuid4(), system_clock() - timedelta(seconds=ago_s)
        self.market.attempts.start(
            attempt_id, assessment_id, self.id_of(email), 11, at, device_digest="d"
        )
        self.catch_up()
        return attempt_id

    def catch_up(self):
        self.market.projector.catch_up()

    def attempt(self, attempt_id):
        return self.market.log.load(Attempt, attempt_id)

    def head(self):
        return self.market.log.rows.head()

    def test(self):
        return self.market.log.load(Assessment, TEST)

    def values(self, attempt_id, question, *right):
        """What a browser sends to answer with these texts: their positions in this attempt."""
        keys = self.attempt(attempt_id).items[question.id].keys
        parts = getattr(question.answer_key, "choices", None) or getattr(
            question.answer_key, "items", None
        )
        texts = {part.key: part.text for part in parts or ()} or {"true": "True", "false": "False"}
        return [str(position) for position, key in enumerate(keys) if texts[key] in right]

    def positions(self, attempt_id, question=STEPS):
        """The positions of an ordering, all of them right."""
        keys = self.attempt(attempt_id).items[question.id].keys
        return [str(question.answer_key.keys.index(key) + 1) for key in keys]

    def rights(self, attempt_id, question=UNITS):
        """The right sides of a matching, all of them right."""
        keys = self.attempt(attempt_id).items[question.id].keys
        return [str(keys.index(pair.key)) for pair in question.answer_key.premises]

    def all_right(self, attempt_id):
        return {
            VOLTAGE: self.values(attempt_id, VOLTAGE, "12 V"),
            CHARGERS: self.values(attempt_id, CHARGERS, "The alternator", "A solar panel"),
            SAFE: self.values(attempt_id, SAFE, "True"),
            CHARGED: ["12,7"],
            CHEMISTRY: [planted("spelling")],
            FUSE: ["A short circuit sets it on fire."],
            STEPS: self.positions(attempt_id),
            UNITS: self.rights(attempt_id),
        }


def id_of(email, store):
    with store.sessions.session_factory() as session:
        return account_of(session, email).id


def create_test(market, assessment_id, rules, questions, title):
    about = (assessment_id, NEST.brand_id, ELECTRICITY, title, "en", MANAGER, MORNING)
    market.assessments.create(*about, questions=questions)
    market.assessments.publish(assessment_id, rules, MANAGER, MORNING)


def open_exam(market, *members):
    """Two brands, some members, and a test that they may take."""
    for brand in (NEST, ROAD):
        about = (brand.brand_id, brand.slug, brand.name, brand.zone, brand.currency)
        market.brands.register(*about, MANAGER, MORNING)
    names = {"fr": "Électricité", "en": "Electricity"}
    market.subjects.add(ELECTRICITY, "electricity", names, None, None, MORNING)
    for member_id in members:
        market.members.join(member_id, ("en",), "FR", MORNING)
    create_test(market, TEST, RULES, QUESTIONS, "Electricity on board")


@contextmanager
def exam_of(shop, database_url):
    """Put a marketplace that reads private texts behind an application, for a while."""
    members = [id_of(email, shop.store) for email in (ED, INES)]
    url, texts = prepared(database_url, open_exam, *members), PrivateTexts(shop.store)
    with marketplace_in(shop.app, url, texts.read) as market:
        yield Exam(market, shop.store)


def form_of(page):
    """The fields of a page's own form, as a browser would send them untouched."""
    names = re.findall(r'name="(after-[0-9a-f-]{36})" value="(\d+)"', page)
    return dict(names)


def send(client, attempt_id, question, values, after=0, **more):
    """Save an answer as the script does."""
    body = {"question": str(question.id), "values": values, "after": after, **more}
    return client.post(
        f"/attempts/{attempt_id}/answers", data=json.dumps(body), content_type="application/json"
    )


def texts_of(exam, *answers):
    return list(PrivateTexts(exam.store).read([answer.text_id for answer in answers]).values())


def count_texts(exam, email="ed@expert.example"):
    with exam.store.sessions.session_factory() as session:
        is_theirs = PrivateText.member_id == exam.id_of(email)
        query = select(func.count()).select_from(PrivateText).where(is_theirs)
        return session.scalar(query)
