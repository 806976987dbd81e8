"""A test's attempts: candidate numbers, what stands out, and a person's verdict with its reason."""

from uuid import UUID

import pytest

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from tests.web.assessments.authoring_fixture import (
    HERE,
    OTHERS_TEST,
    TEST,
    errors_on,
    school_of,
    text_on,
)
from tests.web.assessments.graded_fixture import GradedTest, post_form
from web.private_store.accounts import account_of

LIST = f"{HERE}/{TEST}/attempts"


@pytest.fixture
def graded(app, shop, sqlite_url):
    with school_of(app, sqlite_url) as school:
        yield GradedTest(school, shop.store).open()


@pytest.fixture
def ines(graded, signed_in):  # noqa: ARG001 - a member must have taken it
    return signed_in("ines@nest.example")


@pytest.fixture
def account_id(shop):
    def account_id(email):
        with shop.store.sessions() as session:
            return account_of(session, email).id

    return account_id


def decide(client, attempt_id, **fields):
    page = f"{LIST}/{attempt_id}"
    return post_form(client, page, f"{page}/judge", **fields)


def test_candidates_have_numbers_and_no_names(graded, ines):
    graded.takes_test(1, member=UUID(int=0xABCDEF << 100, version=4))
    graded.takes_test(2, right=False)

    page = ines.get(LIST).text

    text = text_on(page)
    assert "Candidate 1" in text
    assert "Candidate 2" in text
    assert "passed" in text
    assert UUID(int=0xABCDEF << 100, version=4).hex[:8] not in page


def test_a_very_fast_attempt_is_flagged_with_its_evidence(graded, ines):
    attempt_id = graded.takes_test(1, seconds=2)

    assert "Very fast" in text_on(ines.get(LIST).text)
    text = text_on(ines.get(f"{LIST}/{attempt_id}").text)
    assert "was saved 2 s after the previous action" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Nothing happens unless a person decides it." in text
    assert not graded.market.log.load(Attempt, attempt_id).annulled


def test_two_candidates_on_one_device_are_flagged_by_numbers(graded, ines):
    graded.takes_test(1, device_digest="a")
    attempt_id = graded.takes_test(2, device_digest="a")

    text = text_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "Started on the same device as candidate 1." in text


def test_the_list_can_show_only_attempts_to_review(graded, ines):
    graded.takes_test(1)
    graded.takes_test(2, seconds=1)

    text = text_on(ines.get(f"{LIST}?show=open").text)

    assert "Candidate 2" in text
    assert "Candidate 1" not in text


def test_an_attempt_is_annulled_with_reason_and_name(graded, ines, account_id):
    attempt_id = graded.takes_test(1, seconds=1)

    response = decide(ines, attempt_id, outcome="annulled", reason="Two minds, one hand.")

    assert response.status_code == 303
    attempt = graded.market.log.load(Attempt, attempt_id)
    assert attempt.annulled
    [*_, event] = [recorded.data for recorded in graded.market.log.history(attempt_id)]
    assert (event.outcome, event.by) == (ReviewOutcome.ANNULLED, account_id("ines@nest.example"))
    graded.school.counter.update_read_models()
    text = text_on(ines.get(response.location).text)
    assert "Two minds, one hand." in text
    assert "Inès Morel" in text


def test_a_review_without_reason_or_outcome_is_refused(graded, ines):
    attempt_id = graded.takes_test(1, seconds=1)

    response = decide(ines, attempt_id, reason=" ")

    assert response.status_code == 422
    assert set(errors_on(response.text)) == {"outcome", "reason"}
    assert not graded.market.log.load(Attempt, attempt_id).annulled


def test_an_appeal_is_granted(graded, ines):
    attempt_id = graded.takes_test(1, right=False)
    graded.appeals(1, "The picture did not load.")
    assert "The picture did not load." in ines.get(f"{LIST}/{attempt_id}").text

    decide(ines, attempt_id, outcome="granted", reason="It did not.")

    graded.school.counter.update_read_models()
    assert "Appeal granted" in text_on(ines.get(LIST).text)
    for address in (LIST, f"{LIST}/{attempt_id}"):
        page = text_on(ines.get(address).text)
        assert "passed after appeal" in page
        assert "not passed" not in page


def test_a_reviewer_sees_answers_correct_answers_and_topics(graded, ines):
    attempt_id = graded.takes_test(1, right=False)

    page = text_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "By topic Fuses 0%" in page
    # Twice: neither question was right.
    assert page.count("The candidate's answer") == 2
    assert page.count("Correct answer") == 2


def test_a_reviewer_sees_when_all_answers_are_correct(graded, ines):
    attempt_id = graded.takes_test(1, right=True)

    page = text_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "Answers not fully correct Nothing to report." in page
    assert "The candidate's answer" not in page


def test_deciding_without_an_appeal_is_refused(graded, ines):
    attempt_id = graded.takes_test(1)

    response = decide(ines, attempt_id, outcome="granted", reason="Why not.")

    assert response.status_code == 422


def test_reviewing_ones_own_attempt_is_refused_and_stores_no_text(graded, ines, account_id):
    attempt_id = graded.takes_test(1, seconds=1, member=account_id("ines@nest.example"))

    response = decide(ines, attempt_id, outcome="cleared", reason="Fine.")

    assert response.status_code == 403
    assert graded.market.log.load(Attempt, attempt_id).version == 5  # nothing was added


def test_other_brands_find_nothing(graded, ines, signed_in):
    attempt_id = graded.takes_test(1)
    tom = signed_in("tom@road.example")

    assert tom.get(LIST).status_code == 404
    assert tom.get(f"{LIST}/{attempt_id}").status_code == 404
    assert ines.get(f"{HERE}/{OTHERS_TEST}/attempts").status_code == 404
    assert ines.get(f"{LIST}/{UUID(int=5)}").status_code == 404
    assert signed_in("ed@expert.example").get(LIST).status_code == 404


def test_a_test_without_attempts_says_so(ines):
    assert "No candidates have taken this test yet." in ines.get(LIST).text
