"""The e-mails to a candidate: the result of an attempt, and decisions about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.brands.subjects import SubjectSummary
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of
from web.i18n.locale_names import language_names


class CallToJoin(NamedTuple):
    """A call for experts that asks for the test."""

    call_id: UUID
    brand: str
    subject: SubjectSummary
    languages: tuple[str, ...]
    """Codes, ISO 639-1."""


@dataclass(frozen=True)
class AttemptEmails:
    """The e-mails about one attempt; each method returns subject and text in a language."""

    attempt_id: UUID
    test: str
    """The title of the test."""
    zone: str
    """In which times are, as on the pages of the test."""
    base: str
    """What links begin with."""

    def passed(
        self, valid_until: datetime | None, calls: Sequence[CallToJoin], language: str
    ) -> tuple[str, str]:
        """calls: those that the candidate can join now."""
        sentences = [
            gettext_in("You passed the test “%(test)s”.", language, test=self.test),
            *self._validity(valid_until, language),
            *self._joining(calls, language),
            gettext_in("Your result:\n%(link)s", language, link=self._result_link),
        ]
        subject = gettext_in("You passed the test “%(test)s”", language, test=self.test)
        return subject, "\n\n".join(sentences)

    def failed(self, retry_at: datetime | None, language: str) -> tuple[str, str]:
        """retry_at: when the next attempt may start; None: this was the last one."""
        sentences = [
            gettext_in(
                "You did not pass the test “%(test)s” this time.",
                language,
                test=self.test,
            ),
            self._next_attempt(retry_at, language),
            gettext_in(
                "Your result by topic, and how to ask for a review:\n%(link)s",
                language,
                link=self._result_link,
            ),
        ]
        return self._subject(language), "\n\n".join(sentences)

    def annulled(self, language: str) -> tuple[str, str]:
        """A person has annulled the attempt after a review."""
        text = gettext_in(
            "A person has reviewed your attempt at the test “%(test)s” and annulled it."
            " This page says why and how to appeal:\n%(link)s",
            language,
            test=self.test,
            link=self._result_link,
        )
        return self._subject(language), text

    def appeal_granted(self, calls: Sequence[CallToJoin], language: str) -> tuple[str, str]:
        """calls: those that the candidate can join now."""
        sentences = [
            gettext_in(
                "Your appeal about the test “%(test)s” was granted: you have passed.",
                language,
                test=self.test,
            ),
            *self._joining(calls, language),
            gettext_in("The answer to your appeal:\n%(link)s", language, link=self._result_link),
        ]
        subject = gettext_in(
            "Your appeal about the test “%(test)s” was granted", language, test=self.test
        )
        return subject, "\n\n".join(sentences)

    def appeal_rejected(self, language: str) -> tuple[str, str]:
        """Another person has decided that the result does not change."""
        text = gettext_in(
            "Your appeal about the test “%(test)s” was rejected: the result does not"
            " change.\n\nThe answer to your appeal:\n%(link)s",
            language,
            test=self.test,
            link=self._result_link,
        )
        subject = gettext_in(
            "Your appeal about the test “%(test)s” was rejected", language, test=self.test
        )
        return subject, text

    def _subject(self, language: str) -> str:
        return gettext_in("Your result for the test “%(test)s”", language, test=self.test)

    def _validity(self, valid_until: datetime | None, language: str) -> list[str]:
        if valid_until is None:
            return []
        local = valid_until.astimezone(ZoneInfo(self.zone))
        day = formats.day(local.date(), locale=locale_of(language))
        return [gettext_in("Your qualification is valid until %(day)s.", language, day=day)]

    def _joining(self, calls: Sequence[CallToJoin], language: str) -> list[str]:
        return [
            gettext_in(
                "You can now join the call for experts of %(brand)s about %(subject)s"
                " (%(languages)s):\n%(link)s",
                language,
                brand=call.brand,
                subject=call.subject.name(language),
                languages=", ".join(language_names(call.languages, language)),
                link=f"{self.base}/calls/{call.call_id}",
            )
            for call in calls
        ]

    def _next_attempt(self, retry_at: datetime | None, language: str) -> str:
        if retry_at is None:
            return gettext_in("You have no attempts left for this test.", language)
        locale = locale_of(language)
        return gettext_in(
            "You can try again from %(moment)s. Time zone: %(zone)s.",
            language,
            moment=formats.minute(retry_at, self.zone, locale),
            zone=formats.zone(self.zone, locale),
        )

    @property
    def _result_link(self) -> str:
        return f"{self.base}/attempts/{self.attempt_id}/result"
