"""A question turns out to be no good: who crosses the pass mark, and nothing else changes."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.attempt_context import ReviewOutcome, SubmittedAnswer
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.errors import Invalid, NotNow
from domain.members.member import QualificationReason
from tests.domain.assessments.assessment_fixture import qualifications, refused
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    NO,
    OTHER_TEXT,
    SHORT,
    TEST,
    TEXT,
    WHOLE,
    YES,
    number,
    question,
    revision,
)
from tests.support.people import ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after

SECOND = UUID(int=82)
NEVER = TrueFalse(answer=False)
ASKED = [question(n) for n in range(1, 5)]
"""Four questions: 60 percent pass, so three right answers do and two do not."""


def voiding(n):
    return lambda test: test.void_question(number(n), "two are right", MANAGER, after(5000))


def rekeying(n, kind):
    return lambda test: test.correct_answer_key(revision(n), kind, "wrong", MANAGER, after(5000))


def answers(right, wrong=()):
    return {question(n): YES for n in right} | {question(n): NO for n in wrong}


def preview(school, change, attempt_ids=(ATTEMPT, SECOND)):
    return [
        (each.attempt_id, each.member_id, each.before.percent, each.after.percent)
        for each in school.regrading.preview(TEST, change, attempt_ids)
    ]


def change_key(school, change, attempt_ids=(ATTEMPT, SECOND), **how):
    return school.regrading.change_key(TEST, change, attempt_ids, MANAGER, after(5000), **how)


def taken(school, first, second):
    school.publish(*ASKED)
    school.take(ATTEMPT, first, EXPERT)
    return school.take(SECOND, second, OTHER_EXPERT)


@pytest.fixture
def one_of_each(school):
    """One failed with two of four, the other passed with three: it hangs on number 4."""
    taken(school, answers((1, 2), (3, 4)), answers((1, 2, 4), (3,)))
    return school


# Seen first.


def test_one_sees_first_who_would_cross_the_pass_mark_in_both_directions(one_of_each):
    school = one_of_each
    head = school.log.rows.head()

    crossings = preview(school, voiding(4))
    the_other_way = preview(school, rekeying(4, NEVER))

    third = Decimal("66.66")
    assert crossings == [(ATTEMPT, EXPERT, 50, third)]
    assert the_other_way == [(ATTEMPT, EXPERT, 50, 75), (SECOND, OTHER_EXPERT, 75, 50)]
    assert school.log.rows.head() == head


def test_a_change_that_changes_nothing_crosses_nobody(one_of_each):
    school = one_of_each
    change_key(school, rekeying(4, NEVER))

    assert preview(school, lambda _: None) == []
    head = school.log.rows.head()
    assert change_key(school, lambda _: None) == head


def test_two_changes_at_once_are_seen_as_one(one_of_each):
    def both(test):
        voiding(3)(test)
        rekeying(4, NEVER)(test)

    assert preview(one_of_each, both) == [(ATTEMPT, EXPERT, 50, WHOLE)]


def test_only_results_that_were_told_are_looked_at(school):
    school.publish(*ASKED)
    school.start(ATTEMPT)
    school.attempts.answer(ATTEMPT, EXPERT, [SubmittedAnswer(number(1), YES, 0)], after(60))

    assert preview(school, voiding(2), [ATTEMPT]) == []


def test_what_counts_for_nothing_crosses_nothing(one_of_each):
    school = one_of_each
    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(4000))

    assert preview(school, voiding(4)) == []
    change_key(school, voiding(4))

    assert qualifications(school, EXPERT) == {}


def test_an_attempt_at_another_test_does_not_belong_there(one_of_each):
    school = one_of_each
    school.publish(*ASKED, assessment_id=UUID(int=71))

    def ask(do):
        return lambda: do(UUID(int=71), voiding(4), [ATTEMPT])

    refused(
        school,
        Invalid,
        "One of these attempts belongs to another test",
        ask(school.regrading.preview),
    )
    refused(
        school,
        Invalid,
        "One of these attempts belongs to another test",
        lambda: school.regrading.change_key(
            UUID(int=71), voiding(4), [ATTEMPT], MANAGER, after(5000)
        ),
    )


def test_a_change_that_is_refused_is_not_in_the_log(one_of_each):
    school = one_of_each
    change_key(school, voiding(4))

    refused(school, NotNow, "already excluded from the scores", lambda: preview(school, voiding(4)))
    refused(
        school, NotNow, "already excluded from the scores", lambda: change_key(school, voiding(4))
    )


# Then done.


def test_who_passes_by_the_right_key_is_qualified_from_the_day_of_the_change(one_of_each):
    change_key(one_of_each, voiding(4))

    held = qualifications(one_of_each, EXPERT)[ELECTRICITY]
    assert (held.attempt_id, held.percent, held.since) == (ATTEMPT, Decimal("66.66"), after(5000))
    [*_, won] = one_of_each.log.history(EXPERT)
    assert won.data.reason is QualificationReason.ANSWER_KEY_CORRECTED


def test_nobody_who_was_qualified_loses_it(one_of_each):
    before = qualifications(one_of_each, OTHER_EXPERT)

    change_key(one_of_each, rekeying(4, NEVER))

    assert qualifications(one_of_each, OTHER_EXPERT) == before != {}


def test_unless_the_brand_says_so_with_a_reason(one_of_each):
    school = one_of_each

    change_key(school, rekeying(4, NEVER), revoke=True)

    assert qualifications(school, OTHER_EXPERT) == {}
    [*_, lost] = school.log.history(OTHER_EXPERT)
    assert (lost.data.reason, lost.data.by) == (QualificationReason.ANSWER_KEY_CORRECTED, MANAGER)
    assert school.log.load(Assessment, TEST).key_changes[-1].reason == "wrong"


def test_the_change_and_all_it_does_to_people_are_one_decision(one_of_each):
    school = one_of_each
    head = school.log.rows.head()

    change_key(school, rekeying(4, NEVER), revoke=True)

    told = [row.topic for row in school.log.read(head, 10)]
    assert told == [
        "Assessment.AnswerKeyCorrected.1",
        "Member.Qualified.1",
        "Member.QualificationRevoked.1",
    ]


def test_what_was_told_stays_as_it_was_told(one_of_each):
    school = one_of_each
    before = school.log.rows.states_of(ATTEMPT), school.log.rows.states_of(SECOND)

    change_key(school, rekeying(4, NEVER), revoke=True)

    assert (school.log.rows.states_of(ATTEMPT), school.log.rows.states_of(SECOND)) == before


def test_who_starts_before_and_ends_after_the_change_is_marked_by_the_right_key(school):
    school.publish(*ASKED)
    school.start(ATTEMPT)
    given = [SubmittedAnswer(number(n), YES, 0) for n in (1, 2)]
    school.attempts.answer(ATTEMPT, EXPERT, given, after(60))
    change_key(school, voiding(4), [ATTEMPT])

    school.attempts.submit(ATTEMPT, EXPERT, after(120))

    [*_, told] = school.log.history(ATTEMPT)
    assert (told.data.result.key_version, told.data.result.score.percent) == (1, Decimal("66.66"))
    assert qualifications(school, EXPERT)[ELECTRICITY].percent == Decimal("66.66")


def test_words_that_were_erased_keep_what_they_earned(school):
    school.publish(SHORT)
    school.take(ATTEMPT, {SHORT: TextAnswer(TEXT, 10)})
    school.take(SECOND, {SHORT: TextAnswer(OTHER_TEXT, 10)}, OTHER_EXPERT)
    del school.texts.texts[TEXT]

    crossings = preview(school, rekeying(5, ShortText((AcceptedText("it would*"),))))

    assert crossings == [(SECOND, OTHER_EXPERT, 0, 100)]
