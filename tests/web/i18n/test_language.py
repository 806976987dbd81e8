import re

import pytest

from tests.web.accounts.test_sign_in import token_of
from web.i18n import catalogue
from web.private_store.accounts import account_of

DISABLED_SWITCH = re.compile(r'<button name="(?:language|theme)"[^>]* disabled')
INES = "ines@nest.example"


def language_of(response):
    return re.search(r'<html lang="(\w+)"', response.text)[1]


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("fr", "fr"),
        ("fr-CA, en;q=0.5", "fr"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("de, fr;q=0.3, en;q=0.2", "fr"),
        ("fr;q=0, en", "en"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("🙂;;q=x", "en"),
    ],
)
def test_a_visitor_gets_the_browsers_language(client, accepted, spoken):
    response = client.get(
        "/sign-in", headers={"Accept-Language": accepted.encode().decode("latin-1")}
    )

    assert language_of(response) == spoken


def test_the_cookie_comes_before_the_browser(client):
    choose(client, language="fr")

    response = client.get("/sign-in", headers={"Accept-Language": "en"})
    assert language_of(response) == "fr"
    assert "Se connecter" in response.text


@pytest.mark.parametrize("nonsense", ["de", "", "../fr", "fr_FR"])
def test_a_cookie_with_an_unknown_language_is_ignored(client, nonsense):
    client.set_cookie("lang", nonsense)

    assert language_of(client.get("/sign-in")) == "en"


def test_the_accounts_language_comes_before_the_cookie(signed_in, shop):
    member = signed_in(INES)
    choose(member, language="fr")
    try:
        member.set_cookie("lang", "en")
        assert language_of(member.get("/")) == "fr"
        choose(member, language="en")
        assert language_of(member.get("/")) == "en"
    finally:
        with shop.store.sessions() as session:
            account_of(session, INES).language = None
            session.commit()


def test_the_theme_is_rendered_by_the_server(client):
    assert "data-bs-theme" not in client.get("/sign-in").text
    choose(client, theme="dark")
    assert 'data-bs-theme="dark"' in client.get("/sign-in").text
    choose(client, theme="auto")
    assert "data-bs-theme" not in client.get("/sign-in").text


def test_a_switch_goes_back_to_the_page_it_was_on(client):
    assert choose(client, language="fr", next="/sign-in?next=/x").location == "/sign-in?next=/x"
    assert choose(client, language="fr", next="https://evil.example").location == "/"
    assert choose(client, language="fr", next="//evil.example").location == "/"


def test_the_answer_to_a_form_has_no_switch_that_would_lose_what_was_typed(client):
    asked = client.get("/join")
    refused = client.post("/join", data={"csrf_token": token_of(client, "/join"), "email": "x"})

    assert 'name="language" value="fr"' in asked.text
    assert not DISABLED_SWITCH.search(asked.text)
    assert len(DISABLED_SWITCH.findall(refused.text)) == 5


def test_an_unknown_language_or_theme_is_refused(client):
    assert choose(client, language="de").status_code == 422
    assert choose(client, theme='dark" onload="x').status_code == 422


def choose(client, **wanted):
    path = "/" if client.get("/").status_code == 200 else "/sign-in"
    return client.post("/preferences/", data=wanted | {"csrf_token": token_of(client, path)})


def test_every_text_is_translated_into_french():
    missing = [message.id for message in catalogue.untranslated(catalogue.updated())]

    assert missing == [], "translate them: python -m web.i18n.catalogue, then edit the .po file"


def test_the_compiled_catalogue_is_what_was_translated():
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.committed())


def test_french_punctuation_follows_unbreakable_spaces():
    """A line must not begin with a mark: the space before the tall ones does not break."""
    loose = re.compile(r" [:;?!»]|« |\w[;?!](?:\s|$)|[^\W\d]:(?=\s)")

    assert [
        message.id
        for message in catalogue.committed()
        if message.id and loose.search(str(message.string))
    ] == []


def test_placeholders_survive_translation():
    names = re.compile(r"%\(\w+\)s")
    for message in catalogue.committed():
        if message.id and message.string:
            source, translation = str(message.id), str(message.string)
            assert sorted(names.findall(source)) == sorted(names.findall(translation)), source
