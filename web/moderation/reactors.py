"""The reactor that tells members of a suspension, of its end by a person, and of their appeal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from domain.moderation.suspension import Suspension
from domain.reasons import AppealOutcome
from projections.moderation.suspensions import SuspensionSummary, suspension_with_id
from web.brands.brand_lookup import known_brand
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import EmailContent, emails_to
from web.marketplace import Marketplace
from web.moderation.case_file import UTC_ZONE
from web.moderation.emails import SuspensionNotice
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings


class SuspensionEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._read_models = marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        event_types = (Suspension.Decided, Suspension.AppealDecided, Suspension.Lifted)
        return Reactor("send_suspension_emails", event_types, self.react)

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """Raises NotFound while the read models do not know the suspension or its brand."""
        suspension = self._suspension(UUID(bytes=event.stream))
        content = _content(event.data, suspension, self._notice(suspension))
        if content is None:
            return ()
        category = EmailCategory.ACCOUNT
        return emails_to(suspension.member_id, key, category, content, self._store)

    def _notice(self, suspension: SuspensionSummary) -> SuspensionNotice:
        brand_id = suspension.brand_id
        brand = known_brand(brand_id, self._read_models) if brand_id else None
        return SuspensionNotice(
            brand=brand.name if brand else None,
            zone=brand.zone if brand else UTC_ZONE,
            starts_at=suspension.starts_at,
            until=suspension.until,
            link=f"{self._base}/me/decisions/{suspension.suspension_id}",
        )

    def _suspension(self, suspension_id: UUID) -> SuspensionSummary:
        with self._read_models.read(self._read_models.suspensions) as db:
            suspension = suspension_with_id(suspension_id, db)
        if suspension is None:
            raise NotFound(Suspension.ABSENT)
        return suspension


def _content(
    event: object, suspension: SuspensionSummary, notice: SuspensionNotice
) -> EmailContent | None:
    """None for what a granted appeal lifts: the e-mail on the appeal says so."""
    match event:
        case Suspension.Decided():
            return notice.decided
        case Suspension.AppealDecided(outcome=AppealOutcome.GRANTED):
            return notice.appeal_granted
        case Suspension.AppealDecided():
            return notice.appeal_rejected
        case _ if suspension.appeal_outcome is AppealOutcome.GRANTED:
            return None
        case _:
            return notice.lifted
