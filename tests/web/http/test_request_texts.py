"""What is wrong with a request from any sender, and to any address: 4xx, and never 500."""

import pytest
from sqlalchemy import event

EVERYWHERE = ["/sign-in", "/join", "/nowhere", "/static/css/comptoir.css", "/"]
BODIES = {
    "deeply nested": ("[" * 100_000 + "]" * 100_000, 400),
    "a text": ('"x"', 422),
    "a list": ("[]", 422),
    "an infinite number": ('{"a": 1e309}', 400),
    "no number": ('{"a": NaN}', 400),
    "too many digits": ('{"a": ' + "9" * 5000 + "}", 400),
    "NUL": (r'{"email": "a\u0000b"}', 422),
    "NUL in a name": (r'{"a\u0000": ["b"]}', 422),
    "half of a pair": (r'{"email": "a\ud800", "password": "b"}', 422),
    "cut off": ('{"a": ', 400),
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES)
def test_json_that_no_page_could_use_is_refused(client, method, path, body, status):
    answer = getattr(client, method)(
        path, data=body, content_type="application/json", buffered=True
    )

    assert answer.status_code == status
    assert answer.json["status"] == status


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("query", ["a=%00", "%00=a", "a=%0b", "a=%E2%80%AEb", "a=%E2%80%8B"])
def test_a_query_with_characters_that_cannot_be_shown_is_refused(client, path, query):
    answer = client.get(f"{path}?{query}", buffered=True)

    assert answer.status_code == 422
    assert "This text" in answer.text


@pytest.mark.parametrize("path", ["/%00", "/static/%00", "/brands/%00/pool"])
def test_an_address_with_nul_is_refused(client, path):
    assert client.get(path).status_code == 422


def test_nul_in_a_form_is_refused_before_it_reaches_a_database(app):
    answer = app.test_client().post("/tried/forms", data={"text": "a\0b"})

    assert answer.status_code == 422
    assert "U+0000" in answer.text


def test_a_refused_request_says_so_in_the_readers_language(client):
    answer = client.get("/sign-in?a=%00", headers={"Accept-Language": "fr"})

    assert "Ce texte contient un caractère qui ne peut pas être affiché (U+0000)." in answer.text


def test_lines_and_other_scripts_are_fine_in_a_query(client):
    assert client.get("/sign-in?a=%0D%0A%09&b=%E6%97%A5%E6%9C%AC").status_code == 200


@pytest.mark.parametrize("number", [10**30, int("9" * 100)])
@pytest.mark.parametrize("action", ["arrived", "send-again"])
def test_a_number_that_no_column_holds_is_the_address_of_no_page(signed_in, number, action):
    client = signed_in("plat@comptoir.example")

    assert client.post(f"/mail/{number}/{action}").status_code == 404


def test_a_static_file_is_sent_without_looking_for_the_account(shop, signed_in):
    client, statements = signed_in("ines@nest.example"), []

    def remember(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(shop.store.engine, "before_cursor_execute", remember)
    client.get("/static/css/comptoir.css", buffered=True)
    assert statements == []
    client.get("/preferences/")
    client.get("/")
    event.remove(shop.store.engine, "before_cursor_execute", remember)

    assert statements
