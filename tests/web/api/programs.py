"""A brand's program: a token of its own, and a client that sends it."""

from uuid import UUID, uuid4

from domain.clock import system_clock
from tests.web.shop import NEST
from web.api.tokens import ApiTokens, NewToken

NEST_PATH = "/api/v1/brands/nest"
ALL_SCOPES = (
    *("read:bookings", "read:comparison", "read:conversations", "read:spend", "read:tests"),
    "write:bookings",
)
CREATOR = UUID(int=77)


def token_for(shop, brand=NEST, scopes=ALL_SCOPES, days=30):
    """A new token, and its id."""
    token_id = uuid4()
    tokens = ApiTokens(shop.store, shop.settings.secret_key)
    new = NewToken(token_id, "Dashboard", scopes, days)
    with shop.app.app_context():
        return tokens.create(new, brand.brand_id, CREATOR), token_id


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Program:
    """Sends a token with each request."""

    def __init__(self, app, token):
        self._client, self.headers = app.test_client(), bearer(token)

    def get(self, path, **query):
        return self._client.get(NEST_PATH + path, query_string=query, headers=self.headers)

    def post(self, path, body, **headers):
        headers = {**self.headers, **headers}
        return self._client.post(NEST_PATH + path, json=body, headers=headers)

    def write(self, path, body=None, key=None, method="POST"):
        """A new key unless there is one."""
        headers = {**self.headers, "Idempotency-Key": key or str(uuid4())}
        return self._client.open(NEST_PATH + path, method=method, json=body, headers=headers)

    def pages(self, path, **query):
        """All items of a list, page by page."""
        items, cursor = [], None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {})).json
            items.append(page["items"])
            cursor = page["next_cursor"]
            if cursor is None:
                return items


def program_of(shop, **kwargs):
    token, _ = token_for(shop, **kwargs)
    return Program(shop.app, token)


def now():
    return system_clock()
