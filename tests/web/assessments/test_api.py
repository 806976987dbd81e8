"""Tests and their results as programs read them: candidates by number, and nothing of persons."""

from uuid import UUID, uuid4

import pytest

from tests.web.api.programs import program_of
from tests.web.assessments.authoring_fixture import OTHERS_TEST, TEST, school_of
from tests.web.assessments.graded_fixture import GradedTest

RESULTS = f"/tests/{TEST}/results"
ANN = UUID(int=0xABCDEF << 100, version=4)


@pytest.fixture
def graded(app, shop, sqlite_url):
    with school_of(app, sqlite_url) as school:
        yield GradedTest(school, shop.store).open(wordy=True)


@pytest.fixture
def program(graded, shop):  # noqa: ARG001 - the test must be there
    return program_of(shop)


def test_a_brand_reads_its_own_tests_only(program):
    tests = program.get("/tests").json

    assert [test["test_id"] for test in tests["items"]] == [str(TEST)]
    assert tests["items"][0]["edition"] == 1
    assert tests["items"][0]["is_open"]
    assert tests["next_cursor"] is None


def test_a_result_has_numbers_and_nothing_of_the_person(graded, program):
    attempt_id = graded.takes_test(1, member=ANN, text="Because of the fire.")

    response = program.get(RESULTS)

    [result] = response.json["items"]
    assert result == {
        "attempt_id": str(attempt_id),
        "candidate": 1,
        "number": 1,
        "edition": 1,
        "status": "ended",
        "started_at": result["started_at"],
        "ended_at": result["ended_at"],
        "timed_out": False,
        "percent": None,
        "passed": None,
        "outcome": None,
    }
    assert str(ANN)[:8] not in response.text
    assert "fire" not in response.text


def test_a_graded_attempt_has_its_percentage(graded, program):
    graded.takes_test(1, text="Because of the fire.")
    graded.grades(1, 100, UUID(int=77))

    [result] = program.get(RESULTS).json["items"]

    assert (result["status"], result["percent"], result["passed"]) == ("graded", 100.0, True)


def test_candidates_keep_their_number_over_pages_and_new_attempts(graded, program):
    for number in (1, 2, 3):
        graded.takes_test(number)
    first = program.get(RESULTS, limit=2).json
    graded.takes_test(4)

    second = program.get(RESULTS, limit=2, cursor=first["next_cursor"]).json

    items = first["items"] + second["items"]
    assert [item["candidate"] for item in items] == [1, 2, 3, 4]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("test_id", [OTHERS_TEST, uuid4()])
def test_the_tests_of_other_brands_are_absent(program, test_id):
    response = program.get(f"/tests/{test_id}/results")

    assert response.status_code == 404
    assert response.json["detail"] == "There is no page at this address."


def test_a_cursor_of_another_test_is_refused(graded, program):
    for number in (1, 2):
        graded.takes_test(number)
    cursor = program.get(RESULTS, limit=1).json["next_cursor"]

    assert program.get(RESULTS, cursor=cursor).status_code == 200
    assert program.get("/tests", cursor=cursor).status_code == 422
