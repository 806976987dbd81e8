"""Grading: marks of questions, and scores by topic and in total."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.assessments.answers import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
)
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.grading import (
    Mark,
    Score,
    SubmittedAttempt,
    TopicScore,
    needs_grading,
    result_of,
    score_of,
)
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.assessments.selection import select_items
from tests.domain.assessments.question_bank import (
    BATTERIES,
    FREE,
    HALF,
    NO,
    NOTHING,
    OTHER_TEXT,
    RIGHT,
    RULES,
    SAFETY,
    SHORT,
    TEXT,
    TEXTS,
    WHOLE,
    YES,
    key_corrected,
    open_test,
    question,
    question_id,
    voided,
)
from tests.support.people import MANAGER, after

BOTH = AssessmentRules((Selection(BATTERIES), Selection(SAFETY)), pass_percent=50, time_limit_s=600)
often = settings(max_examples=60, deadline=None)


def submission_of(test, answers, manual_marks=(), marks_before_erasure=()):
    items = select_items(test, test.open_edition()[1], 1)
    answers_by_id = {question.id: answer for question, answer in answers.items()}
    return SubmittedAttempt(items, answers_by_id, dict(manual_marks), dict(marks_before_erasure))


def marked(test, answers, rules=RULES, key_version=None, texts=TEXTS, **manual):
    return result_of(test, submission_of(test, answers, **manual), rules, texts, key_version)


def percents(result):
    return {mark.question_id: mark.percent for mark in result.marks}


# Scores.


def test_correct_answers_earn_100_percent():
    score = marked(open_test(*RIGHT), RIGHT).score

    assert score == Score(WHOLE, (TopicScore(BATTERIES, WHOLE),), passed=True)


def test_no_answers_earn_0_percent():
    test = open_test(*RIGHT)

    assert marked(test, {}).score == Score(NOTHING, (TopicScore(BATTERIES, NOTHING),), passed=False)


answers = st.fixed_dictionaries(
    {},
    optional={
        answered_question: st.sampled_from(
            [
                RIGHT[answered_question],
                ChoiceAnswer(()),
                ChoiceAnswer(answered_question.answer_key.keys),
                OrderingAnswer(answered_question.answer_key.keys[::-1]),
                MatchingAnswer(dict.fromkeys(answered_question.answer_key.keys, "a")),
                NumericAnswer(None),
                NumericAnswer(Decimal("11.5")),
                TextAnswer(OTHER_TEXT, 4),
                TextAnswer(TEXT, 0),
            ]
        )
        for answered_question in RIGHT
    },
)
points = st.decimals("0.01", 1000, places=2)


@often
@given(answers, st.lists(points, min_size=len(RIGHT), max_size=len(RIGHT)))
def test_a_score_lies_between_0_and_100_for_any_answers(candidate_answers, weights):
    weighted = {
        original: replace(original, points=weight)
        for original, weight in zip(RIGHT, weights, strict=True)
    }
    test = open_test(*weighted.values())

    result = marked(
        test, {weighted[original]: answer for original, answer in candidate_answers.items()}
    )

    assert NOTHING <= result.score.percent <= WHOLE
    assert all(NOTHING <= mark.percent <= WHOLE for mark in result.marks)
    assert result.score.passed is (result.score.percent >= RULES.pass_percent)


@often
@given(st.sets(st.sampled_from(list(RIGHT)), min_size=1), st.lists(points, min_size=7, max_size=7))
def test_correct_answers_earn_100_percent_for_any_points(questions, weights):
    weighted = {
        replace(original, points=weight): RIGHT[original]
        for original, weight in zip(questions, weights, strict=False)
    }

    assert marked(open_test(*weighted), weighted).score.percent == WHOLE


def test_questions_count_by_their_points():
    heavy, light = question(1, points=3), question(2, points=1)

    assert marked(open_test(heavy, light), {heavy: YES, light: NO}).score.percent == 75


def test_a_score_equal_to_the_pass_mark_passes():
    test = open_test(*map(question, range(1, 6)))

    three = marked(test, {question(n): YES for n in (1, 2, 3)})
    two = marked(test, {question(n): YES for n in (1, 2)})

    assert (three.score.percent, three.score.passed) == (60, True)
    assert (two.score.percent, two.score.passed) == (40, False)


def test_a_score_is_rounded_down_and_never_up_to_the_pass_mark():
    marks = [
        Mark(question_id(1), BATTERIES, Decimal(1), Decimal("79.99999")),
        Mark(question_id(2), BATTERIES, Decimal(1), Decimal(80)),
    ]

    score = score_of(marks, AssessmentRules((Selection(BATTERIES),), 80, 600))

    assert (score.percent, score.passed) == (Decimal("79.99"), False)


def test_a_failed_topic_pass_mark_fails_the_attempt():
    safe = question(2, topic=SAFETY)
    rules = replace(BOTH, selections=(Selection(BATTERIES), Selection(SAFETY, pass_percent=50)))
    test = open_test(question(1, points=9), safe, rules=rules)

    result = marked(test, {question(1, points=9): YES, safe: NO}, rules)

    assert result.score.percent == 90
    assert result.score.topics == (TopicScore(BATTERIES, WHOLE), TopicScore(SAFETY, NOTHING))
    assert not result.score.passed


# Manual grading.


def test_a_free_text_counts_0_until_it_is_graded():
    test, answers = open_test(question(1), FREE, rules=BOTH), {question(1): YES}
    all_answers = {**answers, FREE: TextAnswer(OTHER_TEXT, 20)}

    assert needs_grading(test, submission_of(test, all_answers), 0, TEXTS) == [FREE.id]
    assert marked(test, all_answers, BOTH).score.percent == 50


def test_a_manual_mark_counts():
    test, answers = open_test(question(1), FREE, rules=BOTH), {FREE: TextAnswer(OTHER_TEXT, 20)}
    said = {FREE.id: HALF}

    assert needs_grading(test, submission_of(test, answers, said), 0, TEXTS) == []
    assert marked(test, answers, BOTH, manual_marks=said).score.percent == 25


@pytest.mark.parametrize("answers", [{}, {FREE: TextAnswer(OTHER_TEXT, 0)}])
def test_an_empty_text_needs_no_grading(answers):
    test = open_test(question(1), FREE, rules=BOTH)

    assert needs_grading(test, submission_of(test, answers), 0, TEXTS) == []


def test_a_voided_question_needs_no_grading():
    test = open_test(question(1), FREE, rules=BOTH, key_changes=[])
    submitted_attempt = submission_of(test, {FREE: TextAnswer(OTHER_TEXT, 20)})
    test.replay(voided(8))

    assert needs_grading(test, submitted_attempt, 1, TEXTS) == []
    assert needs_grading(test, submitted_attempt, 0, TEXTS) == [FREE.id]


def test_an_erased_text_keeps_its_earlier_mark():
    test, answers = open_test(SHORT), {SHORT: TextAnswer(TEXT, 10)}

    assert (
        marked(test, answers, texts={}, marks_before_erasure={SHORT.id: HALF}).score.percent == 50
    )


def test_a_text_erased_before_grading_needs_a_person():
    test, answers = open_test(SHORT), {SHORT: TextAnswer(TEXT, 10)}

    assert needs_grading(test, submission_of(test, answers), 0, {}) == [SHORT.id]


# Key versions.


def test_a_voided_question_counts_as_if_never_selected():
    test, answers = open_test(question(1), question(2)), {question(1): YES, question(2): NO}
    submitted_attempt = submission_of(test, answers)
    test.replay(voided(2))

    before = result_of(test, submitted_attempt, RULES, TEXTS, key_version=0)
    after_it = result_of(test, submitted_attempt, RULES, TEXTS)

    assert (before.key_version, before.score.percent) == (0, 50)
    assert (after_it.key_version, after_it.score.percent) == (1, 100)
    assert percents(after_it) == {question_id(1): WHOLE}


def test_a_test_with_voided_questions_only_scores_100_percent():
    test = open_test(question(1))
    submitted_attempt = submission_of(test, {question(1): NO})
    test.replay(voided(1))

    assert result_of(test, submitted_attempt, RULES, TEXTS).score == Score(WHOLE, (), passed=True)


def test_a_topic_with_voided_questions_only_is_passed():
    safe = question(2, topic=SAFETY)
    rules = replace(BOTH, selections=(Selection(BATTERIES), Selection(SAFETY, pass_percent=50)))
    test = open_test(question(1), safe, rules=rules)
    submitted_attempt = submission_of(test, {question(1): YES, safe: NO})
    test.replay(voided(2))

    assert result_of(test, submitted_attempt, rules, TEXTS).score.passed


def test_a_corrected_key_changes_the_marks_of_the_same_answers():
    test = open_test(question(1), key_changes=[key_corrected(1, TrueFalse(answer=False))])

    assert marked(test, {question(1): YES}, key_version=0).score.percent == 100
    assert marked(test, {question(1): YES}, key_version=1).score.percent == 0


def test_a_corrected_pattern_is_matched_with_the_same_text():
    accumulator = ShortText((AcceptedText("accu*"),))
    test = open_test(SHORT, key_changes=[key_corrected(5, accumulator)])

    assert marked(test, {SHORT: TextAnswer(TEXT, 10)}, key_version=0).score.percent == 100
    assert marked(test, {SHORT: TextAnswer(TEXT, 10)}).score.percent == 0


def test_a_later_revision_does_not_grade_older_answers():
    test = open_test(question(1))
    submitted_attempt = submission_of(test, {question(1): YES})
    test.revise_question(question(1, TrueFalse(answer=False)), MANAGER, after(0))
    test.publish(RULES, MANAGER, after(0))

    assert result_of(test, submitted_attempt, RULES, TEXTS).score.percent == 100
