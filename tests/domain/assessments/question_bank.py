"""Questions on camping-car electricity, their correct answers, and events of a test."""

from decimal import Decimal
from uuid import UUID

from domain.assessments.answers import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
)
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules, Selection
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
from domain.recruitment.call_for_experts import CallDetails
from tests.support.history import given
from tests.support.people import BRAND, ELECTRICITY, MANAGER, PAID, after

TEST = UUID("70000000-0000-4000-8000-000000000001")
ATTEMPT = UUID("80000000-0000-4000-8000-000000000001")
TEXT, OTHER_TEXT = UUID(int=601), UUID(int=602)
WHOLE, HALF, NOTHING = Decimal(100), Decimal(50), Decimal(0)
BATTERIES, SAFETY = "batteries", "safety"
RULES = AssessmentRules((Selection(BATTERIES),), pass_percent=60, time_limit_s=600)
CALL = UUID(int=50)
OFFER = CallDetails(
    brand_id=BRAND,
    subject_id=ELECTRICITY,
    assessment_id=TEST,
    languages=("fr", "en"),
    countries=("FR", "BE"),
    starts_at=after(100),
    ends_at=after(1000),
    max_experts=2,
    terms=PAID,
)
YES, NO = ChoiceAnswer(("true",)), ChoiceAnswer(("false",))


def question_id(n: int) -> UUID:
    """The id of the n-th question."""
    return UUID(int=9000 + n)


def revision(n: int, revision: int = 1) -> QuestionRevision:
    return QuestionRevision(question_id(n), revision)


def question(n, answer_key=None, topic=BATTERIES, points=1, text="Is it so?"):
    """A true-or-false question whose answer is true, unless a key says otherwise."""
    return Question(
        question_id(n),
        topic,
        f"Question {n}",
        text,
        answer_key or TrueFalse(answer=True),
        Decimal(points),
    )


SINGLE = question(1, Single((Choice("a", "12 V", WHOLE), Choice("b", "230 V", Decimal(-50)))))
MULTIPLE = question(
    2,
    Multiple(
        (
            Choice("a", "a fuse", Decimal("33.33333")),
            Choice("b", "a relay", Decimal("33.33333")),
            Choice("c", "a battery", Decimal("33.33333")),
            Choice("d", "a seal", Decimal(-100)),
        )
    ),
)
TRUE_FALSE = question(3, TrueFalse(answer=False))
NUMERIC = question(
    4, Numeric((NumericRange(Decimal("12.8"), Decimal("0.2")), NumericRange(12, 1, HALF)))
)
SHORT = question(5, ShortText((AcceptedText("batter*"), AcceptedText("accu*", HALF))))
ORDER = question(6, Ordering((Item("a", "cut"), Item("b", "connect"), Item("c", "test"))))
MATCH = question(
    7, Matching((Pair("a", "red", "plus"), Pair("b", "black", "minus"), Pair("c", "", "earth")))
)
FREE = question(8, FreeText("Names the fire: all points.", 500), SAFETY)

RIGHT = {
    SINGLE: ChoiceAnswer(("a",)),
    MULTIPLE: ChoiceAnswer(("b", "a", "c")),
    TRUE_FALSE: NO,
    NUMERIC: NumericAnswer(Decimal("12.9")),
    SHORT: TextAnswer(TEXT, 10),
    ORDER: OrderingAnswer(("a", "b", "c")),
    MATCH: MatchingAnswer({"a": "a", "b": "b"}),
}
"""Answers that earn all points without a person to grade them."""
TEXTS = {TEXT: "Batteries!", OTHER_TEXT: "It would burn."}

CREATED = Assessment.Created(
    at=after(-1000),
    brand_id=BRAND,
    subject_id=ELECTRICITY,
    title="Electricity",
    language="en",
    by=MANAGER,
)


def revised(changed):
    return Assessment.QuestionRevised(at=after(-900), question=changed, by=MANAGER)


def edition(questions, rules=RULES, edition_number=1):
    return Assessment.Published(
        at=after(-800),
        edition=edition_number,
        questions=tuple(questions),
        rules=rules,
        by=MANAGER,
    )


def voided(n):
    return Assessment.QuestionVoided(
        at=after(-10), question_id=question_id(n), reason="wrong", by=MANAGER
    )


def key_corrected(n, answer_key, number_of_revision=1):
    return Assessment.AnswerKeyCorrected(
        at=after(-10),
        question=revision(n, number_of_revision),
        answer_key=answer_key,
        reason="the key was wrong",
        by=MANAGER,
    )


def published(*questions, rules=RULES):
    """The events of a test of these questions whose first edition is open."""
    revisions = [QuestionRevision(question.id, 1) for question in questions]
    return [CREATED, *map(revised, questions), edition(revisions, rules)]


def open_test(*questions, rules=RULES, key_changes=()):
    return given(Assessment, *published(*questions, rules=rules), *key_changes, id=TEST)
