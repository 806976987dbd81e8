"""The reactor that tells members what became of an application, or that they joined a call."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from domain.recruitment.ambassador_application import AmbassadorApplication
from domain.recruitment.call_for_experts import CallForExperts
from domain.terms import Terms
from projections.recruitment.applications import ApplicationSummary, application_with_id
from projections.recruitment.calls import call_with_id
from web.brands.brand_lookup import known_brand
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import EmailContent, emails_to
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.recruitment import application_emails
from web.recruitment.emails import call_emails
from web.settings import Settings


class RecruitmentEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log = marketplace.log
        self._read_models = marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        decisions = (AmbassadorApplication.Accepted, AmbassadorApplication.Rejected)
        return Reactor(
            "send_recruitment_emails", (*decisions, CallForExperts.MemberJoined), self.react
        )

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """Raises NotFound while the read models do not know what the event is about."""
        member_id, content = self._content(event)
        return emails_to(member_id, key, EmailCategory.ACCOUNT, content, self._store)

    def _content(self, event: EventEnvelope[Any]) -> tuple[UUID, EmailContent]:
        """The member, and the e-mail to them."""
        id = UUID(bytes=event.stream)
        match event.data:
            case CallForExperts.MemberJoined(member_id=member_id):
                return member_id, self._joined(id)
            case _:
                application = self._application(id)
                return application.member_id, self._answered(event, application)

    def _answered(self, event: EventEnvelope[Any], application: ApplicationSummary) -> EmailContent:
        brand = known_brand(application.brand_id, self._read_models)
        if isinstance(event.data, AmbassadorApplication.Rejected):
            return partial(application_emails.rejected, brand.name, self._base)
        terms = self._terms_since(event, application)
        return partial(application_emails.accepted, brand.name, terms, self._base)

    def _terms_since(self, event: EventEnvelope[Any], application: ApplicationSummary) -> Terms:
        """Those of the engagement that was started with the acceptance, at the same time."""
        started = [
            recorded.data.terms
            for recorded in self._log.history(application.member_id)
            if isinstance(recorded.data, Member.EngagementStarted)
            and recorded.data.brand_id == application.brand_id
            and recorded.data.at == event.data.at
        ]
        return started[-1]

    def _joined(self, call_id: UUID) -> EmailContent:
        with self._read_models.read(self._read_models.calls) as db:
            call = call_with_id(call_id, db)
        if call is None:
            raise NotFound(CallForExperts.ABSENT)
        return call_emails(call_id, call.details, self._read_models, self._base).joined

    def _application(self, application_id: UUID) -> ApplicationSummary:
        with self._read_models.read(self._read_models.applications) as db:
            application = application_with_id(application_id, db)
        if application is None:
            raise NotFound(AmbassadorApplication.ABSENT)
        return application
