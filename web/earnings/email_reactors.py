"""The reactor that tells expert and brand of a contest, and of what was decided."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from domain.log.envelope import EventEnvelope
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from projections.brands.brands import BrandSummary
from web.brands.brand_lookup import known_brand
from web.earnings.emails import ContestNotice
from web.earnings.presenters import short
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import EmailContent, emails_to, emails_to_brand
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings

DECIDED = (
    *(Earning.ContestAccepted, Earning.ContestRejected),
    *(Earning.AppealGranted, Earning.AppealRejected),
)


class EarningEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        return Reactor("send_earning_emails", (Earning.Contested, *DECIDED), self.react)

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """
        One e-mail to the expert; one to each account of the brand that is concerned.

        Raises NotFound while the read models do not know the brand.
        """
        pay = self._log.load(Earning, UUID(bytes=event.stream)).pay
        assert pay is not None
        brand, store = known_brand(pay.brand_id, self._read_models), self._store
        content = _for_expert(event.data, self._notice_to_expert(pay, brand))
        emails = emails_to(pay.expert_id, f"{key}/expert", EmailCategory.ACCOUNT, content, store)
        for_brand = _for_brand(event.data, self._notice_to_brand(pay, brand))
        if for_brand:
            emails += emails_to_brand(pay.brand_id, f"{key}/brand", for_brand, store)
        return emails

    def _notice_to_expert(self, pay: ConversationPay, brand: BrandSummary) -> ContestNotice:
        link = f"{self._base}/me/earnings/{pay.conversation_id}"
        return ContestNotice(brand.name, brand.zone, short(pay.conversation_id), pay.net, link)

    def _notice_to_brand(self, pay: ConversationPay, brand: BrandSummary) -> ContestNotice:
        link = f"{self._base}/brands/{brand.slug}/spend/{pay.conversation_id}"
        return ContestNotice(brand.name, brand.zone, short(pay.conversation_id), pay.price, link)


def _for_expert(event: object, notice: ContestNotice) -> EmailContent:
    match event:
        case Earning.Contested(answer_until=until):
            return partial(notice.contested, answer_until=until)
        case Earning.ContestAccepted(appeal_until=appeal_until):
            return partial(notice.contest_accepted, appeal_until=appeal_until)
        case Earning.ContestRejected():
            return notice.contest_rejected
        case Earning.AppealGranted():
            return notice.appeal_granted
        case _:
            return notice.appeal_rejected


def _for_brand(event: object, notice: ContestNotice) -> EmailContent | None:
    """None for what changes nothing for the brand, or what it did itself."""
    match event:
        case Earning.ContestAccepted():
            return notice.own_contest_accepted
        case Earning.ContestRejected():
            return notice.own_contest_rejected
        case Earning.AppealGranted():
            return notice.charged_after_appeal
        case _:
            return None
