"""
The letters in the folder, for those who develop: to be read, and their links followed.

Nobody signs in here, and letters hold links that open accounts. So the page exists only while there
is no mail server and the server was started for development (see pages.py), and answers only to
this very machine, asked for by its own name, without a proxy in between that speaks for others.
"""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from web.http.request_context import current_settings

MOST_LISTED = 200
OUR_NAMES = ("127.0.0.1", "::1", "localhost")
SIGNS_OF_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via")

bp = Blueprint("development_mail", __name__, url_prefix="/development/mail")


@dataclass(frozen=True)
class ShownLetter:
    """A letter as it lies in the folder."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        return str(self.message.get_content())


@bp.before_request
def answer_only_to_this_machine() -> None:
    if not _comes_from_this_machine():
        abort(404)


@bp.get("/")
def show_letters() -> ResponseReturnValue:
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    shown = [_read(file) for file in files[:MOST_LISTED]]
    return render_template("mail/development.html", letters=shown, count=len(files))


@bp.get("/<name>")
def show_letter(name: str) -> ResponseReturnValue:
    file = _folder() / f"{name}.eml"
    if not name.isalnum() or not file.exists():
        abort(404)
    return render_template("mail/development_email.html", letter=_read(file))


def _comes_from_this_machine() -> bool:
    named = urlsplit(f"//{request.host}").hostname
    if named not in OUR_NAMES or any(header in request.headers for header in SIGNS_OF_A_PROXY):
        return False
    return bool(request.remote_addr) and ip_address(request.remote_addr or "").is_loopback


def _folder() -> Path:
    return current_settings().mail_folder


def _read(file: Path) -> ShownLetter:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return ShownLetter(file.stem, at, message)
