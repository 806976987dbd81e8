"""The e-mails about decisions on an attempt: reviews and appeals, without their reasons."""

from decimal import Decimal

import pytest

from domain.assessments.attempt_context import ReviewOutcome
from domain.clock import system_clock
from domain.reasons import AppealOutcome
from tests.support.people import MANAGER
from tests.support.private_texts import stored_text
from tests.support.reactions import linked_paths, pages_at
from tests.web.assessments.taking.exam_fixture import ALL_BUT_TEXTS, ED, FUSE, LENIENT
from tests.web.assessments.taking.result_emails import REASON, assert_written_to_ed


def review(exam, attempt_id, outcome):
    text_id = stored_text(exam.store, REASON, attempt_id, exam.id_of(ED), system_clock())
    exam.market.attempts.review(attempt_id, outcome, text_id, MANAGER, system_clock())


def appeal(exam, attempt_id):
    member_id = exam.id_of(ED)
    text_id = stored_text(exam.store, REASON, attempt_id, member_id, system_clock())
    exam.market.attempts.appeal(attempt_id, member_id, text_id, len(REASON), system_clock())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A person has reviewed your attempt at the test “Electricity on board” and annul"),
        ("fr", "Une personne a examiné votre tentative au test «\xa0Electricity on board\xa0»"),
    ],
)
def test_an_annulled_attempt_causes_an_email_without_the_reason(
    exam, take, emails, change_ed, app, language, sentence
):
    change_ed(language=language)
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    emails.run()

    review(exam, attempt_id, ReviewOutcome.ANNULLED)

    _result, message = emails.emails()
    assert_written_to_ed(exam, message)
    assert (message.language, sentence in message.text) == (language, True)
    assert linked_paths(message.text) == [f"/attempts/{attempt_id}/result"]
    assert pages_at(linked_paths(message.text), app) == ["attempt_results.show_result"]


def test_a_cleared_review_causes_no_email(exam, take, emails):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    review(exam, attempt_id, ReviewOutcome.CLEARED)

    assert emails.only_email().subject.startswith("Vous avez réussi le test")


def test_the_result_of_an_attempt_that_was_annulled_before_causes_no_email(exam, take, emails):
    attempt_id = take([*ALL_BUT_TEXTS, FUSE], LENIENT)
    review(exam, attempt_id, ReviewOutcome.ANNULLED)

    exam.market.attempts.grade_answer(attempt_id, FUSE.id, Decimal(100), MANAGER, system_clock())

    assert "l’a annulée" in emails.only_email().text


@pytest.mark.parametrize(
    ("language", "outcome", "subject", "sentence"),
    [
        ("en", AppealOutcome.GRANTED, "was granted", "was granted: you have passed."),
        ("en", AppealOutcome.REJECTED, "was rejected", "the result does not change."),
        ("fr", AppealOutcome.GRANTED, "accepté", "accepté\xa0: vous avez réussi."),
        ("fr", AppealOutcome.REJECTED, "rejeté", "le résultat ne change pas."),
    ],
)
def test_a_decided_appeal_causes_an_email_with_its_outcome_and_without_the_reason(
    exam, take, emails, change_ed, app, outcome, language, subject, sentence
):
    change_ed(language=language)
    attempt_id = take({})
    appeal(exam, attempt_id)
    emails.run()

    text_id = stored_text(exam.store, REASON, attempt_id, exam.id_of(ED), system_clock())
    exam.market.attempts.decide_appeal(attempt_id, outcome, text_id, MANAGER, system_clock())

    _result, message = emails.emails()
    assert_written_to_ed(exam, message)
    assert message.language == language
    assert message.subject.endswith(subject)
    assert sentence in message.text
    assert linked_paths(message.text) == [f"/attempts/{attempt_id}/result"]
    assert pages_at(linked_paths(message.text), app) == ["attempt_results.show_result"]
