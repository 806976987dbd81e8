"""The SEPA file: what the scheme's own schema accepts, and the same bytes for the same run."""

import hashlib
from datetime import UTC, date, datetime
from importlib.resources import files
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xmlschema import XMLSchema

from domain.errors import Invalid
from domain.money import Money
from payments.company.debtor import Debtor
from payments.pay_runs.sepa import (
    GREATEST_AMOUNT_MINOR,
    NOT_SEPA,
    CreditTransfer,
    checked_iban,
    credit_transfer_file,
    sepa_text,
)

RUN = UUID("d0000000-0000-4000-8000-000000000001")
CREATED = datetime(2017, 10, 10, 8, 30, tzinfo=UTC)
DAY = date(2017, 10, 11)
PLATFORM = Debtor("Comptoir SAS", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP")
ZOE = CreditTransfer(
    UUID("d1000000-0000-4000-8000-000000000001"),
    "Zoë Müller",
    "DE89 3704 0044 0532 0130 00",
    Money(2_451, "EUR"),
    "Relevé 2017-W40",
)
LEA = ZOE._replace(
    payout_id=UUID("d1000000-0000-4000-8000-000000000002"),
    name="Léa Martin",
    iban="FR7630006000011234567890189",
    amount=Money(160, "EUR"),
)


@pytest.fixture(scope="module")
def schema():
    return XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


def written(*transfers, debtor=PLATFORM):
    return credit_transfer_file(RUN, CREATED, DAY, debtor, transfers)


def test_the_schema_accepts_a_file_and_reads_what_was_meant(schema):
    document = schema.to_dict(written(ZOE, LEA).content.decode())["CstmrCdtTrfInitn"]

    header, [payments] = document["GrpHdr"], document["PmtInf"]
    assert (header["MsgId"], header["NbOfTxs"], str(header["CtrlSum"])) == (RUN.hex, "2", "26.11")
    assert payments["ReqdExctnDt"]["Dt"] == "2017-10-11"
    [to_zoe, to_lea] = payments["CdtTrfTxInf"]
    assert to_zoe["PmtId"]["EndToEndId"] == ZOE.payout_id.hex
    assert to_zoe["Amt"]["InstdAmt"]["@Ccy"] == "EUR"
    assert str(to_zoe["Amt"]["InstdAmt"]["$"]) == "24.51"
    assert to_zoe["Cdtr"]["Nm"] == "Zoe Muller"
    assert to_zoe["CdtrAcct"]["Id"]["IBAN"] == "DE89370400440532013000"
    assert to_zoe["RmtInf"]["Ustrd"] == ["Releve 2017-W40"]
    assert str(to_lea["Amt"]["InstdAmt"]["$"]) == "1.60"


def test_a_bank_without_a_bic_is_named_as_the_scheme_says(schema):
    file = written(ZOE, debtor=PLATFORM._replace(bic=""))

    schema.validate(file.content.decode())
    assert b"<Id>NOTPROVIDED</Id>" in file.content


def test_one_run_has_one_file_whatever_the_order():
    first, again = written(ZOE, LEA), written(LEA, ZOE)

    assert first == again
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()


def test_another_amount_is_another_file():
    assert written(ZOE).sha256 != written(ZOE._replace(amount=Money(2_452, "EUR"))).sha256


@pytest.mark.parametrize(
    ("transfers", "sentence"),
    [
        ((), "has no bank transfer"),
        ((ZOE, ZOE), "twice"),
        ((ZOE._replace(amount=Money(160, "GBP")),), "euros only"),
        ((ZOE._replace(amount=Money(0, "EUR")),), "between 0.01"),
        ((ZOE._replace(amount=Money(-1, "EUR")),), "between 0.01"),
        ((ZOE._replace(amount=Money(GREATEST_AMOUNT_MINOR + 1, "EUR")),), "between 0.01"),
        ((ZOE._replace(iban="DE89370400440532013001"),), "IBAN is not valid"),
        ((ZOE._replace(name="//"),), "signs only"),
    ],
)
def test_what_a_bank_would_refuse_is_refused_before(transfers, sentence):
    with pytest.raises(Invalid, match=sentence):
        written(*transfers)


@pytest.mark.parametrize(
    ("typed", "iban"),
    [
        ("fr76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("GB82-WEST-1234-5698-7654-32", "GB82WEST12345698765432"),
    ],
)
def test_an_iban_is_read_as_people_type_it(typed, iban):
    assert checked_iban(typed) == iban


@pytest.mark.parametrize(
    "typed", ["", "FR76", "FR7630006000011234567890188", "XX82WEST12345698765432", "Zoé"]
)
def test_an_iban_that_does_not_exist_is_refused(typed):
    with pytest.raises(Invalid, match="IBAN is not valid"):
        checked_iban(typed)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Straße & Söhne", "Strasse Sohne"),
        ("Ελένη", "Eleni"),
        ("//a//b/", "a/b"),
    ],
)
def test_names_are_written_in_the_characters_of_the_scheme(name, folded):
    assert sepa_text(name, 70) == folded


@given(st.from_regex(r"[A-Z0-9?:().,'+-]{1,70}", fullmatch=True))
def test_a_name_in_the_characters_of_the_scheme_stays_as_it_is(name):
    assert sepa_text(name, 70) == name


@settings(max_examples=50, deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    amount=st.integers(1, GREATEST_AMOUNT_MINOR),
    remittance=st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
)
def test_the_schema_accepts_every_name_and_amount(schema, name, amount, remittance):
    transfer = ZOE._replace(name=f"A{name}", amount=Money(amount, "EUR"), remittance=remittance)

    content = written(transfer).content.decode()

    [payments] = schema.to_dict(content)["CstmrCdtTrfInitn"]["PmtInf"]
    [read] = payments["CdtTrfTxInf"]
    assert NOT_SEPA.search(read["Cdtr"]["Nm"]) is None
    assert read["Amt"]["InstdAmt"]["$"] * 100 == amount
