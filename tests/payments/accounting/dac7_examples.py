"""Sellers for DAC7: an expert in France, with figures of a year."""

from datetime import UTC, date, datetime

from domain.money import Money
from payments.accounting.dac7_changes import changes_since
from payments.accounting.dac7_figures import QuarterFigures, SellerFigures
from payments.accounting.dac7_file import ReportingOperator, dac7_file
from payments.accounting.dac7_filing import Dac7Filing, dac7_filing_id
from payments.accounting.dac7_report import report_of
from payments.payees.payee_details import PayeeDetails, VatStatus
from tests.support.people import EXPERT, MANAGER

YEAR = 2025
FILED_AT = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OPERATOR = ReportingOperator(
    name="Comptoir SAS",
    siren="732829320",
    vat_number="FR44732829320",
    address_line="10 rue de l’Exemple",
    postal_code="69001",
    city="Lyon",
)
ZOE = PayeeDetails(
    first_name="Zoë",
    last_name="Müller",
    birth_date=date(1990, 2, 3),
    address_line="3 rue des Lilas",
    postal_code="44000",
    city="Nantes",
    country="FR",
    tax_id="0701987765432",
    tax_country="FR",
    business_number="73282932000074",
    vat_status=VatStatus.EXEMPT,
    iban="FR1420041010050500013M02606",
)
DETAILS = {EXPERT: ZOE}


def seller_of(*considerations, expert_id=EXPERT, currency="EUR"):
    """With a quarter of the consideration as fees, in minor units."""
    quarters = tuple(
        QuarterFigures(
            consideration=Money(minor, currency),
            conversations=minor // 160,
            fees=Money(minor // 4, currency),
            taxes=Money(0, currency),
        )
        for minor in considerations
    )
    return SellerFigures(expert_id, currency, quarters)


def reported_of(*sellers, details=None):
    return report_of(YEAR, sellers, (DETAILS if details is None else details).get)


def next_file(filing, *sellers, details=None, at=FILED_AT, changed=(), operator=OPERATOR):
    """The file that would be handed in now."""
    known = DETAILS if details is None else details
    report = reported_of(*sellers, details=known)
    changes = changes_since(filing, report, known.get, lambda id, _since: id in changed)
    return dac7_file(YEAR, filing.number + 1, operator, changes.next_file, at)


def new_filing():
    return Dac7Filing(dac7_filing_id(YEAR))


def hand_in(filing, file, at=FILED_AT):
    filing.file(YEAR, filing.number + 1, file.sha256, file.sellers, MANAGER, at)
