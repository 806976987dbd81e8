"""
The file of DAC7 for the French tax authority: XML by its schema DPI-DAC7, version 1.6.

* dac7_file        the file and its name
* TEST_OPERATOR    who reports when no company is set: the file is then one of test data
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from payments.accounting.dac7_changes import SellerChange
from payments.accounting.dac7_figures import QuarterFigures
from payments.accounting.dac7_filing import FiledKind, FiledSeller
from payments.payees.payee_details import FRANCE, PayeeDetails

DPI, STF = "urn:oecd:ties:dpi", "urn:oecd:ties:dpistf"
PARIS = ZoneInfo("Europe/Paris")
MESSAGE_OF_NEW, MESSAGE_OF_CORRECTIONS, MESSAGE_OF_NOTHING = "DPI401", "DPI402", "DPI403"
DOCUMENT_KINDS = {FiledKind.NEW: "1", FiledKind.CORRECTED: "2", FiledKind.DELETED: "3"}
RESENT = "0"
INDIVIDUAL, ANY_ADDRESS, RESIDENT = "OECD202", "OECD301", "RPONEX1"
FIRST_FILE = 1
LONGEST = 200
"""Characters of any text."""


class ReportingOperator(NamedTuple):
    """The French company that reports."""

    name: str
    siren: str
    vat_number: str
    """'' when it has none."""
    address_line: str
    postal_code: str
    city: str
    is_real: bool = True
    """False: the file is one of test data, which the authority ignores."""


TEST_OPERATOR = ReportingOperator(
    name="Comptoir (no company is set)",
    siren="000000000",
    vat_number="",
    address_line="-",
    postal_code="00000",
    city="-",
    is_real=False,
)


class Dac7File(NamedTuple):
    """What is handed in."""

    name: str
    content: bytes
    sha256: str
    sellers: tuple[FiledSeller, ...]
    """What it says, to be recorded once it is handed in."""


class _Message(NamedTuple):
    """What all parts of a file have in common."""

    prefix: str
    """How its references begin."""
    operator: ReportingOperator
    year: int
    number: int

    def document_kind(self, kind: str) -> str:
        return f"OECD{'' if self.operator.is_real else '1'}{kind}"


def dac7_file(
    year: int,
    number: int,
    operator: ReportingOperator,
    changes: Sequence[SellerChange],
    at: datetime,
) -> Dac7File:
    """
    The next file of a year, for changes that are all new or all corrections.

    number: of the file within the year. at: when it is made; the same arguments, the same bytes.
    """
    test = "" if operator.is_real else f"_t{number}"
    message = _Message(f"OP_{year}_{operator.siren}{test}", operator, year, number)
    ET.register_namespace("dpi", DPI)
    ET.register_namespace("stf", STF)
    root = ET.Element(f"{{{DPI}}}DPI_OECD", version="1.0")
    _message_spec(root, message, _message_kind(changes), at)
    body = _in(root, "DPIBody")
    _operator(body, message)
    for change in changes:
        _seller(body, message, change)
    ET.indent(root)
    content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Dac7File(
        name=f"DPIDAC7_{year}_{operator.siren}_{number:03}_{at.astimezone(PARIS):%Y%m%d%H%M%S}.xml",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        sellers=tuple(change.seller for change in changes),
    )


def _message_kind(changes: Sequence[SellerChange]) -> str:
    if not changes:
        return MESSAGE_OF_NOTHING
    is_new = all(change.seller.kind is FiledKind.NEW for change in changes)
    return MESSAGE_OF_NEW if is_new else MESSAGE_OF_CORRECTIONS


def _message_spec(root: ET.Element, message: _Message, kind: str, at: datetime) -> None:
    spec = _in(root, "MessageSpec")
    _in(spec, "TransmittingCountry", FRANCE)
    _in(spec, "ReceivingCountry", FRANCE)
    _in(spec, "MessageType", "DPI")
    _in(spec, "MessageRefId", f"{message.prefix}_d{message.number}")
    _in(spec, "MessageTypeIndic", kind)
    _in(spec, "ReportingPeriod", f"{message.year}-12-31")
    _in(spec, "Timestamp", f"{at.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}.000")


def _operator(body: ET.Element, message: _Message) -> None:
    operator = message.operator
    element = _in(body, "PlatformOperator")
    _in(element, "ResCountryCode", FRANCE)
    _in(element, "TIN", operator.siren, issuedBy=FRANCE)
    if operator.vat_number:
        _in(element, "VAT", operator.vat_number)
    _in(element, "Name", operator.name)
    _in(element, "PlatformBusinessName", operator.name)
    place = (operator.address_line, operator.postal_code, operator.city)
    _address(element, FRANCE, *place)
    _in(element, "Nexus", RESIDENT)
    _in(element, "AssumedReporting", "false")
    first = message.number == FIRST_FILE or not operator.is_real
    kind = DOCUMENT_KINDS[FiledKind.NEW] if first else RESENT
    _document(element, message.document_kind(kind), f"{message.prefix}_operator_v1")


def _seller(body: ET.Element, message: _Message, change: SellerChange) -> None:
    filed, details = change.seller, change.details
    element = _in(body, "ReportableSeller")
    seller = _in(_in(_in(element, "Identity"), "IndividualSeller"), "Standard")
    _person(seller, details)
    if details.iban:
        account = _in(seller, "FinancialIdentifier")
        _in(account, "Identifier", details.iban, AccountNumberType="IBAN")
        _in(account, "AccountHolderName", details.name)
    _services(element, filed)
    own = f"{message.prefix}_{filed.expert_id.hex}_{filed.currency}"
    corrected = filed.version - 1 if filed.kind is not FiledKind.NEW else 0
    _document(
        element,
        message.document_kind(DOCUMENT_KINDS[filed.kind]),
        f"{own}_v{filed.version}",
        f"{own}_v{corrected}" if corrected else "",
    )


def _person(seller: ET.Element, details: PayeeDetails) -> None:
    assert details.birth_date is not None
    person = _in(seller, "IndSellerID")
    _in(person, "ResCountryCode", details.country)
    _in(person, "TIN", details.tax_id, issuedBy=details.tax_country)
    if details.vat_number:
        _in(person, "VAT", details.vat_number)
    name = _in(person, "Name", nameType=INDIVIDUAL)
    _in(name, "FirstName", details.first_name)
    _in(name, "LastName", details.last_name)
    _address(person, details.country, details.address_line, details.postal_code, details.city)
    _in(_in(person, "BirthInfo"), "BirthDate", details.birth_date.isoformat())


def _address(parent: ET.Element, country: str, street: str, postal_code: str, city: str) -> None:
    address = _in(parent, "Address", legalAddressType=ANY_ADDRESS)
    _in(address, "CountryCode", country)
    fixed = _in(address, "AddressFix")
    _in(fixed, "Street", street)
    _in(fixed, "PostCode", postal_code)
    _in(fixed, "City", city)


def _services(element: ET.Element, filed: FiledSeller) -> None:
    services = _in(_in(element, "RelevantActivities"), "PersonalServices")
    _amounts(
        services, "Consideration", "ConsQ", filed, lambda quarter: quarter.consideration.amount
    )
    numbers = _in(services, "NumberOfActivities")
    for number, quarter in enumerate(filed.quarters, 1):
        _in(numbers, f"NumbQ{number}", str(quarter.conversations))
    _amounts(services, "Fees", "FeesQ", filed, lambda quarter: quarter.fees.amount)
    _amounts(services, "Taxes", "TaxesQ", filed, lambda quarter: quarter.taxes.amount)


def _amounts(
    services: ET.Element,
    group: str,
    tag: str,
    filed: FiledSeller,
    minor_of: Callable[[QuarterFigures], int],
) -> None:
    element = _in(services, group)
    for number, quarter in enumerate(filed.quarters, 1):
        _in(element, f"{tag}{number}", str(minor_of(quarter) // 100), currCode=filed.currency)


def _document(parent: ET.Element, kind: str, reference: str, corrected: str = "") -> None:
    spec = _in(parent, "DocSpec")
    _in(spec, "DocTypeIndic", kind, STF)
    _in(spec, "DocRefId", reference, STF)
    if corrected:
        _in(spec, "CorrDocRefId", corrected, STF)


def _in(
    parent: ET.Element, tag: str, text: str | None = None, namespace: str = DPI, **attributes: str
) -> ET.Element:
    element = ET.SubElement(parent, f"{{{namespace}}}{tag}", attributes)
    if text is not None:
        element.text = text[:LONGEST]
    return element
