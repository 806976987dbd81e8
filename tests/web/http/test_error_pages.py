from dataclasses import replace

import pytest

from domain.errors import Refused
from tests.web.accounts.mailbox import token_on
from tests.web.conftest import RAISED
from tests.web.shop import CHEAP, KnownBrands
from web.app import create_app
from web.http.error_pages import STATUS

MEMBER = "ines@nest.example"
REFUSALS = [
    ("not-allowed", 403, "Another respondent has already taken this conversation."),
    ("not-found", 404, "This cost does not exist."),
    ("not-now", 409, "This conversation has ended."),
    ("invalid", 422, "The amount must be greater than zero."),
]


@pytest.mark.parametrize(("what", "status", "sentence"), REFUSALS)
def test_a_refusal_is_a_page_with_its_sentence(signed_in, what, status, sentence):
    response = signed_in(MEMBER).get(f"/tried/raise/{what}")

    assert response.status_code == status
    assert sentence in response.text
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize(("what", "status", "sentence"), REFUSALS)
def test_a_refusal_is_json_on_request(signed_in, what, status, sentence):
    response = signed_in(MEMBER).get(f"/tried/raise/{what}", headers={"Accept": "application/json"})

    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["detail"] == sentence


def test_a_refusal_is_in_the_readers_language(signed_in):
    response = signed_in(MEMBER).get("/tried/raise/not-now", headers={"Accept-Language": "fr"})

    assert "Cette conversation est terminée." in response.text


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("absent", "Ce test n’existe pas."),
        (
            "points",
            (
                "Vous n’avez pas assez de points. Points manquants\N{NO-BREAK SPACE}:"
                " 1\N{NARROW NO-BREAK SPACE}500."
            ),
        ),
    ],
)
def test_a_refusal_with_a_value_is_in_the_readers_language(signed_in, what, sentence):
    headers = {"Accept-Language": "fr"}
    page = signed_in(MEMBER).get(f"/tried/raise/{what}", headers=headers)
    data = signed_in(MEMBER).get(
        f"/tried/raise/{what}", headers={**headers, "Accept": "application/json"}
    )

    assert sentence in page.text
    assert data.json["detail"] == sentence


def test_a_refusal_without_a_sentence_gets_a_default(signed_in):
    assert (
        "This is not possible at this stage." in signed_in(MEMBER).get("/tried/raise/silent").text
    )


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_read_models_that_a_worker_rebuilds_are_unavailable_for_a_moment(signed_in, accept):
    response = signed_in(MEMBER).get("/tried/raise/other-log", headers={"Accept": accept})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "Unavailable for a moment" in response.text
    assert "calls was built from another log." in response.text


def test_every_refusal_has_a_status():
    assert set(Refused.__subclasses__()) <= set(STATUS)


def test_errors_name_their_fields(signed_in):
    page = signed_in(MEMBER).get("/tried/raise/mistakes")
    data = signed_in(MEMBER).get("/tried/raise/mistakes", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == 422
    assert "Not a valid number." in page.text
    assert data.json["errors"] == {"price": ["Not a valid number."]}


def test_absent_pages_and_wrong_methods_are_refused(client):
    assert client.get("/nowhere").status_code == 404
    wrong = client.post("/sign-out/nowhere")
    assert wrong.status_code == 404
    wrong = client.delete("/sign-in")
    assert (wrong.status_code, "POST" in wrong.headers["Allow"]) == (405, True)
    assert wrong.text.count("<h1") == 1


def test_a_request_that_is_too_large_is_refused(client):
    response = client.post("/sign-in", data={"email": "a" * 2_000_000})

    assert response.status_code == 413
    assert "What you sent is larger than the limit" in response.text


def test_a_bug_reveals_no_internals(app, signed_in):
    client = signed_in(MEMBER)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for accept in ("text/html", "application/json"):
        response = client.get(
            "/tried/raise/bug", headers={"Accept": accept, "Accept-Language": "fr"}
        )

        assert response.status_code == 500
        assert "L’erreur vient de notre côté et a été enregistrée" in (
            response.text if "html" in accept else response.json["detail"]
        )
        assert str(RAISED["bug"]) not in response.text
        assert "Traceback" not in response.text


def test_the_log_names_an_address_without_what_stands_in_it(app, signed_in, caplog):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    signed_in(MEMBER).get("/tried/raise/bug")

    assert "Exception on GET /tried/raise/<what>" in caplog.text
    assert "/tried/raise/bug" not in caplog.text


def test_the_page_for_a_bug_needs_no_database(signed_in, shop):
    client = signed_in(MEMBER)
    with shop.store.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE account RENAME TO gone")
    try:
        response = client.get("/")
    finally:
        with shop.store.engine.begin() as db:
            db.exec_driver_sql("ALTER TABLE gone RENAME TO account")

    assert response.status_code == 500
    assert "The error is on our side and has been recorded" in response.text
    assert "gone" not in response.text


@pytest.mark.parametrize("what", ["log", "store", "pool"])
def test_while_the_database_is_away_pages_say_when_to_come_again(signed_in, what):
    response = signed_in(MEMBER).get(f"/tried/raise/{what}")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Our database cannot be reached right now. Try again in a moment." in response.text
    assert "secret" not in response.text


def test_a_form_that_the_database_did_not_get_can_be_sent_again(signed_in):
    client = signed_in(MEMBER)
    token = token_on(client.get("/join/sent").text)

    response = client.post(
        "/tried/raise/store", data={"csrf_token": token}, headers={"Accept-Language": "fr"}
    )

    assert response.status_code == 503
    assert "rechargez cette page" in response.text


def test_programs_get_a_problem_while_the_database_is_away(signed_in):
    response = signed_in(MEMBER).get("/tried/raise/log", headers={"Accept": "application/json"})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert response.mimetype == "application/problem+json"
    assert response.json["title"] == "Unavailable for a moment"


def test_a_missing_table_is_no_database_that_is_away(app, signed_in):
    client = signed_in(MEMBER)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    response = client.get("/tried/raise/table")

    assert response.status_code == 500
    assert "Retry-After" not in response.headers


class LostConnections:
    """Sessions whose connections break after the answer was made."""

    def __init__(self, sessions):
        self._sessions = sessions

    def __call__(self):
        return self._sessions()

    def remove(self):
        self._sessions.remove()
        raise RAISED["store"]


def test_a_connection_that_breaks_after_the_answer_does_not_change_it(shop):
    store = replace(shop.store, sessions=LostConnections(shop.store.sessions))
    app = create_app(None, shop.settings, store, KnownBrands(), hashing=CHEAP)

    assert app.test_client().get("/sign-in").status_code == 200
