"""The session cookie: signed, unreadable for scripts, and under TLS bound to this very host."""

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface


class SessionCookie(SecureCookieSessionInterface):
    """
    Decides by request, as one process may answer under TLS and, for a demo, without.

    The `__Host-` prefix makes browsers refuse the cookie from any host but this one over TLS, so
    that no sibling domain can plant a session; without TLS they would refuse it from us.
    """

    def get_cookie_name(self, app: Flask) -> str:
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if _under_tls() else name

    def get_cookie_secure(self, app: Flask) -> bool:
        return _under_tls() or super().get_cookie_secure(app)


def _under_tls() -> bool:
    return has_request_context() and request.is_secure
