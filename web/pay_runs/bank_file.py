"""The file for the bank: written from the private store, its hash kept with the run."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from payments.company.debtor import Debtor
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.run_file import file_of_run
from payments.pay_runs.sepa import CreditTransferFile
from web.marketplace import Marketplace
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
    The file of a run.

    Raises NotNow for another file than before, and what debtor_of and file_of_run raise.
    """
    file = file_of_run(marketplace.log, run, debtor_of(settings), PayeeStore(store).of)
    marketplace.pay_runs.note_file(run.id, file.sha256, run.payouts or 0, by, at)
    return file


def debtor_of(settings: Settings) -> Debtor:
    """The account of the platform from which the bank pays. Raises NotNow without one."""
    if settings.debtor is None:
        raise NotNow("The bank pays from the account of the company: set COMPTOIR_COMPANY_NAME.")
    return settings.debtor
