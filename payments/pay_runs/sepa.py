"""
The SEPA credit transfer file of a pay run: ISO 20022 `pain.001.001.09`, for a bank's web site.

The file is a function of the run: written again it has the same bytes, so the bank that has it
already refuses it by its message id, and its hash says that it is the same.

* credit_transfer_file   the file
* checked_iban           a valid account number without spaces
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from xml.etree import ElementTree as ET

from anyascii import anyascii
from stdnum import iban
from stdnum.exceptions import ValidationError

from domain.errors import Invalid
from domain.money import Money
from payments.company.debtor import CURRENCY, Debtor

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_NAME = 70
LONGEST_REMITTANCE = 140
GREATEST_AMOUNT_MINOR = 99_999_999_999
"""999,999,999.99 EUR: EPC115-06, AT-T002."""
NOT_SEPA = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]")
"""Outside of the Latin characters that every bank of the scheme takes (EPC217-08)."""


class CreditTransfer(NamedTuple):
    """One payment to a person."""

    payout_id: UUID
    """The end-to-end id: it comes back on both bank statements."""
    name: str
    iban: str
    amount: Money
    remittance: str
    """What the person reads on the bank statement."""


class CreditTransferFile(NamedTuple):
    """What is given to the bank."""

    content: bytes
    sha256: str
    """Of the content, in hexadecimal digits."""


def credit_transfer_file(
    pay_run_id: UUID,
    created_at: datetime,
    execution_day: date,
    debtor: Debtor,
    transfers: Sequence[CreditTransfer],
) -> CreditTransferFile:
    """
    The file of a pay run, whatever the order of its transfers.

    created_at: of the run, with its zone. execution_day: when the bank is asked to pay.
    Raises Invalid without transfers, for one that is there twice, an amount that is not in euros
    or out of range, an account number that is not valid, and a name of signs only.
    """
    in_order = sorted(transfers, key=lambda transfer: transfer.payout_id)
    _check(in_order)
    total = _amount(sum(transfer.amount.amount for transfer in in_order))
    document = ET.Element("Document", xmlns=NAMESPACE)
    root = ET.SubElement(document, "CstmrCdtTrfInitn")
    _header(root, pay_run_id, created_at, len(in_order), total, debtor)
    payments = _payments(root, pay_run_id, len(in_order), total, execution_day, debtor)
    for transfer in in_order:
        _transfer(payments, transfer)
    ET.indent(document)
    content = ET.tostring(document, encoding="UTF-8", xml_declaration=True)
    return CreditTransferFile(content, hashlib.sha256(content).hexdigest())


def checked_iban(written: str) -> str:
    """An account number without spaces, in capitals. Raises Invalid for one that does not exist."""
    try:
        return str(iban.validate(written))
    except ValidationError as error:
        raise Invalid(
            "This IBAN is not valid. Copy it from your bank, with the code of the country."
        ) from error


def sepa_text(written: str, longest: int) -> str:
    """In the characters that every bank takes: accents are left out, other signs become spaces."""
    allowed = NOT_SEPA.sub(" ", anyascii(written))
    # A text must not begin with a slash or have two in a row (EPC217-08, 1.2).
    single = re.sub(r"/{2,}", "/", " ".join(allowed.split()))
    return single.lstrip("/ ")[:longest].rstrip("/ ")


def _check(transfers: Sequence[CreditTransfer]) -> None:
    if not transfers:
        raise Invalid("This pay run has no bank transfer.")
    if len({transfer.payout_id for transfer in transfers}) < len(transfers):
        raise Invalid("A payment is in this pay run twice.")
    for transfer in transfers:
        if transfer.amount.currency != CURRENCY:
            raise Invalid("Bank transfers by this file are in euros only.")
        if not 0 < transfer.amount.amount <= GREATEST_AMOUNT_MINOR:
            raise Invalid("An amount of this pay run is not between 0.01 and 999,999,999.99.")


def _header(
    root: ET.Element, pay_run_id: UUID, at: datetime, count: int, total: str, debtor: Debtor
) -> None:
    header = ET.SubElement(root, "GrpHdr")
    _text(header, "MsgId", pay_run_id.hex)
    _text(header, "CreDtTm", at.isoformat(timespec="seconds"))
    _text(header, "NbOfTxs", str(count))
    _text(header, "CtrlSum", total)
    _text(ET.SubElement(header, "InitgPty"), "Nm", _name(debtor.name))


def _payments(
    root: ET.Element, pay_run_id: UUID, count: int, total: str, day: date, debtor: Debtor
) -> ET.Element:
    payments = ET.SubElement(root, "PmtInf")
    _text(payments, "PmtInfId", pay_run_id.hex)
    _text(payments, "PmtMtd", "TRF")
    _text(payments, "BtchBookg", "true")
    _text(payments, "NbOfTxs", str(count))
    _text(payments, "CtrlSum", total)
    _text(_path(payments, "PmtTpInf", "SvcLvl"), "Cd", "SEPA")
    _text(_path(payments, "ReqdExctnDt"), "Dt", day.isoformat())
    _text(_path(payments, "Dbtr"), "Nm", _name(debtor.name))
    _text(_path(payments, "DbtrAcct", "Id"), "IBAN", checked_iban(debtor.iban))
    bank = _path(payments, "DbtrAgt", "FinInstnId")
    if debtor.bic:
        _text(bank, "BICFI", debtor.bic)
    else:
        _text(_path(bank, "Othr"), "Id", "NOTPROVIDED")
    _text(payments, "ChrgBr", "SLEV")
    return payments


def _transfer(payments: ET.Element, transfer: CreditTransfer) -> None:
    # Without an address: inside the scheme none is needed, and one in a single text is refused
    # since November 2026.
    element = ET.SubElement(payments, "CdtTrfTxInf")
    _text(_path(element, "PmtId"), "EndToEndId", transfer.payout_id.hex)
    amount = _text(_path(element, "Amt"), "InstdAmt", _amount(transfer.amount.amount))
    amount.set("Ccy", CURRENCY)
    _text(_path(element, "Cdtr"), "Nm", _name(transfer.name))
    _text(_path(element, "CdtrAcct", "Id"), "IBAN", checked_iban(transfer.iban))
    remittance = sepa_text(transfer.remittance, LONGEST_REMITTANCE)
    if remittance:
        _text(_path(element, "RmtInf"), "Ustrd", remittance)


def _name(written: str) -> str:
    name = sepa_text(written, LONGEST_NAME)
    if not name:
        raise Invalid("A name for a bank transfer cannot consist of signs only.")
    return name


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _path(parent: ET.Element, *tags: str) -> ET.Element:
    for tag in tags:
        parent = ET.SubElement(parent, tag)
    return parent


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element
