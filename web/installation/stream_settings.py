"""Where the streams process answers."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from web.installation.bad_setting import BadSetting


def streams_url(environment: Mapping[str, str], public_url: str, default: str) -> str:
    """Behind a proxy that passes /streams/ on, it is the public address itself."""
    text = environment.get("COMPTOIR_STREAMS_URL", "").strip().rstrip("/")
    if not text:
        return public_url if environment.get("COMPTOIR_PUBLIC_URL", "").strip() else default
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.netloc or url.path or url.query:
        raise BadSetting(
            "COMPTOIR_STREAMS_URL must be the address of the streams without a path, such as "
            "https://counter.example.org."
        )
    return text
