"""A brand's test on camping-car electricity, and people who take it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.answers import Answer, ChoiceAnswer, NumericAnswer, TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import CandidateAnswer
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Single
from domain.assessments.question_types.entry import FreeText, Numeric, NumericRange
from tests.support.people import BRAND, ELECTRICITY, EXPERT, MANAGER, MORNING, after
from web.marketplace import Marketplace

TEST = UUID("70000000-0000-4000-8000-000000000001")
ATTEMPT = UUID("80000000-0000-4000-8000-000000000001")
TEXT = UUID("60000000-0000-4000-8000-000000000001")
WHOLE, HALF, NOTHING = Decimal(100), Decimal(50), Decimal(0)

VOLTAGE = Question(
    uuid5(TEST, "voltage"),
    "batteries",
    "Voltage",
    "How many volts has the living area's battery?",
    Single((Choice("a", "12", WHOLE), Choice("b", "230", NOTHING))),
)
CHARGED = Question(
    uuid5(TEST, "charged"),
    "batteries",
    "Charged",
    "At how many volts is it fully charged at rest?",
    Numeric(
        (
            NumericRange(Decimal("12.8"), Decimal("0.2")),
            NumericRange(Decimal("12.8"), Decimal(1), HALF),
        )
    ),
)
FUSE = Question(
    uuid5(TEST, "fuse"),
    "safety",
    "Fuse",
    "Why is there a fuse next to the battery?",
    FreeText("Names the fire that a short circuit causes: all points.", 500),
)
RULES = AssessmentRules(
    (Selection("batteries"),), pass_percent=60, time_limit_s=600, retry_after_s=86400
)
RULES_WITH_FREE_TEXT = AssessmentRules(
    (Selection("batteries"), Selection("safety")), pass_percent=60, time_limit_s=600
)


@dataclass
class Exam:
    """What people of our examples do about one test, in few words."""

    market: Marketplace
    assessment_id: UUID = TEST

    def publish(self, rules: AssessmentRules = RULES) -> None:
        market = self.market
        market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, MORNING)
        names = {"fr": "Électricité", "en": "Electricity"}
        market.subjects.add(ELECTRICITY, "electricity", names, None, MANAGER, MORNING)
        market.assessments.create(
            self.assessment_id,
            BRAND,
            ELECTRICITY,
            "Electricity on board",
            "en",
            MANAGER,
            MORNING,
            questions=(VOLTAGE, CHARGED, FUSE),
        )
        market.assessments.publish(self.assessment_id, rules, MANAGER, MORNING)

    def joined(self, member_id: UUID = EXPERT) -> None:
        self.market.members.join(member_id, ("en",), "FR", MORNING)

    def started(
        self, attempt_id: UUID = ATTEMPT, member_id: UUID = EXPERT, seconds: float = 0
    ) -> None:
        self.market.attempts.start(attempt_id, self.assessment_id, member_id, 7, after(seconds))

    def answered(
        self,
        answers: dict[Question, Answer],
        attempt_id: UUID = ATTEMPT,
        member_id: UUID = EXPERT,
        seconds: float = 60,
    ) -> None:
        submitted_answers = [
            CandidateAnswer(question.id, answer, 0) for question, answer in answers.items()
        ]
        self.market.attempts.save_answers(attempt_id, member_id, submitted_answers, after(seconds))

    def submitted(
        self, attempt_id: UUID = ATTEMPT, member_id: UUID = EXPERT, seconds: float = 120
    ) -> None:
        self.market.attempts.submit(attempt_id, member_id, after(seconds))


RIGHT: dict[Question, Answer] = {
    VOLTAGE: ChoiceAnswer(("a",)),
    CHARGED: NumericAnswer(Decimal("12.7")),
}
WRONG: dict[Question, Answer] = {VOLTAGE: ChoiceAnswer(("b",)), CHARGED: NumericAnswer(Decimal(3))}
WITH_WRITTEN_ANSWER: dict[Question, Answer] = {**RIGHT, FUSE: TextAnswer(TEXT, 40)}
