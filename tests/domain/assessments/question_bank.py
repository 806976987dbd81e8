"""A bank of questions on camping-car electricity, with the answers that its own key wants."""

from decimal import Decimal
from uuid import UUID

from domain.assessments.answers import Arranged, Chosen, Matched, Number, Written
from domain.assessments.assessment import Ref, Test
from domain.assessments.assessment_rules import Draw, TestRules
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Near, Numeric, Short, Spelling
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.recruitment.call_for_experts import Offer
from tests.support.history import given
from tests.support.people import BRAND, ELECTRICITY, MANAGER, PAID, after

TEST = UUID("70000000-0000-4000-8000-000000000001")
ATTEMPT = UUID("80000000-0000-4000-8000-000000000001")
TEXT, OTHER_TEXT = UUID(int=601), UUID(int=602)
WHOLE, HALF, NOTHING = Decimal(100), Decimal(50), Decimal(0)
BATTERIES, SAFETY = "batteries", "safety"
RULES = TestRules((Draw(BATTERIES),), pass_percent=60, time_limit_s=600)
CALL = UUID(int=50)
OFFER = Offer(
    brand_id=BRAND,
    subject_id=ELECTRICITY,
    test_id=TEST,
    languages=("fr", "en"),
    countries=("FR", "BE"),
    starts_at=after(100),
    ends_at=after(1000),
    wanted=2,
    terms=PAID,
)
YES, NO = Chosen(("true",)), Chosen(("false",))


def number(n: int) -> UUID:
    """The id of the so-manieth question."""
    return UUID(int=9000 + n)


def ref(n: int, revision: int = 1) -> Ref:
    return Ref(number(n), revision)


def question(n, kind=None, topic=BATTERIES, points=1, text="Is it so?"):
    """A question of ours; whether it is so, unless it says otherwise: it is."""
    return Question(
        number(n), topic, f"Question {n}", text, kind or TrueFalse(answer=True), Decimal(points)
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
NUMERIC = question(4, Numeric((Near(Decimal("12.8"), Decimal("0.2")), Near(12, 1, HALF))))
SHORT = question(5, Short((Spelling("batter*"), Spelling("accu*", HALF))))
ORDER = question(6, Ordering((Item("a", "cut"), Item("b", "connect"), Item("c", "test"))))
MATCH = question(
    7, Matching((Pair("a", "red", "plus"), Pair("b", "black", "minus"), Pair("c", "", "earth")))
)
FREE = question(8, FreeText("Names the fire: all points.", 500), SAFETY)

RIGHT = {
    SINGLE: Chosen(("a",)),
    MULTIPLE: Chosen(("b", "a", "c")),
    TRUE_FALSE: NO,
    NUMERIC: Number(Decimal("12.9")),
    SHORT: Written(TEXT, 10),
    ORDER: Arranged(("a", "b", "c")),
    MATCH: Matched({"a": "a", "b": "b"}),
}
"""What earns everything, without a person to mark it."""
TEXTS = {TEXT: "Batteries!", OTHER_TEXT: "It would burn."}

BEGUN = Test.Begun(
    at=after(-1000),
    brand_id=BRAND,
    subject_id=ELECTRICITY,
    title="Electricity",
    language="en",
    by=MANAGER,
)


def written(asked):
    return Test.QuestionWritten(at=after(-900), question=asked, by=MANAGER)


def edition(refs, rules=RULES, nth=1):
    return Test.Published(at=after(-800), edition=nth, refs=tuple(refs), rules=rules, by=MANAGER)


def voided(n):
    return Test.QuestionVoided(at=after(-10), question_id=number(n), why="wrong", by=MANAGER)


def rekeyed(n, kind, revision=1):
    why = "the key was wrong"
    return Test.QuestionRekeyed(at=after(-10), ref=ref(n, revision), kind=kind, why=why, by=MANAGER)


def published(*questions, rules=RULES):
    """What has happened to a test of these questions whose first edition is open."""
    refs = [Ref(each.id, 1) for each in questions]
    return [BEGUN, *map(written, questions), edition(refs, rules)]


def open_test(*questions, rules=RULES, changes=()):
    return given(Test, *published(*questions, rules=rules), *changes, id=TEST)
