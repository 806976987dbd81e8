"""A brand whose test was taken: in haste, on one device, in people's own words."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import SubmittedAnswer
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import FreeText
from tests.support.people import MORNING
from tests.web.assessments.authoring_fixture import TEST, School, question_id, single
from tests.web.conversations.busy_shop import OPENED
from web.private_store.texts import PrivateTexts

RULES = AssessmentRules((Selection("Fuses"),), 50, 1800, min_plausible_s=5)
WORDY = Question(
    question_id(9),
    "Fuses",
    "Why",
    "Why is there a fuse next to the battery?",
    FreeText("Names the fire that a short circuit causes: all points.", 500),
)


def sent(client, page, address, **fields):
    """What a browser that shows a page gets for one of the page's forms, filled in."""
    token = client.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(address, data={"csrf_token": token, **fields})


def _choice(drawn, right):
    """What most say who are right in general, or wrong."""
    if drawn.question_type == TrueFalse.question_type:
        return "true"
    return "b" if right else "a"


@dataclass
class Judged:
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

    def sits(self, number, seconds=60, device_digest=None, says=None, right=True, member=None):  # noqa: FBT002
        """Somebody takes it, with so many seconds before each answer. Returns the attempt."""
        member_id, attempt_id = member or UUID(int=number, version=4), uuid5(TEST, str(number))
        attempts, at = self.market.attempts, MORNING + number * timedelta(hours=1)
        self.market.members.join(member_id, ("en",), "FR", OPENED)
        attempts.start(attempt_id, TEST, member_id, number, at, device_digest=device_digest)
        drawn = self.market.log.load(Attempt, attempt_id).items.values()
        answers = {
            one.question.question_id: ChoiceAnswer(
                (_choice(one, right() if callable(right) else right),)
            )
            for one in sorted(drawn, key=lambda each: each.question.question_id)
            if one.question_type != FreeText.question_type
        }
        if says is not None:
            text_id = PrivateTexts(self.store).keep(says, member_id, at)
            answers[WORDY.id] = TextAnswer(text_id, len(says))
        for each, answer in answers.items():
            at += timedelta(seconds=seconds)
            attempts.answer(attempt_id, member_id, [SubmittedAnswer(each, answer, 0)], at)
        attempts.submit(attempt_id, member_id, at + timedelta(seconds=1))
        self.school.counter.draw()
        return attempt_id

    def appeals(self, number, words):
        member_id, attempt_id = UUID(int=number, version=4), uuid5(TEST, str(number))
        text_id = PrivateTexts(self.store).keep(words, member_id, MORNING)
        at = MORNING + timedelta(days=1)
        self.market.attempts.appeal(attempt_id, member_id, text_id, len(words), at)
        self.school.counter.draw()

    def marks(self, number, percent, by):
        attempt_id, at = uuid5(TEST, str(number)), MORNING + timedelta(days=1)
        self.market.attempts.grade_answer(attempt_id, WORDY.id, Decimal(percent), by, at)
        self.school.counter.draw()
