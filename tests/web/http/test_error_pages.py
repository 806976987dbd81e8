import pytest

from domain.errors import Refused
from tests.web.conftest import RAISED
from web.http.error_pages import STATUS

ANYBODY = "ines@nest.example"
TOLD = [
    ("not-allowed", 403, "Another respondent has already taken this conversation."),
    ("not-found", 404, "This cost does not exist."),
    ("not-now", 409, "This conversation has ended."),
    ("invalid", 422, "The amount must be greater than zero."),
]


@pytest.mark.parametrize(("what", "status", "sentence"), TOLD)
def test_a_refusal_is_a_page_with_its_sentence(signed_in, what, status, sentence):
    answer = signed_in(ANYBODY).get(f"/tried/raise/{what}")

    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize(("what", "status", "sentence"), TOLD)
def test_a_refusal_is_json_for_who_asks_for_json(signed_in, what, status, sentence):
    answer = signed_in(ANYBODY).get(f"/tried/raise/{what}", headers={"Accept": "application/json"})

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"] == sentence


def test_a_refusal_is_told_in_the_readers_language(signed_in):
    answer = signed_in(ANYBODY).get("/tried/raise/not-now", headers={"Accept-Language": "fr"})

    assert "Cette conversation est terminée." in answer.text


def test_a_refusal_without_words_gets_some(signed_in):
    assert (
        "This is not possible at this stage." in signed_in(ANYBODY).get("/tried/raise/silent").text
    )


def test_every_refusal_has_a_status():
    assert set(Refused.__subclasses__()) <= set(STATUS)


def test_mistakes_say_where(signed_in):
    page = signed_in(ANYBODY).get("/tried/raise/mistakes")
    data = signed_in(ANYBODY).get("/tried/raise/mistakes", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == 422
    assert "Not a valid number." in page.text
    assert data.json["errors"] == {"price": ["Not a valid number."]}


def test_what_is_not_there_and_what_is_asked_the_wrong_way(client):
    assert client.get("/nowhere").status_code == 404
    wrong = client.post("/sign-out/nowhere")
    assert wrong.status_code == 404
    wrong = client.delete("/sign-in")
    assert (wrong.status_code, "POST" in wrong.headers["Allow"]) == (405, True)
    assert wrong.text.count("<h1") == 1


def test_too_much_is_refused(client):
    answer = client.post("/sign-in", data={"email": "a" * 2_000_000})

    assert answer.status_code == 413
    assert "What you sent is larger than the limit" in answer.text


def test_a_bug_tells_nothing_of_the_inside(app, signed_in):
    client = signed_in(ANYBODY)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for accept in ("text/html", "application/json"):
        answer = client.get("/tried/raise/bug", headers={"Accept": accept, "Accept-Language": "fr"})

        assert answer.status_code == 500
        assert "L’erreur vient de notre côté et a été enregistrée" in (
            answer.text if "html" in accept else answer.json["detail"]
        )
        assert str(RAISED["bug"]) not in answer.text
        assert "Traceback" not in answer.text


def test_the_page_for_a_bug_needs_no_database(signed_in, shop):
    client = signed_in(ANYBODY)
    with shop.store.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE account RENAME TO gone")
    try:
        answer = client.get("/")
    finally:
        with shop.store.engine.begin() as db:
            db.exec_driver_sql("ALTER TABLE gone RENAME TO account")

    assert answer.status_code == 500
    assert "The error is on our side and has been recorded" in answer.text
    assert "gone" not in answer.text
