"""A brand's program: a token of its own, and a client that sends it."""

from uuid import uuid4

from domain.clock import system_clock
from tests.web.shop import NEST
from web.api.tokens import ApiTokens, NewToken

NEST_PATH = "/api/v1/brands/nest"
ALL_SCOPES = ("read:comparison", "read:conversations", "read:tests")


def token_for(shop, brand=NEST, scopes=ALL_SCOPES, days=30):
    """A new token, and its id."""
    token_id = uuid4()
    tokens = ApiTokens(shop.store, shop.settings.secret_key)
    new = NewToken(token_id, "Dashboard", scopes, days)
    with shop.app.app_context():
        return tokens.create(new, brand.brand_id, uuid4()), token_id


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


class Program:
    """Sends a token with each request."""

    def __init__(self, app, token):
        self._client, self.headers = app.test_client(), bearer(token)

    def get(self, path, **query):
        return self._client.get(NEST_PATH + path, query_string=query, headers=self.headers)

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
