"""The letters of a call: what they say, and which of them are in the outbox."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from domain.recruitment.call_for_experts import CallDetails
from projections.brands.brands import BrandSummary
from projections.brands.subjects import SubjectSummary
from web.i18n import formats
from web.i18n.language import LOCALES, gettext_in
from web.mail.message import Letter, LetterKind
from web.mail.outbox import LetterState, letters
from web.private_store.store import PrivateStore
from web.recruitment.call_terms import locale_of, told

INSTANT = timedelta(microseconds=1)


class Reader(NamedTuple):
    """Whom a letter is for; the id is that of the account, and of the member."""

    id: UUID
    email: str
    language: str


@dataclass(frozen=True)
class CallLetters:
    """All that the letters of one call say; it is the same for all who read one language."""

    call_id: UUID
    details: CallDetails
    brand: BrandSummary
    subject: SubjectSummary
    test_title: str
    base: str
    """What links begin with."""

    def to(self, reader: Reader) -> Letter:
        subject, text = self._said[reader.language]
        return Letter(
            key=key_of(self.call_id, reader.id),
            account_id=reader.id,
            kind=LetterKind.INVITATION,
            to=reader.email,
            subject=subject,
            text=text,
            language=reader.language,
        )

    @cached_property
    def _said(self) -> dict[str, tuple[str, str]]:
        return {language: (self._subject(language), self._text(language)) for language in LOCALES}

    def _subject(self, language: str) -> str:
        """One line, with plain spaces only."""
        subject = gettext_in(
            "%(brand)s is looking for experts: %(subject)s",
            language,
            brand=self.brand.name,
            subject=self.subject.name(language),
        )
        return " ".join(subject.split())

    def _text(self, language: str) -> str:
        terms = told(self.details.terms, language)
        first, last = self._days(language)
        return gettext_in(
            "Hello,\n\n"
            "%(brand)s is looking for experts who answer visitors' questions about %(subject)s."
            " Places: %(wanted)s.\n\n"
            "The terms:\n"
            "%(terms)s\n"
            "%(example)s\n\n"
            "Languages: %(languages)s\n"
            "Period: %(first)s to %(last)s\n\n"
            "To join, first pass the test “%(test)s”:\n"
            "%(test_link)s\n\n"
            "The call, with all that it offers:\n"
            "%(call_link)s\n\n"
            "There is nothing you have to do: this is the only letter you get about this call.\n\n"
            "You get it because your profile says that you know %(subject)s, or something close to"
            " it, and in which languages you answer.",
            language,
            brand=self.brand.name,
            subject=self.subject.name(language),
            wanted=self.details.max_experts,
            terms="\n".join(_line(*line, language) for line in terms.lines),
            example=terms.example,
            languages=", ".join(language_names(self.details.languages, language)),
            first=first,
            last=last,
            test=self.test_title,
            test_link=f"{self.base}/tests/{self.details.assessment_id}",
            call_link=f"{self.base}/calls/{self.call_id}",
        )

    def _days(self, language: str) -> tuple[str, str]:
        """The first and the last day, by the clock on the brand's wall."""
        zone, locale = ZoneInfo(self.brand.zone), locale_of(language)
        ends = (self.details.starts_at, self.details.ends_at - INSTANT)
        first, last = (formats.day(at.astimezone(zone).date(), locale=locale) for at in ends)
        return first, last


def _line(name: str, amount: str, language: str) -> str:
    return gettext_in("- %(name)s: %(amount)s", language, name=name, amount=amount)


def language_names(codes: tuple[str, ...], language: str) -> list[str]:
    languages = locale_of(language).languages
    return [str(languages.get(code, code)) for code in codes]


def key_of(call_id: UUID, member_id: UUID) -> str:
    """Which letter it is: once for each call and member."""
    return f"{_prefix(call_id)}{member_id}"


def written_for(call_id: UUID, store: PrivateStore) -> set[UUID]:
    """Whose letter is in the outbox, whatever became of it."""
    prefix = _prefix(call_id)
    with store.engine.connect() as db:
        keys = db.scalars(select(letters.c.key).where(_of(call_id)))
        return {UUID(key.removeprefix(prefix)) for key in keys}


def count_letters(call_id: UUID, store: PrivateStore) -> dict[LetterState, int]:
    """How many letters of a call are in each state."""
    query = select(letters.c.state, func.count()).where(_of(call_id)).group_by(letters.c.state)
    with store.engine.connect() as db:
        found = {LetterState(state): n for state, n in db.execute(query)}
    return {state: found.get(state, 0) for state in LetterState}


def _of(call_id: UUID) -> ColumnElement[bool]:
    its: ColumnElement[bool] = letters.c.key.startswith(_prefix(call_id), autoescape=True)
    return its


def _prefix(call_id: UUID) -> str:
    return f"invitation/{call_id}/"
