"""
What Stripe tells us by webhook: verified on the bytes as they came, then parsed to a pointer.

A notification is never believed beyond its pointer: it may come late, twice, or in any order. It is
stored once, and a job fetches the object and applies the state that it has then.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

TOLERANCE = timedelta(minutes=5)
"""Between our clock and the time that Stripe signed, in both directions."""
SNAPSHOT, THIN = "event", "v2.core.event"
MAX_SIGNATURES = 16
"""Stripe sends one for each secret of an endpoint that is being renewed: two."""


class WebhookProblem(StrEnum):
    """Why a notification is not accepted."""

    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_WRONG = "signature_wrong"
    TOO_OLD = "too_old"
    IN_THE_FUTURE = "in_the_future"
    UNREADABLE = "unreadable"
    OTHER_MODE = "other_mode"
    """From the test mode while we are live, or the other way round."""


class WebhookRefused(Exception):
    def __init__(self, problem: WebhookProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class StripeNotification(NamedTuple):
    """That something has happened to an object; what, only the object says."""

    event_id: str
    type: str
    created_at: datetime
    object_id: str
    """Empty for the few events that are about no object of its own, such as the balance."""
    object_type: str
    account_id: str | None
    """The connected account in which it happened; None on the platform."""


class WebhookReader:
    """Reads notifications of one mode, signed with one of our secrets."""

    def __init__(self, secrets: Sequence[str], *, is_live: bool) -> None:
        """secrets: of all endpoints, and during a renewal the old and the new one."""
        if not all(secrets) or not secrets:
            raise ValueError("a webhook secret is empty: everyone could sign with it")
        self._secrets, self._is_live = [secret.encode() for secret in secrets], is_live

    def read(self, body: bytes, signature: str, now: datetime) -> StripeNotification:
        """
        Verify and parse a notification.

        body: the bytes as they were received. signature: the header `Stripe-Signature`.
        Raises WebhookRefused.
        """
        self._verify(body, signature, now)
        try:
            event = json.loads(body)
            notification, is_live = _parsed(event), event["livemode"]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise WebhookRefused(WebhookProblem.UNREADABLE) from error
        if is_live is not self._is_live:
            raise WebhookRefused(WebhookProblem.OTHER_MODE)
        return notification

    def _verify(self, body: bytes, signature: str, now: datetime) -> None:
        """First the signature: a wrong one learns nothing about the clock."""
        timestamp, signatures = _parts(signature)
        signed = timestamp.encode() + b"." + body
        expected = [hmac.new(secret, signed, sha256).hexdigest() for secret in self._secrets]
        if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures):
            raise WebhookRefused(WebhookProblem.SIGNATURE_WRONG)
        age_s = now.timestamp() - int(timestamp)
        if age_s > TOLERANCE.total_seconds():
            raise WebhookRefused(WebhookProblem.TOO_OLD)
        if age_s < -TOLERANCE.total_seconds():
            raise WebhookRefused(WebhookProblem.IN_THE_FUTURE)


def _parts(signature: str) -> tuple[str, list[str]]:
    """The timestamp and the signatures of scheme v1 of a header such as `t=1,v1=ab,v1=cd`."""
    pairs = [part.strip().partition("=") for part in signature.split(",")]
    timestamps = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1" and value.isascii()]
    if len(timestamps) != 1 or not _is_number(timestamps[0]) or not signatures:
        raise WebhookRefused(WebhookProblem.SIGNATURE_MISSING)
    return timestamps[0], signatures[:MAX_SIGNATURES]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _parsed(event: dict[str, Any]) -> StripeNotification:
    if event["object"] == THIN:
        return _thin(event)
    if event["object"] != SNAPSHOT:
        raise ValueError("no event of Stripe's")
    return _snapshot(event)


def _snapshot(event: dict[str, Any]) -> StripeNotification:
    about = event["data"]["object"]
    return StripeNotification(
        event_id=_text(event["id"]),
        type=_text(event["type"]),
        created_at=datetime.fromtimestamp(event["created"], UTC),
        object_id=_text(about.get("id", "")),
        object_type=_text(about["object"]),
        account_id=_text_or_none(event.get("account")),
    )


def _thin(event: dict[str, Any]) -> StripeNotification:
    about = event.get("related_object") or {}
    return StripeNotification(
        event_id=_text(event["id"]),
        type=_text(event["type"]),
        created_at=_utc(event["created"]),
        object_id=_text(about.get("id", "")),
        object_type=_text(about.get("type", "")),
        account_id=_text_or_none(event.get("context")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("an id or type is no text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _utc(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC)
