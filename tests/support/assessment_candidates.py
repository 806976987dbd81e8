"""A brand's test on camping-car electricity, and people who take it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.answers import Answer, Chosen, Number, Written
from domain.assessments.assessment_rules import Draw, TestRules
from domain.assessments.attempt_context import Given
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Single
from domain.assessments.question_types.entry import FreeText, Near, Numeric
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
    Numeric((Near(Decimal("12.8"), Decimal("0.2")), Near(Decimal("12.8"), Decimal(1), HALF))),
)
FUSE = Question(
    uuid5(TEST, "fuse"),
    "safety",
    "Fuse",
    "Why is there a fuse next to the battery?",
    FreeText("Names the fire that a short circuit causes: all points.", 500),
)
RULES = TestRules((Draw("batteries"),), pass_percent=60, time_limit_s=600, retry_after_s=86400)
WITH_WORDS = TestRules((Draw("batteries"), Draw("safety")), pass_percent=60, time_limit_s=600)


@dataclass
class Exam:
    """What people of our examples do about one test, in few words."""

    market: Marketplace
    test_id: UUID = TEST

    def publish(self, rules: TestRules = RULES) -> None:
        market = self.market
        market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, MORNING)
        names = {"fr": "Électricité", "en": "Electricity"}
        market.subjects.name(ELECTRICITY, "electricity", names, None, MANAGER, MORNING)
        market.tests.begin(
            self.test_id,
            BRAND,
            ELECTRICITY,
            "Electricity on board",
            "en",
            MANAGER,
            MORNING,
            questions=(VOLTAGE, CHARGED, FUSE),
        )
        market.tests.publish(self.test_id, rules, MANAGER, MORNING)

    def joined(self, member_id: UUID = EXPERT) -> None:
        self.market.members.join(member_id, ("en",), "FR", MORNING)

    def started(
        self, attempt_id: UUID = ATTEMPT, member_id: UUID = EXPERT, seconds: float = 0
    ) -> None:
        self.market.attempts.start(attempt_id, self.test_id, member_id, 7, after(seconds))

    def answered(
        self,
        answers: dict[Question, Answer],
        attempt_id: UUID = ATTEMPT,
        member_id: UUID = EXPERT,
        seconds: float = 60,
    ) -> None:
        given = [Given(question.id, answer, 0) for question, answer in answers.items()]
        self.market.attempts.answer(attempt_id, member_id, given, after(seconds))

    def submitted(
        self, attempt_id: UUID = ATTEMPT, member_id: UUID = EXPERT, seconds: float = 120
    ) -> None:
        self.market.attempts.submit(attempt_id, member_id, after(seconds))


RIGHT: dict[Question, Answer] = {
    VOLTAGE: Chosen(("a",)),
    CHARGED: Number(Decimal("12.7")),
}
WRONG: dict[Question, Answer] = {VOLTAGE: Chosen(("b",)), CHARGED: Number(Decimal(3))}
IN_WORDS: dict[Question, Answer] = {**RIGHT, FUSE: Written(TEXT, 40)}
