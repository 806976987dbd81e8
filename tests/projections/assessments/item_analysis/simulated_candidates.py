"""
Candidates of known ability who take a test.

The Rasch model (G. Rasch, 1960): a candidate of ability t gets a question of difficulty b right
with probability 1 / (1 + exp(b - t)).
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
from projections.assessments.attempts.queries import AttemptSummary, EndedAttempt
from projections.assessments.item_analysis.report import report
from projections.assessments.item_analysis.scored_attempt import AttemptChoice, scored_attempts
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
    kind = Multiple(tuple(Choice(key, key, Decimal(percent)) for key, percent in percents.items()))
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
    """A published test of these questions, or of a selection from them."""
    topics = sorted({question.topic for question in questions})
    rules = rules or AssessmentRules(tuple(Selection(topic) for topic in topics), 60, 600)
    test = Assessment(A_TEST)
    test.create(BRAND, ELECTRICITY, "Simulated", "en", MANAGER, MORNING)
    for question in questions:
        test.revise_question(question, MANAGER, MORNING)
    test.publish(rules, MANAGER, MORNING)
    return test


@dataclass
class SimulatedExam:
    """Attempts of simulated candidates at one test, one after another."""

    test: Assessment
    seed: int = 1
    attempts: list = field(default_factory=list)

    def __post_init__(self):
        self.chance = Random(self.seed)

    def take(self, answer, at=FIRST_DAY, member=None, number=1, edition=1):
        """answer: says what is answered to a question."""
        items = select_items(
            self.test, self.test.editions[edition - 1], self.chance.getrandbits(32)
        )
        chosen_answers = {
            item.question.question_id: answer(self.test.question_at(item.question))
            for item in items
        }
        answers = {id: chosen for id, chosen in chosen_answers.items() if chosen is not None}
        self.add_attempt(SubmittedAttempt(items, answers, {}), at, member, number, edition)

    def add_attempt(self, submission, at, member=None, number=1, edition=1):
        member = member or UUID(int=self.chance.getrandbits(128), version=4)
        attempt_id = UUID(int=self.chance.getrandbits(128), version=4)
        summary = AttemptSummary(
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
        saved = dict.fromkeys(submission.answers, at + timedelta(minutes=1))
        self.attempts.append(EndedAttempt(summary, submission, saved, saved))

    def rasch(self, n, difficulty, every=timedelta(hours=6), shift=lambda _question, _at: 0.0):
        """So many candidates of normal ability; shift: by how much a question is easier then."""
        for number in range(n):
            ability, at = self.chance.gauss(0, 1), FIRST_DAY + number * every

            def knows(question, ability=ability, at=at):
                ease = ability - difficulty[question.id] + shift(question, at)
                return self.chance.random() < 1 / (1 + exp(-ease))

            # Each question is answered once: asked again, the answer is the same.
            answers = {question.id: self._answer(question, knows) for question in self.questions}
            self.take(lambda question, answers=answers: answers[question.id], at)

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

    def figures(self, which=AttemptChoice.FIRST, zone="UTC", key_version=None):
        version = len(self.test.key_changes) if key_version is None else key_version
        attempts = scored_attempts(self.test, self.attempts, version, {}, which)
        return report(self.test, version, attempts, zone)
