"""The file of DAC7 is accepted by the French schema, and says what was credited."""

from importlib.resources import as_file, files
from xml.etree import ElementTree as ET

import pytest

from payments.accounting.dac7_file import TEST_OPERATOR
from tests.payments.accounting.dac7_examples import (
    DETAILS,
    FILED_AT,
    LATER,
    ZOE,
    hand_in,
    new_filing,
    next_file,
    seller_of,
)
from tests.support.people import EXPERT, OTHER_EXPERT

dac7 = pytest.importorskip("dac7", reason="has no version for this Python: its schema is missing")
xmlschema = pytest.importorskip("xmlschema")
NAMES = {"dpi": "urn:oecd:ties:dpi", "stf": "urn:oecd:ties:dpistf"}


@pytest.fixture(scope="module")
def schema():
    with as_file(files(dac7) / "schemas") as folder:
        return xmlschema.XMLSchema10(folder / "DPIXML_v1.1-fr1.xsd")


def texts(file, path):
    root = ET.fromstring(file.content)  # noqa: S314 - our own
    return [element.text for element in root.iterfind(path, NAMES)]


def test_the_schema_accepts_a_first_file(schema):
    file = next_file(new_filing(), seller_of(16_050, 0, 32_000, 49))

    schema.validate(file.content.decode())
    assert file.name == "DPIDAC7_2025_732829320_001_20260120103000.xml"
    assert texts(file, ".//dpi:MessageTypeIndic") == ["DPI401"]
    assert texts(file, ".//stf:DocTypeIndic") == ["OECD1", "OECD1"]
    assert texts(file, ".//dpi:Consideration/*") == ["161", "0", "320", "0"]
    assert texts(file, ".//dpi:NumberOfActivities/*") == ["100", "0", "200", "0"]
    assert texts(file, ".//dpi:Fees/*") == ["40", "0", "80", "0"]
    assert texts(file, ".//dpi:Taxes/*") == ["0", "0", "0", "0"]
    assert texts(file, ".//dpi:LastName") == ["Müller"]
    assert texts(file, ".//dpi:IndSellerID/dpi:TIN") == ["0701987765432"]


def test_the_schema_accepts_experts_in_several_currencies_and_countries(schema):
    abroad = ZOE._replace(country="DE", tax_country="DE", tax_id="36574261809", vat_number="DE1")
    sellers = (
        seller_of(100_000, 0, 0, 0),
        seller_of(0, 70_000, 0, 0, currency="CHF"),
        seller_of(0, 0, 9_000, 0, expert_id=OTHER_EXPERT),
    )

    file = next_file(new_filing(), *sellers, details=DETAILS | {OTHER_EXPERT: abroad})

    schema.validate(file.content.decode())
    references = texts(file, ".//dpi:ReportableSeller/dpi:DocSpec/stf:DocRefId")
    assert len(set(references)) == 3


def test_the_schema_accepts_a_file_with_nothing_to_report(schema):
    file = next_file(new_filing())

    schema.validate(file.content.decode())
    assert texts(file, ".//dpi:MessageTypeIndic") == ["DPI403"]


def test_the_schema_accepts_a_correction_which_names_what_it_corrects(schema):
    filing = new_filing()
    first = next_file(filing, seller_of(16_000, 0, 0, 0))
    hand_in(filing, first)

    file = next_file(filing, seller_of(8_000, 0, 0, 0), at=LATER)

    schema.validate(file.content.decode())
    assert texts(file, ".//dpi:MessageTypeIndic") == ["DPI402"]
    assert texts(file, ".//stf:DocTypeIndic") == ["OECD0", "OECD2"]
    said = texts(first, ".//dpi:ReportableSeller/dpi:DocSpec/stf:DocRefId")
    assert texts(file, ".//stf:CorrDocRefId") == said
    assert texts(file, ".//dpi:PlatformOperator/dpi:DocSpec/stf:DocRefId") == texts(
        first, ".//dpi:PlatformOperator/dpi:DocSpec/stf:DocRefId"
    )


def test_the_schema_accepts_a_deletion(schema):
    filing = new_filing()
    hand_in(filing, next_file(filing, seller_of(16_000, 0, 0, 0)))

    file = next_file(filing, at=LATER)

    schema.validate(file.content.decode())
    assert texts(file, ".//stf:DocTypeIndic") == ["OECD0", "OECD3"]


def test_without_a_company_the_file_is_test_data(schema):
    file = next_file(new_filing(), seller_of(16_000, 0, 0, 0), operator=TEST_OPERATOR)

    schema.validate(file.content.decode())
    assert texts(file, ".//stf:DocTypeIndic") == ["OECD11", "OECD11"]


def test_the_schema_refuses_what_we_must_not_send(schema):
    good = next_file(new_filing(), seller_of(16_000, 0, 0, 0)).content.decode()

    for wrong in (
        good.replace(">160</dpi:ConsQ1>", ">-160</dpi:ConsQ1>"),
        good.replace("<dpi:City>Nantes</dpi:City>", "<dpi:City> </dpi:City>"),
        good.replace(">FR</dpi:ResCountryCode>", ">GB</dpi:ResCountryCode>"),
    ):
        assert wrong != good
        with pytest.raises(xmlschema.XMLSchemaValidationError):
            schema.validate(wrong)


def test_the_same_figures_give_the_same_bytes():
    files_ = [next_file(new_filing(), seller_of(16_000, 0, 0, 0)) for _ in range(2)]

    assert files_[0] == files_[1]
    assert EXPERT.hex in files_[0].content.decode()
    assert FILED_AT.isoformat() not in files_[0].content.decode()
