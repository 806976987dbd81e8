import pytest

ALL = ["/sign-in", "/nowhere", "/static/css/comptoir.css", "/"]


@pytest.mark.parametrize("path", ALL)
def test_every_response_has_a_strict_policy(client, path):
    headers = client.get(path, buffered=True).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_hsts_is_sent_under_tls_only(client):
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    secure = client.get("/sign-in", base_url="https://localhost")
    assert "max-age=" in secure.headers["Strict-Transport-Security"]


def test_the_session_cookie_without_tls(client):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("comptoir=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_under_tls_is_bound_to_the_host(client):
    cookie = client.get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]

    assert cookie.startswith("__Host-comptoir=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_private_pages_are_not_cached(client, signed_in):
    assert signed_in("ines@nest.example").get("/").headers["Cache-Control"] == "no-store"
    response = client.get("/sign-in")
    assert "Cookie" in response.headers["Vary"]
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/sign-in", "/join", "/forgotten-password"])
def test_pages_for_passwords_are_stored_nowhere(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store, private"


def test_only_known_proxies_may_speak_for_the_browser(client):
    response = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in response.headers
