"""Regrading after a changed key: the crossings, and what else stays as it is."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.attempt_context import CandidateAnswer, ReviewOutcome
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import AcceptedText, ShortText
from domain.errors import Invalid, NotNow
from domain.members.qualification import QualificationReason, RevocationReason
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
    question,
    question_id,
    revision,
)
from tests.support.people import ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after

SECOND = UUID(int=82)
NEVER = TrueFalse(answer=False)
QUESTIONS = [question(n) for n in range(1, 5)]
"""Four questions: 60 percent pass, so three right answers do and two do not."""


def voiding(n):
    return lambda test: test.void_question(question_id(n), "two are right", MANAGER, after(5000))


def rekeying(n, answer_key):
    return lambda test: test.correct_answer_key(
        revision(n), answer_key, "wrong", MANAGER, after(5000)
    )


def answers(right, wrong=()):
    return {question(n): YES for n in right} | {question(n): NO for n in wrong}


def preview(school, change, attempt_ids=(ATTEMPT, SECOND)):
    return [
        (crossing.attempt_id, crossing.member_id, crossing.before.percent, crossing.after.percent)
        for crossing in school.regrading.preview(TEST, change, attempt_ids)
    ]


def change_key(school, change, attempt_ids=(ATTEMPT, SECOND), **how):
    return school.regrading.change_key(TEST, change, attempt_ids, MANAGER, after(5000), **how)


def take_both(school, first, second):
    school.publish(*QUESTIONS)
    school.take(ATTEMPT, first, EXPERT)
    return school.take(SECOND, second, OTHER_EXPERT)


@pytest.fixture
def failed_and_passed(school):
    """One failed with two of four, the other passed with three: it hangs on number 4."""
    take_both(school, answers((1, 2), (3, 4)), answers((1, 2, 4), (3,)))
    return school


# The preview.


def test_the_preview_shows_crossings_in_both_directions(failed_and_passed):
    school = failed_and_passed
    head = school.log.rows.head()

    crossings = preview(school, voiding(4))
    the_other_way = preview(school, rekeying(4, NEVER))

    third = Decimal("66.66")
    assert crossings == [(ATTEMPT, EXPERT, 50, third)]
    assert the_other_way == [(ATTEMPT, EXPERT, 50, 75), (SECOND, OTHER_EXPERT, 75, 50)]
    assert school.log.rows.head() == head


def test_a_change_without_effect_has_no_crossings(failed_and_passed):
    school = failed_and_passed
    change_key(school, rekeying(4, NEVER))

    assert preview(school, lambda _: None) == []
    head = school.log.rows.head()
    assert change_key(school, lambda _: None) == head


def test_two_changes_are_previewed_together(failed_and_passed):
    def both(test):
        voiding(3)(test)
        rekeying(4, NEVER)(test)

    assert preview(failed_and_passed, both) == [(ATTEMPT, EXPERT, 50, WHOLE)]


def test_attempts_without_a_result_are_left_out(school):
    school.publish(*QUESTIONS)
    school.start(ATTEMPT)
    school.attempts.save_answers(
        ATTEMPT, EXPERT, [CandidateAnswer(question_id(1), YES, 0)], after(60)
    )

    assert preview(school, voiding(2), [ATTEMPT]) == []


def test_annulled_attempts_are_left_out(failed_and_passed):
    school = failed_and_passed
    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(4000))

    assert preview(school, voiding(4)) == []
    change_key(school, voiding(4))

    assert qualifications(school, EXPERT) == {}


def test_an_attempt_at_another_test_is_refused(failed_and_passed):
    school = failed_and_passed
    school.publish(*QUESTIONS, assessment_id=UUID(int=71))

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


def test_a_refused_key_change_records_no_event(failed_and_passed):
    school = failed_and_passed
    change_key(school, voiding(4))

    refused(school, NotNow, "already excluded from the scores", lambda: preview(school, voiding(4)))
    refused(
        school, NotNow, "already excluded from the scores", lambda: change_key(school, voiding(4))
    )


# The change.


def test_members_who_pass_under_the_new_key_are_qualified_from_the_change_on(failed_and_passed):
    change_key(failed_and_passed, voiding(4))

    qualification = qualifications(failed_and_passed, EXPERT)[ELECTRICITY]
    assert (qualification.attempt_id, qualification.percent, qualification.since) == (
        ATTEMPT,
        Decimal("66.66"),
        after(5000),
    )
    [*_, won] = failed_and_passed.log.history(EXPERT)
    assert won.data.reason is QualificationReason.ANSWER_KEY_CORRECTED


def test_qualified_members_keep_their_qualification(failed_and_passed):
    before = qualifications(failed_and_passed, OTHER_EXPERT)

    change_key(failed_and_passed, rekeying(4, NEVER))

    assert qualifications(failed_and_passed, OTHER_EXPERT) == before != {}


def test_with_revoke_members_who_no_longer_pass_lose_the_qualification(failed_and_passed):
    school = failed_and_passed

    change_key(school, rekeying(4, NEVER), revoke=True)

    assert qualifications(school, OTHER_EXPERT) == {}
    [*_, lost] = school.log.history(OTHER_EXPERT)
    assert (lost.data.reason, lost.data.by) == (RevocationReason.ANSWER_KEY_CORRECTED, MANAGER)
    assert school.log.load(Assessment, TEST).key_changes[-1].reason == "wrong"


def test_the_key_change_and_its_consequences_are_one_transaction(failed_and_passed):
    school = failed_and_passed
    head = school.log.rows.head()

    change_key(school, rekeying(4, NEVER), revoke=True)

    topics = [row.topic for row in school.log.read(head, 10)]
    assert topics == [
        "Assessment.AnswerKeyCorrected.1",
        "Member.Qualified.1",
        "Member.QualificationRevoked.1",
    ]


def test_a_key_change_leaves_attempts_unchanged(failed_and_passed):
    school = failed_and_passed
    before = school.log.rows.states_of(ATTEMPT), school.log.rows.states_of(SECOND)

    change_key(school, rekeying(4, NEVER), revoke=True)

    assert (school.log.rows.states_of(ATTEMPT), school.log.rows.states_of(SECOND)) == before


def test_an_attempt_that_ends_after_the_change_is_graded_by_the_new_key(school):
    school.publish(*QUESTIONS)
    school.start(ATTEMPT)
    candidate_answers = [CandidateAnswer(question_id(n), YES, 0) for n in (1, 2)]
    school.attempts.save_answers(ATTEMPT, EXPERT, candidate_answers, after(60))
    change_key(school, voiding(4), [ATTEMPT])

    school.attempts.submit(ATTEMPT, EXPERT, after(120))

    [*_, passed] = school.log.history(ATTEMPT)
    result = passed.data.result
    assert (result.key_version, result.score.percent) == (1, Decimal("66.66"))
    assert qualifications(school, EXPERT)[ELECTRICITY].percent == Decimal("66.66")


def test_an_erased_text_keeps_its_mark_after_a_key_change(school):
    school.publish(SHORT)
    school.take(ATTEMPT, {SHORT: TextAnswer(TEXT, 10)})
    school.take(SECOND, {SHORT: TextAnswer(OTHER_TEXT, 10)}, OTHER_EXPERT)
    del school.texts.texts[TEXT]

    crossings = preview(school, rekeying(5, ShortText((AcceptedText("it would*"),))))

    assert crossings == [(SECOND, OTHER_EXPERT, 0, 100)]
