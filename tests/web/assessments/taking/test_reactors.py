"""The e-mails about an attempt: one for each result and decision, to the candidate."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from domain.assessments.assessment_rules import AssessmentRules
from domain.clock import system_clock
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from tests.support.people import ELECTRICITY, MANAGER, MORNING, PAID
from tests.support.pool_members import CALL, offer
from tests.support.reactions import linked_paths, pages_at
from tests.web.assessments.taking.exam_fixture import (
    ALL_BUT_TEXTS,
    ED,
    INES,
    LENIENT,
    SELECTIONS,
    TEST,
)
from tests.web.assessments.taking.result_emails import assert_written_to_ed
from tests.web.shop import NEST
from web.i18n import formats
from web.i18n.language import locale_of

FOR_EVER = AssessmentRules(SELECTIONS, pass_percent=40, time_limit_s=1200)
ONCE = AssessmentRules(SELECTIONS, pass_percent=60, time_limit_s=1200, attempts_allowed=1)
OTHER_TEST = UUID("70000000-0000-4000-8000-0000000000bb")
REASON = "The answers are those of two others."


@pytest.fixture
def publish(exam):
    """Publish a call for experts that asks for the test, open to the candidate unless changed."""

    def publish(call_id=CALL, **fields):
        details = {
            "brand_id": NEST.brand_id,
            "assessment_id": TEST,
            "languages": ("en",),
            "starts_at": system_clock() - timedelta(days=1),
            "ends_at": system_clock() + timedelta(days=30),
            **fields,
        }
        exam.market.calls.publish(call_id, offer(**details), MANAGER, system_clock())
        return call_id

    return publish


def qualify(exam, email, until=None):
    """Record a qualification from before."""
    held = Qualification(ELECTRICITY, TEST, uuid4(), Decimal(70), MORNING, until)
    exam.market.log.update(
        Member,
        exam.id_of(email),
        lambda member: member.qualify(held, QualificationReason.PASSED, MORNING),
    )


@pytest.mark.parametrize(
    ("language", "subject", "sentences"),
    [
        (
            "en",
            "You passed the test “Electricity on board”",
            (
                "valid until {day}.",
                "the call for experts of Nest & Away about Electricity (English):\n",
            ),
        ),
        (
            "fr",
            "Vous avez réussi le test « Electricity on board »",
            (
                "Votre qualification est valable jusqu’au {day}.",
                "de la marque Nest & Away sur le sujet «\xa0Électricité\xa0» (anglais)\xa0:\n",
            ),
        ),
    ],
)
def test_a_passed_test_causes_an_email_with_its_validity_and_the_calls_to_join(
    exam, take, emails, publish, change_ed, app, language, subject, sentences
):
    change_ed(language=language)
    calls = {publish(), publish(uuid4())}

    attempt_id = take(ALL_BUT_TEXTS, LENIENT)

    message = emails.only_email()
    assert_written_to_ed(exam, message)
    assert (message.subject, message.language) == (subject, language)
    until = exam.attempt(attempt_id).ended_at + timedelta(days=365)
    local = until.astimezone(ZoneInfo("Europe/Paris"))
    day = formats.day(local.date(), locale=locale_of(language))
    assert all(sentence.format(day=day) in message.text for sentence in sentences)
    *call_paths, result_path = linked_paths(message.text)
    assert set(call_paths) == {f"/calls/{call_id}" for call_id in calls}
    assert result_path == f"/attempts/{attempt_id}/result"
    assert set(pages_at(call_paths, app)) == {"open_calls.show_call"}
    assert pages_at([result_path], app) == ["attempt_results.show_result"]


def test_a_qualification_without_expiry_causes_an_email_without_a_day(take, emails):
    attempt_id = take(ALL_BUT_TEXTS, FOR_EVER)

    message = emails.only_email()
    assert "valid until" not in message.text
    assert linked_paths(message.text) == [f"/attempts/{attempt_id}/result"]


def close(exam, publish):
    exam.market.calls.close(publish(), "no_longer_needed", MANAGER, system_clock())


def fill(exam, publish):
    qualify(exam, INES)
    exam.market.calls.join(publish(max_experts=1), exam.id_of(INES), system_clock())


def join_and_leave(exam, publish):
    qualify(exam, ED, until=system_clock() - timedelta(hours=1))
    exam.market.calls.join(publish(), exam.id_of(ED), system_clock() - timedelta(hours=2))
    exam.market.members.end_engagement(
        exam.id_of(ED), NEST.brand_id, "own_wish", MANAGER, system_clock()
    )


def engage(exam, publish):
    publish()
    exam.market.members.start_engagement(
        exam.id_of(ED), NEST.brand_id, PAID, MANAGER, system_clock()
    )


def ask_for_another_test(exam, publish):
    exam.creates_test(OTHER_TEST, LENIENT, title="Batteries")
    publish(assessment_id=OTHER_TEST)


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(close, id="closed"),
        pytest.param(fill, id="full"),
        pytest.param(join_and_leave, id="joined"),
        pytest.param(engage, id="engaged"),
        pytest.param(ask_for_another_test, id="other_test"),
        pytest.param(lambda _, publish: publish(languages=("de",)), id="other_language"),
        pytest.param(lambda _, publish: publish(countries=("ES",)), id="other_country"),
        pytest.param(
            lambda _, publish: publish(starts_at=system_clock() + timedelta(days=1)), id="not_begun"
        ),
    ],
)
def test_a_call_that_the_candidate_cannot_join_is_not_in_the_email(
    exam, take, emails, publish, prepare
):
    prepare(exam, publish)

    attempt_id = take(ALL_BUT_TEXTS, LENIENT)

    paths = linked_paths(emails.only_email().text)
    assert paths == [f"/attempts/{attempt_id}/result"]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "Your result for the test “Electricity on board”",
            "You can try again from {moment}. Time zone: Paris (Europe/Paris).",
        ),
        (
            "fr",
            "Votre résultat au test « Electricity on board »",
            "à partir du {moment}. Fuseau horaire\xa0: Paris (Europe/Paris).",
        ),
    ],
)
def test_a_failed_test_causes_an_email_with_the_next_attempt(
    exam, take, emails, change_ed, app, language, subject, sentence
):
    change_ed(language=language)

    attempt_id = take({})

    message = emails.only_email()
    assert_written_to_ed(exam, message)
    assert (message.subject, message.language) == (subject, language)
    retry_at = exam.attempt(attempt_id).ended_at + timedelta(hours=1)
    moment = formats.minute(retry_at, "Europe/Paris", locale_of(language))
    assert sentence.format(moment=moment) in message.text
    assert linked_paths(message.text) == [f"/attempts/{attempt_id}/result"]
    assert pages_at(linked_paths(message.text), app) == ["attempt_results.show_result"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You have no attempts left for this test."),
        ("fr", "Vous n’avez plus de tentative pour ce test."),
    ],
)
def test_a_failed_last_attempt_causes_an_email(take, emails, change_ed, language, sentence):
    change_ed(language=language)

    take({}, ONCE)

    assert sentence in emails.only_email().text


def test_an_inactive_account_gets_no_email(take, emails, change_ed):
    take(ALL_BUT_TEXTS, LENIENT)
    change_ed(active=False)

    assert emails.emails() == []


def test_a_member_without_an_account_gets_no_email(exam, emails):
    member_id, attempt_id = uuid4(), uuid4()
    exam.market.members.join(member_id, ("en",), "FR", MORNING)
    exam.market.attempts.start(attempt_id, TEST, member_id, 11, system_clock())
    exam.market.attempts.submit(attempt_id, member_id, system_clock())

    assert exam.attempt(attempt_id).result is not None
    assert emails.emails() == []
