"""A brand whose test was taken: too fast, on one device, with written answers."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import CandidateAnswer
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import FreeText
from tests.support.people import MORNING
from tests.support.private_texts import stored_text
from tests.web.assessments.authoring_fixture import TEST, School, question_id, single
from tests.web.conversations.busy_shop import OPENED

RULES = AssessmentRules((Selection("Fuses"),), 50, 1800, min_plausible_s=5)
WORDY = Question(
    question_id(9),
    "Fuses",
    "Reason",
    "Why is there a fuse next to the battery?",
    FreeText("Names the fire that a short circuit causes: all points.", 500),
)


def post_form(client, page, address, **fields):
    """The response to one of a page's forms, filled in."""
    token = client.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(address, data={"csrf_token": token, **fields})


def _choice(item, right):
    """A right choice, or a wrong one; of a true-or-false question always the first."""
    if item.question_type == TrueFalse.question_type:
        return "true"
    return "b" if right else "a"


@dataclass
class GradedTest:
    """Attempts at a school's test, through the real commands."""

    school: School
    store: object

    @property
    def market(self):
        return self.school.market

    def open(self, wordy=False):  # noqa: FBT002
        self.school.writes(single(1), single(2), *((WORDY,) if wordy else ()))
        self.school.publishes(RULES)
        return self

    def takes_test(
        self, number, seconds=60, device_digest=None, *, text=None, right=True, member=None
    ):
        """A candidate takes it, with so many seconds before each answer. Returns the attempt."""
        member_id, attempt_id = member or UUID(int=number, version=4), uuid5(TEST, str(number))
        attempts, at = self.market.attempts, MORNING + number * timedelta(hours=1)
        self.market.members.join(member_id, ("en",), "FR", OPENED)
        attempts.start(attempt_id, TEST, member_id, number, at, device_digest=device_digest)
        items = self.market.log.load(Attempt, attempt_id).items.values()
        answers = {
            item.question.question_id: ChoiceAnswer(
                (_choice(item, right() if callable(right) else right),)
            )
            for item in sorted(items, key=lambda item: item.question.question_id)
            if item.question_type != FreeText.question_type
        }
        if text is not None:
            text_id = stored_text(self.store, text, attempt_id, member_id, at)
            answers[WORDY.id] = TextAnswer(text_id, len(text))
        for item_id, answer in answers.items():
            at += timedelta(seconds=seconds)
            attempts.save_answers(attempt_id, member_id, [CandidateAnswer(item_id, answer, 0)], at)
        attempts.submit(attempt_id, member_id, at + timedelta(seconds=1))
        self.school.counter.update_read_models()
        return attempt_id

    def appeals(self, number, text):
        member_id, attempt_id = UUID(int=number, version=4), uuid5(TEST, str(number))
        text_id = stored_text(self.store, text, attempt_id, member_id, MORNING)
        at = MORNING + timedelta(days=1)
        self.market.attempts.appeal(attempt_id, member_id, text_id, len(text), at)
        self.school.counter.update_read_models()

    def grades(self, number, percent, by):
        attempt_id, at = uuid5(TEST, str(number)), MORNING + timedelta(days=1)
        self.market.attempts.grade_answer(attempt_id, WORDY.id, Decimal(percent), by, at)
        self.school.counter.update_read_models()
