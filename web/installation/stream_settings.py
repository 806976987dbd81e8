"""Where the streams process answers."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from web.installation import mail_settings
from web.installation.bad_setting import BadSetting


def streams_url(environment: Mapping[str, str], default: str) -> str:
    """Without one, the public address, behind which a proxy passes /streams/ on."""
    text = environment.get("COMPTOIR_STREAMS_URL", "").strip().rstrip("/")
    if not text:
        public_url = mail_settings.public_url(environment, "")
        parts = urlsplit(public_url)
        return f"{parts.scheme}://{parts.netloc}" if public_url else default
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.netloc or url.path or url.query:
        raise BadSetting(
            "COMPTOIR_STREAMS_URL must be the address of the streams without a path, such as "
            "https://counter.example.org."
        )
    return text
