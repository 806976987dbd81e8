"""What is to be reported under DAC7 for a year, from ledger, log and private store."""

from typing import NamedTuple

from payments.accounting.dac7_changes import Dac7Changes, changes_since, details_changed_in
from payments.accounting.dac7_figures import credited_in
from payments.accounting.dac7_file import TEST_OPERATOR, ReportingOperator
from payments.accounting.dac7_filing import Dac7Filing, filing_of
from payments.accounting.dac7_report import Dac7Report, report_of
from web.marketplace import Marketplace
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore
from web.settings import Settings


class Dac7Year(NamedTuple):
    """A year: what the ledger says, what was filed, and what differs."""

    report: Dac7Report
    filing: Dac7Filing
    changes: Dac7Changes


def dac7_year(year: int, marketplace: Marketplace, store: PrivateStore) -> Dac7Year:
    """What is to be reported for a year."""
    log, filing = marketplace.log, filing_of(marketplace.log, year)
    with marketplace.ledger.read() as db:
        credited = credited_in(year, db)
    ids = {figures.expert_id for figures in credited} | {key[0] for key in filing.sellers}
    details_of = PayeeStore(store).of_all(sorted(ids)).get
    report = report_of(year, credited, details_of)
    changes = changes_since(filing, report, details_of, details_changed_in(log))
    return Dac7Year(report, filing, changes)


def reporting_operator(settings: Settings) -> ReportingOperator:
    """The company in the settings; without one, a file is one of test data."""
    company = settings.company
    if company is None:
        return TEST_OPERATOR
    return ReportingOperator(
        name=company.name,
        siren=company.siren,
        vat_number=company.vat_number,
        address_line=company.address_line,
        postal_code=company.postal_code,
        city=company.city,
    )
