"""How e-mails are sent, as whom, and with which address of this site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from web.installation.bad_setting import BadSetting

SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class SmtpServer:
    """The mail server: smtp, smtp+starttls or smtps, and as whom we sign in there."""

    security: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def smtp(environment: Mapping[str, str]) -> SmtpServer | None:
    text = environment.get("COMPTOIR_SMTP_URL", "").strip()
    if not text:
        return None
    try:
        return _smtp_server(urlsplit(text))
    except ValueError as error:  # an unreadable port is one, too
        raise BadSetting(
            "COMPTOIR_SMTP_URL must be smtp://user:password@host:port, smtp+starttls:// or "
            "smtps://. Leave it unset to write e-mails to a folder."
        ) from error


def _smtp_server(url: SplitResult) -> SmtpServer:
    if url.scheme not in SMTP_PORTS or not url.hostname or url.path not in ("", "/"):
        raise ValueError("no SMTP server")
    return SmtpServer(
        security=url.scheme,
        host=url.hostname,
        port=url.port or SMTP_PORTS[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )


def mail_from(environment: Mapping[str, str], default: str) -> str:
    """Whom e-mails come from; a real mail server needs an address that can be answered."""
    text = environment.get("COMPTOIR_MAIL_FROM", "").strip()
    if not text and not environment.get("COMPTOIR_SMTP_URL", "").strip():
        return default
    name, address = parseaddr(text)
    if "@" not in address.strip("@") or "\n" in text or not text.isprintable():
        raise BadSetting(
            "COMPTOIR_MAIL_FROM must be the sender of the e-mails, such as "
            "Comptoir <hello@example.org>. It is required with COMPTOIR_SMTP_URL."
        )
    return f"{name} <{address}>" if name else address


def mail_folder(environment: Mapping[str, str], var: Path) -> Path:
    text = environment.get("COMPTOIR_MAIL_FOLDER", "").strip()
    if text and not Path(text).is_absolute():
        raise BadSetting(
            "COMPTOIR_MAIL_FOLDER must be an absolute path. Leave it unset to use var/mail."
        )
    return Path(text) if text else var / "mail"


def public_url(environment: Mapping[str, str], default: str) -> str:
    """The address of this site. Never from a request, which may name any host."""
    text = environment.get("COMPTOIR_PUBLIC_URL", "").strip().rstrip("/")
    if not text and not environment.get("COMPTOIR_SMTP_URL", "").strip():
        return default
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.netloc or url.query or url.fragment:
        raise BadSetting(
            "COMPTOIR_PUBLIC_URL must be the base address of the links in e-mails, such as "
            "https://counter.example.org. It is required with COMPTOIR_SMTP_URL."
        )
    return text
