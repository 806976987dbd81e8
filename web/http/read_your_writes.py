"""
People see what they just did: the page after a command waits until it is drawn from it.

A route that carried out a command calls `remember(position)` and redirects. The next page waits a
moment for that position; when that is not enough, it says that it is still updating.
"""

from flask import Flask, g, request, session

from web.http.access import OPEN
from web.http.request_context import marketplace

REMEMBERED = "seen_from"
"""Where in the session the log's position after the person's last command is kept."""


def init_freshness(app: Flask) -> None:
    """After init_access: who is turned away does not wait."""
    app.before_request(wait_for_own_writes)
    app.context_processor(lambda: {"still_updating": still_updating})


def remember(position: int) -> None:
    """Have this person's next page show the log at least up to here."""
    session[REMEMBERED] = max(position, session.get(REMEMBERED, 0))


def still_updating() -> bool:
    """Whether this page may not show yet what its reader just did."""
    return bool(g.get("still_updating", False))


def wait_for_own_writes() -> None:
    if request.method != "GET" or request.endpoint is None or request.endpoint in OPEN:
        return
    position = session.get(REMEMBERED)
    if position is None:
        return
    if marketplace().read_models.is_caught_up_to(position) or _is_of_another_log(position):
        del session[REMEMBERED]
    else:
        g.still_updating = True


def _is_of_another_log(position: int) -> bool:
    """The database was replaced under an open session: no page will ever get there."""
    return position > marketplace().log.rows.head()
