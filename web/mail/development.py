"""
The e-mails in the folder, for developers: to be read, and their links followed.

This page needs no sign-in, and e-mails hold links that open accounts. So it exists only while there
is no mail server and the server was started for development (see views.py), and answers only to
requests from this machine, to its own name, that no proxy has forwarded.
"""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as MimeMessage
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from web.http.request_context import current_settings

MAX_LISTED = 200
OWN_NAMES = ("127.0.0.1", "::1", "localhost")
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via")

bp = Blueprint("development_mail", __name__, url_prefix="/development/mail")


@dataclass(frozen=True)
class StoredEmail:
    """An e-mail in the folder."""

    name: str
    at: datetime
    message: MimeMessage

    @property
    def text(self) -> str:
        return str(self.message.get_content())


@bp.before_request
def answer_only_to_this_machine() -> None:
    if not _comes_from_this_machine():
        abort(404)


@bp.get("/")
def show_emails() -> ResponseReturnValue:
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    emails = [_read(file) for file in files[:MAX_LISTED]]
    return render_template("mail/development.html", emails=emails, count=len(files))


@bp.get("/<name>")
def show_email(name: str) -> ResponseReturnValue:
    file = _folder() / f"{name}.eml"
    if not name.isalnum() or not file.exists():
        abort(404)
    return render_template("mail/development_email.html", email=_read(file))


def _comes_from_this_machine() -> bool:
    host = urlsplit(f"//{request.host}").hostname
    if host not in OWN_NAMES or any(header in request.headers for header in PROXY_HEADERS):
        return False
    return bool(request.remote_addr) and ip_address(request.remote_addr or "").is_loopback


def _folder() -> Path:
    return current_settings().mail_folder


def _read(file: Path) -> StoredEmail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return StoredEmail(file.stem, at, message)
