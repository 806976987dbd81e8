"""A brand's page of tokens: created and shown once, listed, revoked; only its own people."""

import re

import pytest

from tests.web.api.programs import NEST_PATH, bearer, token_for
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import ROAD

PAGE = "/brands/nest/api-tokens"
TEXT = re.compile(r'id="token"[^>]*>(comptoir_[\w-]+)<')


@pytest.fixture
def counter(app, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield counter


@pytest.fixture
def ines(counter, signed_in):  # noqa: ARG001 - the brands must be there
    return signed_in("ines@nest.example")


def create(client, **fields):
    page = client.get(PAGE).text
    hidden = dict(re.findall(r'type="hidden" name="(csrf_token|token_id)" value="([^"]+)"', page))
    filled_in = {"name": "Dashboard", "scopes": ["read:conversations"], "days": "30"}
    return client.post(PAGE, data={**hidden, **filled_in, **fields})


def revoke(client, token_id, page=PAGE):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)[1]
    return client.post(f"{page}/{token_id}/revoke", data={"csrf_token": token})


def test_a_new_token_is_shown_once_and_works(ines, client):
    response = create(ines)

    [text] = TEXT.findall(response.text)
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store, private"
    assert f'Bearer {text}" "http://' in response.text.replace("&#34;", '"')
    assert f'{NEST_PATH}/conversations"</code>' in response.text
    assert client.get(f"{NEST_PATH}/conversations", headers=bearer(text)).status_code == 200
    listed = ines.get(PAGE).text
    assert text not in listed
    assert "Dashboard" in listed
    assert '<td role="cell" data-label="Created by">Inès Morel</td>' in listed


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Enter a name, such as that of the program."),
        ("name", "n" * 61, "Use at most 60 characters."),
        ("name", "two\nlines", "one line"),
        ("scopes", [], "Choose what the token may read."),
        ("scopes", ["write:everything"], "Choose what the token may read."),
        ("days", "36500", "Choose how long the token works."),
    ],
)
def test_a_form_with_a_mistake_creates_nothing_and_stays_filled_in(ines, field, value, sentence):
    before = ines.get(PAGE).text.count("/revoke")

    response = create(ines, **{field: value})

    assert response.status_code == 422
    assert sentence in response.text
    assert ines.get(PAGE).text.count("/revoke") == before
    if field != "name":
        assert 'value="Dashboard"' in response.text


def test_a_revoked_token_opens_nothing(ines, shop, client):
    text, token_id = token_for(shop)

    assert revoke(ines, token_id).status_code == 303

    assert client.get(f"{NEST_PATH}/conversations", headers=bearer(text)).status_code == 401


def test_the_tokens_of_another_brand_are_absent(ines, shop, client):
    text, token_id = token_for(shop, brand=ROAD)

    assert revoke(ines, token_id).status_code == 404

    path = "/api/v1/brands/road/conversations"
    assert client.get(path, headers=bearer(text)).status_code == 200


def test_the_platform_may_revoke_but_not_create(ines, shop, signed_in):  # noqa: ARG001
    _, token_id = token_for(shop)
    platform = signed_in("plat@comptoir.example")
    page = platform.get(PAGE).text

    assert "Create token" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert platform.post(PAGE, data={"csrf_token": token}).status_code == 403
    assert revoke(platform, token_id).status_code == 303


def test_expired_and_revoked_tokens_stand_apart(ines, shop):
    revoked, expired = token_for(shop)[1], token_for(shop, days=0)[1]
    token_for(shop)
    revoke(ines, revoked)

    active, over = ines.get(PAGE).text.split('<caption id="over">')

    assert over.startswith("Expired and revoked tokens</caption>")
    assert ("token expired" in over, "token revoked" in over) == (True, True)
    assert (active.count("/revoke"), over.count("/revoke")) == (1, 0)
    assert not [id for id in (revoked, expired) if str(id) in active]


def test_a_page_without_ended_tokens_has_one_table(ines, shop):
    token_for(shop)

    assert "Expired and revoked tokens" not in ines.get(PAGE).text
