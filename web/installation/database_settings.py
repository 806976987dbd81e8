"""Where the log lies."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from web.installation.bad_setting import BadSetting


def database_url(environment: Mapping[str, str], var: Path) -> str:
    text = environment.get("DATABASE_URL", "").strip()
    if not text:
        var.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{var / 'comptoir.db'}"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # an unreadable port is a ValueError
        url = None
    return _known_database(url)


def _known_database(url: URL | None) -> str:
    if url is not None and url.drivername == "sqlite" and _is_a_file(url.database):
        return f"sqlite:///{Path(url.database or '').absolute()}"
    if url is not None and url.drivername in ("postgresql", "postgres") and url.database:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)
    raise BadSetting(
        "DATABASE_URL must be sqlite:////absolute/path.db or postgresql://user@host/name. "
        "Leave it unset to use var/comptoir.db."
    )


def log_file(database_url: str) -> Path | None:
    url = make_url(database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _is_a_file(path: str | None) -> bool:
    """The log and the private store lie side by side: memory has no side."""
    return bool(path) and path != ":memory:" and not str(path).startswith("file:")
