"""The e-mails of a call: what they say, and which of them are in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, func, or_, select

from domain.errors import NotFound
from domain.recruitment.call_for_experts import CallDetails
from projections.assessments.assessments import test_with_id
from projections.brands.brands import BrandSummary
from projections.brands.subjects import SubjectSummary, all_subjects
from projections.read_models import ReadModels
from web.brands.brand_lookup import known_brand
from web.delivery.outcomes import DeliveryStatus
from web.i18n import formats
from web.i18n.language import LOCALES, gettext_in, locale_of
from web.i18n.locale_names import language_names
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import emails
from web.mail.recipients import EmailRecipient
from web.private_store.store import PrivateStore
from web.recruitment.call_presenters import INSTANT, terms_view


@dataclass(frozen=True)
class CallEmails:
    """What the e-mails of one call say: the same for all recipients of one language."""

    call_id: UUID
    details: CallDetails
    brand: BrandSummary
    subject: SubjectSummary
    test_title: str
    test_language: str
    """ISO 639-1."""
    base: str
    """What links begin with."""

    def to(self, recipient: EmailRecipient) -> EmailMessage:
        key = key_of(self.call_id, recipient.id)
        return recipient.email_about(
            key, EmailCategory.INVITATION, *self._texts[recipient.language]
        )

    def joined(self, language: str) -> tuple[str, str]:
        """Subject and text of the e-mail to a member who has joined."""
        subject = gettext_in(
            "You joined the call for experts of %(brand)s", language, brand=self.brand.name
        )
        first, last = self._days(language)
        text = gettext_in(
            "You joined the call for experts of %(brand)s. You can now answer its visitors'"
            " questions about %(subject)s.\n\n"
            "Terms:\n"
            "%(terms)s\n\n"
            "Period: %(first)s to %(last)s\n\n"
            "You decide when you go online, and you can decline any conversation. You can leave"
            " whenever you like:\n"
            "%(leave_link)s\n\n"
            "Full details of the call for experts:\n"
            "%(call_link)s",
            language,
            brand=self.brand.name,
            subject=self.subject.name(language),
            terms=self._terms(language),
            first=first,
            last=last,
            leave_link=f"{self.base}/me/brands",
            call_link=self._call_link,
        )
        return subject, text

    @cached_property
    def _texts(self) -> dict[str, tuple[str, str]]:
        return {language: (self._subject(language), self._text(language)) for language in LOCALES}

    def _subject(self, language: str) -> str:
        return gettext_in(
            "%(brand)s is looking for experts: %(subject)s",
            language,
            brand=self.brand.name,
            subject=self.subject.name(language),
        )

    def _text(self, language: str) -> str:
        first, last = self._days(language)
        return gettext_in(
            "%(brand)s is looking for experts to answer visitors' questions about %(subject)s."
            " Places: %(wanted)s.\n\n"
            "Terms:\n"
            "%(terms)s\n\n"
            "Languages: %(languages)s\n"
            "Period: %(first)s to %(last)s\n\n"
            "To join, first pass the test “%(test)s”, which is in %(test_language)s:\n"
            "%(test_link)s\n\n"
            "Full details of the call for experts:\n"
            "%(call_link)s\n\n"
            "You do not have to do anything: we will not remind you of this call for experts.\n\n"
            "You are receiving it because of the languages you answer in and because your profile"
            " says that you know about %(subject)s or a related subject.",
            language,
            brand=self.brand.name,
            subject=self.subject.name(language),
            wanted=self.details.max_experts,
            terms=self._terms(language),
            languages=", ".join(language_names(self.details.languages, language)),
            first=first,
            last=last,
            test=self.test_title,
            test_language=language_names((self.test_language,), language)[0],
            test_link=f"{self.base}/tests/{self.details.assessment_id}",
            call_link=self._call_link,
        )

    def _terms(self, language: str) -> str:
        terms = terms_view(self.details.terms, language)
        return "\n".join([*(_line(*line, language) for line in terms.lines), terms.example])

    @property
    def _call_link(self) -> str:
        return f"{self.base}/calls/{self.call_id}"

    def _days(self, language: str) -> tuple[str, str]:
        """The first and the last day, in the brand's zone."""
        zone, locale = ZoneInfo(self.brand.zone), locale_of(language)
        ends = (self.details.starts_at, self.details.ends_at - INSTANT)
        first, last = (formats.day(at.astimezone(zone).date(), locale=locale) for at in ends)
        return first, last


def call_emails(
    call_id: UUID, details: CallDetails, read_models: ReadModels, base: str
) -> CallEmails:
    """Raises NotFound while the read models do not know the call's brand, test or subject."""
    brand = known_brand(details.brand_id, read_models)
    with read_models.read(read_models.assessments) as db:
        test = test_with_id(details.assessment_id, db)
    with read_models.read(read_models.subjects) as db:
        subjects = {subject.subject_id: subject for subject in all_subjects(db)}
    subject = subjects.get(details.subject_id)
    if test is None or subject is None:
        raise NotFound(
            "The test or subject of this call for experts is not available yet. Try again in a"
            " moment."
        )
    return CallEmails(call_id, details, brand, subject, test.title, test.language, base)


def _line(name: str, amount: str, language: str) -> str:
    return gettext_in("- %(name)s: %(amount)s", language, name=name, amount=amount)


def key_of(call_id: UUID, member_id: UUID) -> str:
    """The key of an e-mail: one for each call and member."""
    return f"{_prefix(call_id)}{member_id}"


def members_written_to(call_id: UUID, store: PrivateStore) -> set[UUID]:
    """The members whose e-mail is in the outbox, whatever became of it."""
    prefix = _prefix(call_id)
    with store.engine.connect() as db:
        keys = db.scalars(select(emails.c.key).where(_of(call_id)))
        return {UUID(key.removeprefix(prefix)) for key in keys}


def count_emails(call_id: UUID, store: PrivateStore) -> dict[DeliveryStatus, int]:
    """How many e-mails of a call have each status."""
    query = select(emails.c.status, func.count()).where(_of(call_id)).group_by(emails.c.status)
    with store.engine.connect() as db:
        counts = {DeliveryStatus(status): n for status, n in db.execute(query)}
    return {status: counts.get(status, 0) for status in DeliveryStatus}


def is_of_a_call(call_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether an e-mail of the outbox is an invitation to one of these calls."""
    return or_(false(), *map(_of, call_ids))


def _of(call_id: UUID) -> ColumnElement[bool]:
    is_of_call: ColumnElement[bool] = emails.c.key.startswith(_prefix(call_id), autoescape=True)
    return is_of_call


def _prefix(call_id: UUID) -> str:
    return f"invitation/{call_id}/"
