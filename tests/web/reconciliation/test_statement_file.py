"""The bank's file: what is read from it, and each error by line and column."""

from datetime import date

import pytest

from domain.money import Money
from payments.rail_statements.rail_statement import RailCategory
from web.reconciliation.statement_file import read_statement

HEADER = "date;amount;currency;reference;category\n"


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context():
        yield


def read(*rows, header=HEADER):
    return read_statement((header + "\n".join(rows)).encode())


def errors(*rows, header=HEADER):
    found = read(*rows, header=header)
    assert found.lines == []
    return [(error.line, error.column) for error in found.errors]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_is_read_whatever_separates_its_columns(separator):
    rows = ["2017-10-31;1234.50;EUR;B2000000;", "2017-10-31;-12.00;eur;FRAIS 10;fee"]
    text = (HEADER + "\n".join(rows)).replace(";", separator)

    [came_in, fee] = read_statement(text.encode()).lines

    assert (came_in.amount, came_in.on) == (Money(123_450, "EUR"), date(2017, 10, 31))
    assert (came_in.reference, came_in.category) == ("B2000000", RailCategory.PAYMENT)
    assert (fee.amount, fee.category) == (Money(-1_200, "EUR"), RailCategory.FEE)


@pytest.mark.parametrize(
    ("written", "minor"),
    [("1 234,5", 123_450), ("+7", 700), ("-0.05", -5), ("1\u202f000,00", 100_000)],
)
def test_amounts_are_read_as_french_and_english_banks_write_them(written, minor):
    [line] = read(f"31/10/2017;{written};CHF;A1").lines

    assert line.amount == Money(minor, "CHF")
    assert line.on == date(2017, 10, 31)


def test_of_a_reference_only_words_with_a_digit_are_kept():
    [line, nameless] = read(
        "2017-10-31;1;EUR;VIR Marie DUPONT B2000000", "2017-10-31;-1;EUR;Marie Dupont"
    ).lines

    assert line.reference == "B2000000"
    assert nameless.reference == f"line {nameless.id[:8]}"


def test_equal_lines_are_several_and_the_same_file_has_the_same_ids():
    row = "2017-10-31;1;EUR;A1"

    first, again = read(row, row).lines, read(row, row, row).lines

    assert len({line.id for line in again}) == 3
    assert first == again[:2]


IBANS = ("FR7630006000011234567890189", "GB29 NWBK 6016 1331 9268 19", "de89370400440532013000")


@pytest.mark.parametrize("iban", IBANS)
def test_account_numbers_and_email_addresses_are_left_out(iban):
    [line] = read(f"2017-10-31;1;EUR;VIR {iban} marie7@mail.example B2000000").lines

    assert line.reference == "B2000000"


def test_equal_lines_of_two_exports_are_two_when_the_bank_numbers_them():
    header = "id;" + HEADER

    files = [read(f"{id};2017-10-31;1;EUR;A1", header=header).lines for id in ("7", "8", "7")]

    first, second, again = (line.id for [line] in files)
    assert first == again != second


@pytest.mark.parametrize("size", [10, 400_000])
def test_a_quotation_mark_that_is_not_closed_is_an_error_of_its_line(size):
    row = "2017-10-31;1;EUR;A1"

    assert errors(row, '2017-10-31;1;EUR;"A1', *[row] * (size // len(row))) == [(3, "")]


def test_a_line_break_in_quotation_marks_is_read():
    first, second = read('2017-10-31;1;EUR;"A1\nB2"', "2017-10-31;1;EUR;A3").lines

    assert (first.reference, second.reference) == ("A1 B2", "A3")


def test_text_of_windows_is_read():
    text = "date;amount;currency;reference\r\n2017-10-31;1;EUR;A1\u2026 10\u20ac\r\n"

    [line] = read_statement(text.encode("cp1252")).lines

    assert line.reference == "A1\u2026 10\u20ac"


def test_latin_text_is_read_and_empty_lines_are_left_out():
    text = "date;amount;currency;reference\n\n2017-10-31;1;EUR;Zo\u00e9 A1\n;;;\n"

    assert [line.reference for line in read_statement(text.encode("latin-1")).lines] == ["A1"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("31.10.2017;1;EUR;A1", "date"),
        ("2017-02-30;1;EUR;A1", "date"),
        ("0001-02-03;1;EUR;A1", "date"),
        ("2017-10-31;1;EUR;A\x011", "reference"),
        ("2017-10-31;1.234;EUR;A1", "amount"),
        ("2017-10-31;;EUR;A1", "amount"),
        ("2017-10-31;1;USD;A1", "currency"),
        ("2017-10-31;1;EUR;A1;gift", "category"),
        (f"2017-10-31;1;EUR;{'1' * 141}", "reference"),
        ("2017-10-31", "amount"),
    ],
)
def test_an_error_names_its_line_and_column(row, column):
    assert (3, column) in errors("2017-10-31;1;EUR;A1", row)


def test_with_one_error_nothing_is_imported_and_all_errors_are_named():
    assert errors("x;1;EUR;A1", "2017-10-31;1;EUR;A1", "y;z;EUR;A1") == [
        (2, "date"),
        (4, "date"),
        (4, "amount"),
    ]


@pytest.mark.parametrize(
    ("header", "column"), [("date;amount;reference\n", "currency"), ("", "date")]
)
def test_a_missing_column_is_named(header, column):
    [(line, columns)] = errors("2017-10-31;1;A1", header=header)

    assert line == 1
    assert column in columns


def test_a_file_without_lines_says_so():
    assert errors() == [(2, "date")]
