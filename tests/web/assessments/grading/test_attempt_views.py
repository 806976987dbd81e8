"""A test's attempts: candidate numbers, what stands out, and a person's verdict with its reason."""

from uuid import UUID

import pytest

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Verdict
from tests.web.assessments.authoring_fixture import (
    HERE,
    OTHERS_TEST,
    TEST,
    mistakes_on,
    school_of,
    words_on,
)
from tests.web.assessments.graded_fixture import Judged, sent
from web.private_store.accounts import account_of

LIST = f"{HERE}/{TEST}/attempts"


@pytest.fixture
def judged(app, shop, sqlite_url):
    with school_of(app, sqlite_url) as school:
        yield Judged(school, shop.store).open()


@pytest.fixture
def ines(judged, signed_in):  # noqa: ARG001 - somebody must have taken it
    return signed_in("ines@nest.example")


@pytest.fixture
def account_id(shop):
    def account_id(email):
        with shop.store.sessions() as session:
            return account_of(session, email).id

    return account_id


def judges(client, attempt_id, **fields):
    page = f"{LIST}/{attempt_id}"
    return sent(client, page, f"{page}/judge", **fields)


def test_candidates_have_numbers_and_no_names(judged, ines):
    judged.sits(1, member=UUID(int=0xABCDEF << 100, version=4))
    judged.sits(2, right=False)

    page = ines.get(LIST).text

    said = words_on(page)
    assert "Candidate 1" in said
    assert "Candidate 2" in said
    assert "passed" in said
    assert UUID(int=0xABCDEF << 100, version=4).hex[:8] not in page


def test_a_hasty_attempt_is_pointed_out_with_what_it_rests_on(judged, ines):
    attempt_id = judged.sits(1, seconds=2)

    assert "Very fast" in words_on(ines.get(LIST).text)
    said = words_on(ines.get(f"{LIST}/{attempt_id}").text)
    assert "was saved 2 s after what came before it" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Nothing happens unless a person decides so." in said
    assert not judged.market.log.load(Attempt, attempt_id).annulled


def test_one_device_in_two_accounts_is_pointed_out_by_numbers(judged, ines):
    judged.sits(1, device="a")
    attempt_id = judged.sits(2, device="a")

    said = words_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "Started on the same device as candidate 1." in said


def test_only_those_to_be_looked_at_can_be_listed(judged, ines):
    judged.sits(1)
    judged.sits(2, seconds=1)

    said = words_on(ines.get(f"{LIST}?show=open").text)

    assert "Candidate 2" in said
    assert "Candidate 1" not in said


def test_a_person_annuls_it_with_written_words_and_their_name(judged, ines, account_id):
    attempt_id = judged.sits(1, seconds=1)

    answer = judges(ines, attempt_id, verdict="annulled", words="Two minds, one hand.")

    assert answer.status_code == 303
    attempt = judged.market.log.load(Attempt, attempt_id)
    assert attempt.annulled
    [*_, event] = [each.data for each in judged.market.log.history(attempt_id)]
    assert (event.verdict, event.by) == (Verdict.ANNULLED, account_id("ines@nest.example"))
    judged.school.counter.draw()
    said = words_on(ines.get(answer.location).text)
    assert "Two minds, one hand." in said
    assert "Inès Morel" in said


def test_without_words_or_a_verdict_nothing_is_decided(judged, ines):
    attempt_id = judged.sits(1, seconds=1)

    answer = judges(ines, attempt_id, words=" ")

    assert answer.status_code == 422
    assert set(mistakes_on(answer.text)) == {"verdict", "words"}
    assert not judged.market.log.load(Attempt, attempt_id).annulled


def test_an_appeal_is_read_and_upheld(judged, ines):
    attempt_id = judged.sits(1, right=False)
    judged.appeals(1, "The picture did not load.")
    assert "The picture did not load." in ines.get(f"{LIST}/{attempt_id}").text

    judges(ines, attempt_id, verdict="upheld", words="It did not.")

    judged.school.counter.draw()
    assert "Appeal upheld" in words_on(ines.get(LIST).text)


def test_who_judges_sees_what_was_answered_what_was_right_and_each_topic(judged, ines):
    attempt_id = judged.sits(1, right=False)

    page = words_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "By topic Fuses 0%" in page
    # Twice: neither question was right.
    assert page.count("The candidate's answer") == 2
    assert page.count("Right") == 2


def test_who_judges_what_was_all_right_is_told_so(judged, ines):
    attempt_id = judged.sits(1, right=True)

    page = words_on(ines.get(f"{LIST}/{attempt_id}").text)

    assert "What was not fully right Nothing." in page
    assert "The candidate's answer" not in page


def test_there_is_no_answer_to_an_appeal_that_nobody_made(judged, ines):
    attempt_id = judged.sits(1)

    answer = judges(ines, attempt_id, verdict="upheld", words="Why not.")

    assert answer.status_code == 422


def test_nobody_judges_their_own_attempt_and_no_words_are_kept_of_it(judged, ines, account_id):
    attempt_id = judged.sits(1, seconds=1, member=account_id("ines@nest.example"))

    answer = judges(ines, attempt_id, verdict="cleared", words="Fine.")

    assert answer.status_code == 403
    assert judged.market.log.load(Attempt, attempt_id).version == 5  # nothing was added


def test_other_brands_find_nothing(judged, ines, signed_in):
    attempt_id = judged.sits(1)
    tom = signed_in("tom@road.example")

    assert tom.get(LIST).status_code == 404
    assert tom.get(f"{LIST}/{attempt_id}").status_code == 404
    assert ines.get(f"{HERE}/{OTHERS_TEST}/attempts").status_code == 404
    assert ines.get(f"{LIST}/{UUID(int=5)}").status_code == 404
    assert signed_in("ed@expert.example").get(LIST).status_code == 404


def test_nobody_has_taken_it_yet(ines):
    assert "Nobody has taken this test yet." in ines.get(LIST).text
