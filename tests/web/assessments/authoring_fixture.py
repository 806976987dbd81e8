"""A brand that writes tests: forms as a browser sends them, and people who take what they ask."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.answers import ChoiceAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import CandidateAnswer
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Single, TrueFalse
from tests.support.people import ELECTRICITY, HEATING, MANAGER, MORNING
from tests.web.conversations.busy_shop import OPENED, counter_of, open_counter
from tests.web.shop import NEST, ROAD

HERE = "/brands/nest/tests"
TEST, OTHERS_TEST = UUID(int=0x7E57), UUID(int=0x7E58)
RULES = AssessmentRules(selections=(Selection("Fuses"),), pass_percent=50, time_limit_s=1800)
NAMES = {"electricity": ("Électricité", "Electricity"), "heating": ("Chauffage", "Heating")}


def question_id(number):
    return UUID(int=0x9000 + number)


def single(number, right="b", text="Which fuse protects the fridge?", title="", **more):
    choices = tuple(
        Choice(key, f"{amperes} A", Decimal(100 if key == right else 0))
        for key, amperes in (("a", 5), ("b", 15), ("c", 40))
    )
    topic = more.pop("topic", "Fuses")
    return Question(question_id(number), topic, title, text, Single(choices), **more)


def true_false(number, answer=True, text="A fuse protects the cable.", topic="Fuses", **more):  # noqa: FBT002
    return Question(question_id(number), topic, "", text, TrueFalse(answer), **more)


@dataclass
class School:
    """What a brand and its candidates do, through the real commands."""

    counter: object

    @property
    def market(self):
        return self.counter.market

    def creates_test(self, assessment_id, brand, title):
        create_test(self.market, assessment_id, brand, title)
        self.counter.update_read_models()

    def writes(self, *questions):
        self.market.assessments.revise_questions(TEST, questions, MANAGER, MORNING)
        self.counter.update_read_models()

    def publishes(self, rules=RULES):
        self.market.assessments.publish(TEST, rules, MANAGER, MORNING)
        self.counter.update_read_models()

    def test(self, assessment_id=TEST):
        return self.market.log.load(Assessment, assessment_id)

    def question(self, number, assessment_id=TEST):
        return self.test(assessment_id).revisions[question_id(number)][-1]

    def takes_test(self, number, **answers):
        """A member takes the test: q1="b" chooses b in question 1. Returns the member's id."""
        member_id = uuid5(TEST, f"member {number}")
        attempt_id, attempts = uuid5(TEST, str(number)), self.market.attempts
        self.market.members.join(member_id, ("en",), "FR", OPENED)
        attempts.start(attempt_id, TEST, member_id, number, MORNING)
        submitted = [
            CandidateAnswer(question_id(int(name[1:])), ChoiceAnswer((key,)), 0)
            for name, key in answers.items()
        ]
        attempts.save_answers(attempt_id, member_id, submitted, MORNING + timedelta(minutes=1))
        attempts.submit(attempt_id, member_id, MORNING + timedelta(minutes=2))
        self.counter.update_read_models()
        return member_id


def create_test(market, assessment_id, brand, title):
    market.assessments.create(
        assessment_id, brand.brand_id, ELECTRICITY, title, "en", MANAGER, OPENED
    )


def open_school(market):
    """A counter, two subjects, and a test of each brand."""
    open_counter(market)
    for subject_id, slug in ((ELECTRICITY, "electricity"), (HEATING, "heating")):
        fr, en = NAMES[slug]
        market.subjects.add(subject_id, slug, {"fr": fr, "en": en}, None, None, OPENED)
    create_test(market, TEST, NEST, "Batteries and fuses")
    create_test(market, OTHERS_TEST, ROAD, "Ovens")


@contextmanager
def school_of(app, database_url):
    with counter_of(app, database_url, open_school) as counter:
        yield School(counter)


def form_on(page, action):
    """The fields of one of a page's forms, by the end of its address, as a browser sends them."""
    parts = re.split(r"<form ", page)[1:]
    form = next(part for part in parts if re.search(rf'action="[^"]*{action}"', part.split(">")[0]))
    return fields_in(form.split("</form>")[0])


def fields_in(form):
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        kind, name = attribute(tag, "type"), attribute(tag, "name")
        if not name or kind == "file" or (kind in ("radio", "checkbox") and " checked" not in tag):
            continue
        fields[name] = attribute(tag, "value")
    for tag, text in re.findall(r"<textarea ([^>]*)>\n?(.*?)</textarea>", form, re.DOTALL):
        fields[attribute(tag, "name")] = unescaped(text)
    for tag, options in re.findall(r"<select ([^>]*)>(.*?)</select>", form, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', options)
        option = selected or re.search(r'<option value="([^"]*)"', options)
        fields[attribute(tag, "name")] = option[1] if option else ""
    return fields


def attribute(tag, name):
    match = re.search(rf'(?:^|\s){name}="([^"]*)"', tag)
    return unescaped(match[1]) if match else ""


def unescaped(text):
    for code, sign in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(code, sign)
    return text.replace("&amp;", "&")


def errors_on(page):
    """What a page says is wrong, by the field it is shown at."""
    errors = re.findall(r'<p class="invalid-feedback[^"]*" id="([\w-]+)-says">([^<]*)</p>', page)
    return {name: unescaped(error) for name, error in errors}


def text_on(page):
    """The text of a page, without its tags."""
    return " ".join(unescaped(re.sub(r"<[^>]+>", " ", page)).split())
