"""The reactor that writes to experts about their new statements."""

from collections.abc import Sequence

from domain.log.envelope import EventEnvelope
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder
from payments.payees.payee_commands import missing_of
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_commands import load_account
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import emails_to
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings
from web.statements.emails import StatementEmail


class StatementEmails:
    def __init__(self, marketplace: Marketplace, store: PrivateStore, settings: Settings) -> None:
        self._log, self._store, self._settings = marketplace.log, store, settings

    @property
    def reactor(self) -> Reactor:
        event_types = (StatementAccount.StatementClosed,)
        return Reactor("send_statement_emails", event_types, self.react)

    def react(
        self, event: EventEnvelope[StatementAccount.StatementClosed], key: str
    ) -> Sequence[EmailMessage]:
        """One e-mail to the expert, with what can be paid by now."""
        statement = event.data
        base = self._settings.public_url
        link = f"{base}/me/statements/{statement.currency}/{statement.week}"
        email = StatementEmail(statement, self._to_pay(statement), link)
        return emails_to(
            statement.expert_id, key, EmailCategory.ACCOUNT, email.in_language, self._store
        )

    def _to_pay(self, statement: StatementAccount.StatementClosed) -> Money | None:
        account = load_account(self._log, AccountHolder(statement.expert_id, statement.currency))
        missing = missing_of(self._log, statement.expert_id)
        threshold = self._settings.payout_threshold_minor
        if account.withheld_reasons(threshold, missing, statement.at):
            return None
        return Money(account.to_pay_minor, statement.currency)
