"""The file for the bank: written once from the private store, and kept there for the next time."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from payments.company.debtor import Debtor
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.run_file import ExpertNameOf, file_of_run
from payments.pay_runs.sepa import CreditTransferFile
from web.i18n.language import gettext
from web.marketplace import Marketplace
from web.pay_runs.stored_files import store_file, stored_file
from web.private_store.accounts import Account
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore
from web.settings import Settings


def bank_file(
    marketplace: Marketplace,
    store: PrivateStore,
    settings: Settings,
    run: PayRun,
    by: UUID | None,
    at: datetime,
) -> CreditTransferFile:
    """
    The file of a run: the one that was written first, while it is kept.

    Raises NotNow for another file than before, and what debtor_of and file_of_run raise.
    """
    stored = stored_file(run.id, run.file_sha256, store)
    if stored is not None:
        return stored
    account_of, name_of = PayeeStore(store).of, _name_of(store)
    file = file_of_run(marketplace.log, run, debtor_of(settings), account_of, name_of, at)
    # Before the event: a file that the run has noted is always there.
    store_file(run.id, file, at, store)
    marketplace.pay_runs.note_file(run.id, file.sha256, run.payouts or 0, by, at)
    return file


def debtor_of(settings: Settings) -> Debtor:
    """The account of the platform from which the bank pays. Raises NotNow without one."""
    if settings.debtor is None:
        raise NotNow("The bank pays from the account of the company: set COMPTOIR_COMPANY_NAME.")
    return settings.debtor


def _name_of(store: PrivateStore) -> ExpertNameOf:
    """By the account: payment details may be gone."""

    def name_of(expert_id: UUID) -> str:
        with store.sessions.session_factory() as session:
            account = session.get(Account, expert_id)
            name = account.name or account.email if account else ""
        return name or gettext("a closed account")

    return name_of
