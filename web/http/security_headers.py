"""What every response tells the browser: load nothing foreign, sit in no frame, guess nothing."""

from flask import Flask, Response, request

from web.http.request_context import signed_in_account

# img-src: Bootstrap's own marks are data: images.
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "img-src 'self' data:; form-action 'self'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # To ourselves the whole address, as the CSRF check under TLS needs it; to others nothing.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONE_YEAR = 365 * 24 * 3600


def init_security_headers(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """A page may tighten a header by setting it itself; it is then left as it is."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if response.mimetype in ("text/html", "application/json", "application/problem+json"):
        _keep_out_of_caches(response)
    return response


def _keep_out_of_caches(response: Response) -> None:
    """Pages differ by person and language; what a person saw must be gone after sign-out."""
    response.vary.update(("Cookie", "Accept-Language"))
    if signed_in_account() is not None:
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        response.headers.setdefault("Cache-Control", "no-cache")


def never_store(response: Response) -> Response:
    """For passwords, names, account numbers: no cache keeps them, nor a browser in its history."""
    response.headers["Cache-Control"] = "no-store, private"
    return response
