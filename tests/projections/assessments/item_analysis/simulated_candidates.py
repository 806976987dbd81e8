"""
People of known ability who take a test.

The Rasch model (G. Rasch, 1960): somebody of ability t gets a question of difficulty b right with
probability 1 / (1 + exp(b - t)).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random
from uuid import UUID, uuid5

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, OrderingAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.grading import SubmittedAttempt
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.entry import Numeric, NumericRange
from domain.assessments.question_types.ordering_matching import Item, Ordering
from domain.assessments.selection import select_items
from projections.assessments.attempts.queries import HandedIn, Taken
from projections.assessments.item_analysis.report import report
from projections.assessments.item_analysis.scored_attempt import Which, papers_of
from tests.support.people import BRAND, ELECTRICITY, MANAGER, MORNING

A_TEST = UUID("70000000-0000-4000-8000-0000000000aa")
WHOLE, NOTHING = Decimal(100), Decimal(0)
ONE = Decimal(1)
FIRST_DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def single(name, topic="all", points=ONE):
    """Four choices: a is right."""
    choices = [Choice("a", "right", WHOLE)]
    choices += [Choice(key, f"wrong {key}", NOTHING) for key in "bcd"]
    return Question(uuid5(A_TEST, name), topic, name, f"{name}?", Single(tuple(choices)), points)


def multiple(name, topic="all", points=ONE):
    """Two of four are right, each for half of it; each wrong one costs as much."""
    percents = {"a": 50, "b": 50, "c": -50, "d": -50}
    kind = Multiple(tuple(Choice(key, key, Decimal(each)) for key, each in percents.items()))
    return Question(uuid5(A_TEST, name), topic, name, f"{name}?", kind, points)


def numeric(name, topic="all", points=ONE):
    kind = Numeric(
        (NumericRange(Decimal(12), Decimal(0)), NumericRange(Decimal(12), Decimal(2), Decimal(50)))
    )
    return Question(uuid5(A_TEST, name), topic, name, f"{name}?", kind, points)


def ordering(name, topic="all", points=ONE):
    kind = Ordering(tuple(Item(key, key) for key in "abcd"))
    return Question(uuid5(A_TEST, name), topic, name, f"{name}?", kind, points)


def a_test_of(questions, rules=None):
    """A published test that asks these, or draws from them."""
    topics = sorted({question.topic for question in questions})
    rules = rules or AssessmentRules(tuple(Selection(topic) for topic in topics), 60, 600)
    test = Assessment(A_TEST)
    test.create(BRAND, ELECTRICITY, "Simulated", "en", MANAGER, MORNING)
    for question in questions:
        test.revise_question(question, MANAGER, MORNING)
    test.publish(rules, MANAGER, MORNING)
    return test


@dataclass
class Hall:
    """Where simulated people sit a test, one after another."""

    test: Assessment
    seed: int = 1
    papers: list = field(default_factory=list)

    def __post_init__(self):
        self.chance = Random(self.seed)

    def sit(self, answer, at=FIRST_DAY, member=None, number=1, edition=1):
        """answer: says what is answered to a question."""
        drawn = select_items(
            self.test, self.test.editions[edition - 1], self.chance.getrandbits(32)
        )
        given = {
            one.question.question_id: answer(self.test.question_at(one.question)) for one in drawn
        }
        answers = {id: said for id, said in given.items() if said is not None}
        self.hand_in(SubmittedAttempt(drawn, answers, {}), at, member, number, edition)

    def hand_in(self, sheet, at, member=None, number=1, edition=1):
        member = member or UUID(int=self.chance.getrandbits(128), version=4)
        attempt_id = UUID(int=self.chance.getrandbits(128), version=4)
        taken = Taken(
            attempt_id=attempt_id,
            assessment_id=self.test.id,
            edition=edition,
            subject_id=ELECTRICITY,
            brand_id=BRAND,
            member_id=member,
            number=number,
            device_digest=None,
            started_at=at,
            deadline=at + timedelta(minutes=10),
            ended_at=at + timedelta(minutes=8),
            timed_out=False,
            percent=NOTHING,
            passed=False,
            until=None,
            appeal=None,
            outcome=None,
        )
        saved = dict.fromkeys(sheet.answers, at + timedelta(minutes=1))
        self.papers.append(HandedIn(taken, sheet, saved, saved))

    def rasch(self, n, difficulty, every=timedelta(hours=6), shift=lambda _question, _at: 0.0):
        """So many people of normal ability, one after another; shift: made easier by so much."""
        for number in range(n):
            ability, at = self.chance.gauss(0, 1), FIRST_DAY + number * every

            def knows(question, ability=ability, at=at):
                ease = ability - difficulty[question.id] + shift(question, at)
                return self.chance.random() < 1 / (1 + exp(-ease))

            # Each question is looked at once: the same answer whoever asks again.
            said = {question.id: self._answer(question, knows) for question in self.questions}
            self.sit(lambda question, said=said: said[question.id], at)

    @property
    def questions(self):
        return [written[-1] for written in self.test.revisions.values()]

    def _answer(self, question, knows):
        match question.answer_key:
            case Single():
                return ChoiceAnswer(("a",) if knows(question) else (self.chance.choice("bcd"),))
            case Multiple():
                sure = [key for key in "ab" if knows(question)]
                return ChoiceAnswer((*sure, *(key for key in "cd" if not knows(question))))
            case Numeric():
                near = 13 if knows(question) else 40
                return NumericAnswer(Decimal(12 if knows(question) else near))
            case Ordering():
                order = list("abcd")
                if not knows(question):
                    self.chance.shuffle(order)
                return OrderingAnswer(tuple(order))

    def figures(self, which=Which.FIRST, zone="UTC", key_version=None):
        known = len(self.test.key_changes) if key_version is None else key_version
        papers = papers_of(self.test, self.papers, known, {}, which)
        return report(self.test, known, papers, zone)
