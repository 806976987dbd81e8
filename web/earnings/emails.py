"""The e-mails about a contest and an appeal: to the expert, and to the people of the brand."""

from dataclasses import dataclass
from datetime import datetime

from domain.money import Money
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of


@dataclass(frozen=True)
class ContestNotice:
    """
    What the e-mails about one conversation say; each method returns subject and text.

    Reasons, words and names are only on the page, as others may read e-mails.
    """

    brand: str
    zone: str
    short_id: str
    """Of the conversation."""
    amount: Money
    """What the expert earns by it, or what the brand pays, as the reader is one or the other."""
    link: str

    # To the expert.

    def contested(self, language: str, answer_until: datetime) -> tuple[str, str]:
        subject = gettext_in(
            "%(brand)s contests one of your conversations", language, brand=self.brand
        )
        sentence = gettext_in(
            "%(brand)s contests the conversation %(id)s. Its pay of %(amount)s waits until a person"
            " has decided. You can answer until %(time)s.",
            language,
            **self._values(language),
            time=self._minute(answer_until, language),
        )
        about = gettext_in("The reason, the evidence and your answer:", language)
        return subject, self._text(sentence, about, language)

    def contest_accepted(self, language: str, appeal_until: datetime) -> tuple[str, str]:
        subject = gettext_in("A contest was accepted: a conversation earns nothing", language)
        sentence = gettext_in(
            "A person of the platform has accepted the contest by %(brand)s: the conversation"
            " %(id)s does not earn its %(amount)s. You can appeal until %(time)s.",
            language,
            **self._values(language),
            time=self._minute(appeal_until, language),
        )
        return subject, self._text(sentence, _why(language), language)

    def contest_rejected(self, language: str) -> tuple[str, str]:
        subject = gettext_in("A contest was rejected: your conversation is paid", language)
        sentence = gettext_in(
            "A person of the platform has rejected the contest by %(brand)s: the conversation"
            " %(id)s earns you %(amount)s, as before.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    def appeal_granted(self, language: str) -> tuple[str, str]:
        subject = gettext_in("Your appeal was granted: the conversation is paid", language)
        sentence = gettext_in(
            "Your appeal was granted: the conversation %(id)s with %(brand)s earns you %(amount)s.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    def appeal_rejected(self, language: str) -> tuple[str, str]:
        subject = gettext_in("Your appeal was rejected: the conversation earns nothing", language)
        sentence = gettext_in(
            "Your appeal was rejected: the conversation %(id)s with %(brand)s does not earn its"
            " %(amount)s.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    # To the brand.

    def own_contest_accepted(self, language: str) -> tuple[str, str]:
        subject = gettext_in("Your contest was accepted", language)
        sentence = gettext_in(
            "The contest of %(brand)s was accepted: the price of %(amount)s for the conversation"
            " %(id)s is credited to what you owe. The expert can appeal.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    def own_contest_rejected(self, language: str) -> tuple[str, str]:
        subject = gettext_in("Your contest was rejected", language)
        sentence = gettext_in(
            "The contest of %(brand)s was rejected: the conversation %(id)s costs %(amount)s, as"
            " before.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    def charged_after_appeal(self, language: str) -> tuple[str, str]:
        subject = gettext_in("An appeal was granted: a conversation is charged", language)
        sentence = gettext_in(
            "The appeal of an expert was granted: %(brand)s is charged %(amount)s for the"
            " conversation %(id)s.",
            language,
            **self._values(language),
        )
        return subject, self._text(sentence, _why(language), language)

    def _text(self, sentence: str, about: str, language: str) -> str:
        return gettext_in(
            "%(decision)s\n\nTime zone: %(zone)s\n\n%(about)s\n%(link)s",
            language,
            decision=sentence,
            zone=formats.zone(self.zone, locale_of(language)),
            about=about,
            link=self.link,
        )

    def _values(self, language: str) -> dict[str, str]:
        amount = formats.money(self.amount.amount, self.amount.currency, locale_of(language))
        return {"brand": self.brand, "id": self.short_id, "amount": amount}

    def _minute(self, at: datetime, language: str) -> str:
        return formats.minute(at, self.zone, locale_of(language))


def _why(language: str) -> str:
    return gettext_in("Who decided, and why:", language)
