"""
People see what they just did: the page after a command waits until read models show it.

A view that carried out a command calls `remember_position(position)` and redirects. The next page
waits a moment for that position; when that is not enough, it says that it is still updating.
"""

from flask import Flask, g, request, session

from web.http.access import OPEN
from web.http.request_context import marketplace

LAST_POSITION = "last_position"
"""Where in the session the log's position after the account's last command is."""


def init_read_your_writes(app: Flask) -> None:
    """After init_access: a refused request does not wait."""
    app.before_request(wait_for_own_writes)
    app.context_processor(lambda: {"still_updating": still_updating})


def remember_position(position: int) -> None:
    """Have the next page of this session show the log at least up to here."""
    session[LAST_POSITION] = max(position, session.get(LAST_POSITION, 0))


def still_updating() -> bool:
    """Whether this page may not show yet what its reader did a moment ago."""
    return bool(g.get("still_updating", False))


def wait_for_own_writes() -> None:
    if request.method != "GET" or request.endpoint is None or request.endpoint in OPEN:
        return
    position = session.get(LAST_POSITION)
    if position is None:
        return
    if marketplace().read_models.is_caught_up_to(position) or _is_of_another_log(position):
        del session[LAST_POSITION]
    else:
        g.still_updating = True


def _is_of_another_log(position: int) -> bool:
    """The database was replaced under an open session: no page will ever get there."""
    return position > marketplace().log.rows.head()
