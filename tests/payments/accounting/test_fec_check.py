"""Each fault that is put into a good file is named, with its line."""

from datetime import date

import pytest

from payments.accounting.fec import COLUMNS, FinancialYear, fec_file
from payments.accounting.fec_check import cents_of, fec_faults
from tests.payments.accounting.test_fec import RATES

NAME = "732829320FEC20260630.txt"
JUNE = FinancialYear(date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def rows(busy):
    """The fields of each line of a good file: line 1 are the names of the columns."""
    content = b"".join(fec_file(busy.entries, JUNE, RATES)).decode("iso8859-15")
    return [line.split("\t") for line in content.splitlines()]


def faults_of(rows, name=NAME):
    content = "".join("\t".join(row) + "\r\n" for row in rows)
    return [str(fault) for fault in fec_faults(name, content.encode("iso8859-15"))]


def first_of(rows, **fields):
    """The number of the first line with these fields."""
    for number, row in enumerate(rows, 1):
        line = dict(zip(COLUMNS, row, strict=True))
        if all(line[column] == text for column, text in fields.items()):
            return number
    raise AssertionError(fields)


def put(rows, number, **fields):
    for column, text in fields.items():
        rows[number - 1][COLUMNS.index(column)] = text


def test_a_good_file_has_no_faults(rows):
    assert faults_of(rows) == []


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [
        ("JournalCode", "", "JournalCode is empty"),
        ("CompteLib", "", "CompteLib is empty"),
        ("PieceRef", "", "PieceRef is empty"),
        ("EcritureLib", "", "EcritureLib is empty"),
        ("ValidDate", "", "ValidDate is empty"),
        ("EcritureDate", "20260631", "EcritureDate is not a day such as 20261231"),
        ("EcritureDate", "20260701", "EcritureDate is after the end of the financial year"),
        ("PieceDate", "2026-06-01", "PieceDate is not a day such as 20261231"),
        ("CompteNum", "4A1000", "CompteNum does not begin with three digits"),
        ("Debit", "1.60", "Debit is not an amount such as 12,50"),
        ("Credit", "1 234,50", "Credit is not an amount such as 12,50"),
        ("Debit", "", "Debit is empty"),
        ("CompAuxLib", "", "CompAuxNum and CompAuxLib must be given together"),
        ("EcritureLet", "A", "EcritureLet and DateLet must be given together"),
        ("Idevise", "", "Montantdevise and Idevise must be given together"),
        ("Idevise", "euros", "Idevise is not the code of a currency"),
        ("ValidDate", "20200101", "ValidDate is before that of an entry above it"),
        ("CompteLib", "Clients, autres", "CompteLib of 411000 is another one above"),
        ("EcritureNum", "B2", "EcritureNum B2 is not a number"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(rows, column, text, what):
    number = last_receivable(rows)
    put(rows, number, **{column: text})

    assert any(fault.startswith(f"line {number}: {what}") for fault in faults_of(rows))


def last_receivable(rows):
    return max(
        number for number, row in enumerate(rows, 1) if row[COLUMNS.index("CompteNum")] == "411000"
    )


def test_an_entry_that_does_not_balance_is_named(rows):
    number = last_receivable(rows)
    entry = rows[number - 1][COLUMNS.index("EcritureNum")]
    debit = cents_of(rows[number - 1][COLUMNS.index("Debit")])
    put(rows, number, Debit=f"{debit // 100 + 1},{debit % 100:02}")

    at = first_of(rows, EcritureNum=entry)
    assert f"line {at}: debits and credits of entry {entry} differ by 1,00" in faults_of(rows)


def test_debit_and_credit_on_one_line_are_named(rows):
    put(rows, last_receivable(rows), Debit="1,00", Credit="1,00")

    assert f"line {last_receivable(rows)}: Debit and Credit are both given" in faults_of(rows)


def test_nothing_on_a_line_is_named(rows):
    number = first_of(rows, CompteNum="467200", JournalCode="OD", Montantdevise="")
    put(rows, number, Debit="0,00", Credit="0,00")

    assert f"line {number}: Debit and Credit are both zero" in faults_of(rows)


def test_an_entry_that_is_left_out_is_named_by_the_gap(rows):
    without = [row for row in rows if row[COLUMNS.index("EcritureNum")] != "3"]

    number = first_of(without, EcritureNum="4")
    assert faults_of(without) == [f"line {number}: EcritureNum is 4, not 3: a gap"]


def test_an_entry_in_two_places_is_named(rows):
    moved = rows.pop(first_of(rows, EcritureNum="2") - 1)

    assert any(
        "EcritureNum 2 is continued after other" in text for text in faults_of([*rows, moved])
    )


def test_two_days_within_an_entry_are_named(rows):
    number = first_of(rows, EcritureNum="3") + 1
    put(rows, number, EcritureDate="20260630")

    assert f"line {number}: EcritureDate differs within entry 3" in faults_of(rows)


def test_opening_balances_that_do_not_come_first_are_named(rows):
    put(rows, len(rows), JournalCode="AN", JournalLib="À nouveaux")

    assert f"line {len(rows)}: JournalCode the opening balances must come first" in faults_of(rows)


def test_income_with_an_opening_balance_is_named(rows):
    put(rows, 2, CompteNum="706000", CompteLib="Commissions")

    assert "line 2: CompteNum income and expenses have no opening balance" in faults_of(rows)


def test_a_missing_column_is_named(rows):
    rows[3].pop()

    assert "line 4: has 17 columns, not 18" in faults_of(rows)


def test_columns_in_another_order_are_named(rows):
    rows[0][0], rows[0][1] = rows[0][1], rows[0][0]

    assert "line 1: does not have the names of the 18 columns in order" in faults_of(rows)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("fec.txt", "the name fec.txt is not like 123456782FEC20261231.txt"),
        ("732829320FEC20260631.txt", "the name 732829320FEC20260631.txt is not like"),
        ("732829321FEC20260630.txt", "the name has no valid SIREN: 732829321"),
    ],
)
def test_a_wrong_name_is_named(rows, name, what):
    [fault] = faults_of(rows, name)

    assert fault.startswith(what)


def test_a_file_of_bars_instead_of_tabs_is_read_as_well(rows):
    content = "".join("|".join(row) + "\n" for row in rows).encode("iso8859-15")

    assert fec_faults(NAME, content) == []
