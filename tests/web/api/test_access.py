"""Which token opens what: no address below /api/v1/ without one, and only those of its brand."""

import pytest
from sqlalchemy import update

from tests.web.api.programs import NEST_PATH, Program, bearer, program_of, token_for
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import ROAD
from web.api.access import MAX_REQUESTS, MAX_UNKNOWN_TOKENS
from web.api.resources import Resources
from web.http.content_negotiation import API
from web.private_store.rate_limits import WINDOW_S, rate_limits

CONVERSATIONS = f"{NEST_PATH}/conversations"


@pytest.fixture
def counter(app, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield counter


@pytest.fixture
def program(counter, shop):  # noqa: ARG001 - the brands must be there
    return program_of(shop)


def rules_of_the_api(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(API)]


def address_of(rule, slug):
    """An address of a rule; an id that nothing has."""
    ids = dict.fromkeys(rule.arguments, "00000000-0000-4000-8000-000000000000")
    with_slug = {**ids, "brand_slug": slug}
    return rule.build(with_slug)[1]


def ways_in(app):
    """Each address of the API with each of its methods."""
    return [
        (rule, method)
        for rule in rules_of_the_api(app)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def is_problem(response, status):
    assert response.status_code == response.json["status"] == status
    assert response.mimetype == "application/problem+json"
    assert {"type", "title", "detail"} <= response.json.keys()
    return True


def test_every_resource_requires_a_token_and_declares_a_scope(app, client):
    assert {method for _, method in ways_in(app)} == {"GET", "POST", "PUT"}
    for rule, method in ways_in(app):
        assert isinstance(app.blueprints[rule.endpoint.partition(".")[0]], Resources)
        response = client.open(address_of(rule, "nest"), method=method)
        assert is_problem(response, 401)
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Comptoir"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic aTpj", "Token x", "Bearer a b"])
def test_a_header_without_a_usable_token_is_refused(counter, client, header):  # noqa: ARG001
    response = client.get(CONVERSATIONS, headers={"Authorization": header})

    assert is_problem(response, 401)


def test_an_unknown_token_is_named_as_the_reason(counter, client):  # noqa: ARG001
    response = client.get(CONVERSATIONS, headers=bearer("comptoir_made-up"))

    assert is_problem(response, 401)
    assert response.headers["WWW-Authenticate"].endswith(', error="invalid_token"')


def test_a_session_opens_nothing_of_the_api(counter, signed_in):  # noqa: ARG001
    assert is_problem(signed_in("ines@nest.example").get(CONVERSATIONS), 401)


def test_a_token_opens_no_page(counter, shop, client):  # noqa: ARG001
    token, _ = token_for(shop)

    response = client.get("/brands/nest/conversations", headers=bearer(token))

    assert response.status_code == 302


def test_another_brand_answers_on_every_path_exactly_as_an_absent_one(program, shop, app):
    client, headers = app.test_client(), program.headers
    for rule, method in ways_in(app):
        other, absent = (
            client.open(address_of(rule, slug), method=method, headers=headers)
            for slug in ("road", "nobody")
        )

        assert is_problem(other, 404)
        assert other.json == absent.json
        assert dict(other.headers) == dict(absent.headers)
    roads = Program(app, token_for(shop, brand=ROAD)[0])
    assert is_problem(roads.get("/conversations"), 404)


def test_a_token_without_the_scope_is_refused(counter, shop):  # noqa: ARG001
    program = program_of(shop, scopes=("read:tests",))

    response = program.get("/conversations")

    assert is_problem(response, 403)
    assert "read:conversations" in response.json["detail"]


def test_a_busy_program_has_to_wait_and_others_do_not(program, shop):
    assert program.get("/conversations").status_code == 200
    with shop.store.engine.begin() as db:
        db.execute(update(rate_limits).values(attempts=MAX_REQUESTS))

    response = program.get("/conversations")

    assert is_problem(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= WINDOW_S + 1
    assert program_of(shop).get("/conversations").status_code == 200


def test_an_address_with_many_unknown_tokens_has_to_wait_and_active_ones_do_not(program, client):
    headers, elsewhere = bearer("comptoir_made-up"), {"REMOTE_ADDR": "192.0.2.7"}
    for _ in range(MAX_UNKNOWN_TOKENS):
        assert is_problem(client.get(CONVERSATIONS, headers=headers), 401)

    response = client.get(CONVERSATIONS, headers=headers)

    assert is_problem(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= WINDOW_S + 1
    assert is_problem(client.get(CONVERSATIONS, headers=headers, environ_base=elsewhere), 401)
    assert program.get("/conversations").status_code == 200


def test_a_request_without_a_token_is_no_guess(counter, client, shop):  # noqa: ARG001
    client.get(CONVERSATIONS)

    with shop.store.engine.connect() as db:
        assert db.execute(rate_limits.select()).all() == []


def test_requests_for_other_brands_count_too(program, shop, app):
    client = app.test_client()
    client.get("/api/v1/brands/road/conversations", headers=program.headers)
    with shop.store.engine.connect() as db:
        assert db.scalar(rate_limits.select().with_only_columns(rate_limits.c.attempts)) == 1


@pytest.mark.parametrize("path", ["/nowhere", "/conversations/", "/conversations/1"])
def test_an_absent_address_is_a_problem_for_whom_it_may_concern(counter, client, path):  # noqa: ARG001
    assert is_problem(client.get(NEST_PATH + path, headers={"Accept": "text/html"}), 404)


def test_a_method_that_is_not_there_is_a_problem(program, app):
    response = app.test_client().post(CONVERSATIONS, headers=program.headers)

    assert is_problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_answers_are_never_cached_and_set_no_cookie(program):
    response = program.get("/conversations")

    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_a_problem_speaks_the_language_of_the_request(program, app):
    headers = {**program.headers, "Accept-Language": "fr"}

    response = app.test_client().get(f"{CONVERSATIONS}?limit=0", headers=headers)

    assert is_problem(response, 422)
    assert response.json["errors"] == {"query": {"limit": ["La limite doit être entre 1 et 200."]}}


def test_a_query_that_cannot_be_shown_is_refused(program):
    assert is_problem(program.get("/conversations", outcome="\0"), 422)
