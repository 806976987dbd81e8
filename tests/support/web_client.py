"""A person's browser, as far as a server can tell: cookies, forms, and no redirects followed."""

import re
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, build_opener

from typing_extensions import override

CSRF_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NO_ANSWER = 0
PATIENCE_S = 120


@dataclass(frozen=True)
class Answer:
    status: int
    """NO_ANSWER: the connection broke."""
    headers: HTTPMessage | None = None
    text: str = ""

    @property
    def is_away_for_now(self) -> bool:
        """Whether the server says that it cannot answer now, and when to come again."""
        return self.status == 503 and bool(self.headers and self.headers["Retry-After"])


class _Unfollowed(HTTPRedirectHandler):
    @override
    def redirect_request(self, *_args):
        return None


def _opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()), _Unfollowed)


@dataclass
class WebClient:
    base: str
    """The address of the server, without a slash at the end."""
    _opener: OpenerDirector = field(default_factory=_opener)

    def get(self, path: str) -> Answer:
        return self._open(path, None)

    def post(self, path: str, **fields: str) -> Answer:
        return self._open(path, urlencode(fields).encode())

    def csrf_token(self, path: str) -> str:
        """Of the form on a page; it holds as long as the session."""
        found = CSRF_TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        token = self.csrf_token("/sign-in")
        answer = self.post("/sign-in", email=email, password=password, csrf_token=token)
        assert answer.status == 302, answer

    def _open(self, path: str, body: bytes | None) -> Answer:
        try:
            with self._opener.open(self.base + path, body, PATIENCE_S) as response:
                return Answer(response.status, response.headers, response.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())
        except (URLError, HTTPException, OSError):
            return Answer(NO_ANSWER)
