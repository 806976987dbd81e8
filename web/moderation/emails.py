"""The e-mails about a suspension: what was decided, for which brand, and from when it applies."""

from dataclasses import dataclass
from datetime import datetime

from web.i18n import formats
from web.i18n.language import gettext_in, locale_of


@dataclass(frozen=True)
class SuspensionNotice:
    """What the e-mails about one suspension say; each method returns subject and text."""

    brand: str | None
    """Its name; None: the suspension is for all brands."""
    zone: str
    starts_at: datetime
    until: datetime | None
    """None: permanent."""
    link: str
    """The page of the case file: reasons and names are only there, as others may read e-mails."""

    def decided(self, language: str) -> tuple[str, str]:
        """A person has decided on the suspension."""
        if self.brand is None:
            sentence = gettext_in(
                "A person of the platform has decided that you take no new conversations for any"
                " brand, %(period)s.",
                language,
                period=self._period(language),
            )
        else:
            sentence = gettext_in(
                "A person at %(brand)s has decided that you take no new conversations for this"
                " brand, %(period)s.",
                language,
                brand=self.brand,
                period=self._period(language),
            )
        about = gettext_in(
            "This page says who made the decision, why, what it is based on and how to appeal:",
            language,
        )
        return gettext_in("A decision about you", language), self._text(sentence, about, language)

    def appeal_granted(self, language: str) -> tuple[str, str]:
        sentence = gettext_in("Your appeal was granted: the suspension is lifted.", language)
        subject = gettext_in("Your appeal against your suspension was granted", language)
        return subject, self._text(sentence, self._answer(language), language)

    def appeal_rejected(self, language: str) -> tuple[str, str]:
        sentence = gettext_in(
            "Your appeal was rejected: the suspension stands, %(period)s.",
            language,
            period=self._period(language),
        )
        subject = gettext_in("Your appeal against your suspension was rejected", language)
        return subject, self._text(sentence, self._answer(language), language)

    def lifted(self, language: str) -> tuple[str, str]:
        """A person has ended it, without an appeal."""
        sentence = gettext_in(
            "A person has lifted your suspension: you can take new conversations again.", language
        )
        about = gettext_in("The decision, and what has happened since:", language)
        subject = gettext_in("Your suspension has been lifted", language)
        return subject, self._text(sentence, about, language)

    def _text(self, sentence: str, about: str, language: str) -> str:
        brand = self.brand or gettext_in("all brands", language)
        return gettext_in(
            "%(decision)s\n\nBrand: %(brand)s\nTime zone: %(zone)s\n\n%(about)s\n%(link)s",
            language,
            decision=sentence,
            brand=brand,
            zone=formats.zone(self.zone, locale_of(language)),
            about=about,
            link=self.link,
        )

    def _answer(self, language: str) -> str:
        return gettext_in("Who decided, and the answer to your appeal:", language)

    def _period(self, language: str) -> str:
        start = self._moment(self.starts_at, language)
        if self.until is None:
            return gettext_in("from %(start)s, permanently", language, start=start)
        end = self._moment(self.until, language)
        return gettext_in("from %(start)s to %(end)s", language, start=start, end=end)

    def _moment(self, at: datetime, language: str) -> str:
        return formats.minute(at, self.zone, locale_of(language))
