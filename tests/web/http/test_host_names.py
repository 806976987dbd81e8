import pytest

from web.http.host_names import is_host


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1:8000",
        "[::1]:8000",
        "counter.example.org",
        "counter.example.org.",
        "xn--bcher-kva.example",
        "a_b.example:443",
        f"{'a' * 63}.example",
    ],
)
def test_hosts_that_can_exist(host):
    assert is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        f"{'a' * 64}.example",
        ".".join(["a" * 60] * 5),
        "a..example",
        "a b",
        "a\0",
        "é.example",
        "a@b.example",
        "a/b",
        "a:port",
        "[::1",
    ],
)
def test_hosts_that_cannot_exist(host):
    assert not is_host(host)


@pytest.mark.parametrize("path", ["/sign-in", "/static/css/comptoir.css", "/nowhere"])
def test_a_host_that_cannot_exist_is_answered_with_400(client, path):
    answer = client.get(path, headers={"Host": "a" * 64 + ".example"})

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_host_that_can_exist_is_answered_as_ever(client):
    assert client.get("/sign-in", headers={"Host": "a" * 63 + ".example"}).status_code == 200
