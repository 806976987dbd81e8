"""What a token may do: each capability declares its scopes beside its resources."""

from typing import NamedTuple


class Scope(NamedTuple):
    """A scope as OAuth 2.0 writes it (RFC 6749, 3.3), such as read:comparison."""

    name: str
    label: str
    """A lazy_gettext("..."), for the brand's people."""
