"""What people write about an earning, as it was sent, and what is wrong with it."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from domain.errors import Refused
from domain.log.entries import IdempotencyKey
from payments.earnings.earning import Earning, WrittenText
from web.http.error_pages import STATUS
from web.http.form_fields import text_error, typed_text
from web.http.request_context import current_settings, private_texts
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text
from web.private_store.hashing import keyed_digest

MAX_LENGTH = 4000


@dataclass(frozen=True)
class WrittenForm:
    """A form that was not carried out: the page keeps what was typed, whatever became of it."""

    text: str = ""
    choice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field."""
    refusal: str = ""
    """Why a command was refused; empty unless it was."""
    status: int = HTTPStatus.OK

    def refused(self, refusal: Refused) -> "WrittenForm":
        status = STATUS[type(refusal)]
        return WrittenForm(self.text, self.choice, refusal=refusal_text(refusal), status=status)


NOTHING_SENT = WrittenForm()


def read_form(
    form: Mapping[str, str], missing: str, choices: Container[str] | None = None
) -> WrittenForm:
    """
    A text, and a choice if there is one.

    missing: what is said, in the reader's language, when nothing was written.
    """
    text, choice = typed_text(form.get("text", "")), form.get("choice", "")
    errors = {}
    if choices is not None and choice not in choices:
        errors["choice"] = gettext("Choose one of these.")
    if error := _text_error(text, missing):
        errors["text"] = error
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return WrittenForm(text, choice, errors, status=status)


def _text_error(text: str, missing: str) -> str:
    if not text:
        return missing
    if len(text) > MAX_LENGTH:
        return gettext("Use at most %(n)s characters.", n=MAX_LENGTH)
    return text_error(text)


def form_key(action: str, earning: Earning, by: UUID, sent: WrittenForm) -> IdempotencyKey:
    """The same for a form that is sent twice, as by a double click: it is carried out once."""
    words = f"{sent.choice}\n{sent.text}"
    digest = keyed_digest("earning form", words, current_settings().secret_key)
    return IdempotencyKey.of(f"{action}/{earning.id}/{by}/{digest}")


@contextmanager
def stored(text: str, earning: Earning, at: datetime) -> Iterator[WrittenText]:
    """A text in the private store, for as long as the command inside is not refused."""
    assert earning.pay is not None
    with private_texts().with_event_of(earning.id, earning.pay.expert_id, at) as store_text:
        yield WrittenText(store_text(text), len(text))
