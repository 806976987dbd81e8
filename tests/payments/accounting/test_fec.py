"""The FEC of the ledger: complete, in euros, in order, balanced, without points or names."""

from collections import Counter
from datetime import date

import pytest

from domain.errors import Invalid
from payments.accounting.exchange_rates import ExchangeRates, in_euro_cents, read_rates
from payments.accounting.fec import COLUMNS, FinancialYear, fec_file, fec_name
from payments.accounting.fec_check import cents_of, fec_faults, read_lines
from tests.payments.accounting.months_of_business import JUNE, MAY
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT

SIREN = "732829320"
RATES = read_rates(f"month,currency,euros\n{MAY},GBP,1.1534\n{JUNE},GBP,1.17\n")
MAY_AND_JUNE = FinancialYear(date(2026, 5, 1), date(2026, 6, 30))
JUNE_ONLY = FinancialYear(date(2026, 6, 1), date(2026, 6, 30))


def written(desk, year=MAY_AND_JUNE, rates=RATES, **options):
    return b"".join(fec_file(desk.entries, year, rates, **options))


def lines_of(content):
    lines, faults = read_lines(content.decode("iso8859-15"))
    assert faults == []
    return lines


def balances(lines):
    """In cents, by account; credits are positive as in the ledger."""
    sums = Counter()
    for line in lines:
        sums[line["CompteNum"]] -= line.cents
    return {number: cents for number, cents in sums.items() if cents}


def test_a_file_of_two_months_has_no_faults(busy):
    content = written(busy)

    assert fec_faults(fec_name(SIREN, MAY_AND_JUNE.last_day), content) == []
    assert content.splitlines()[0].decode().split("\t") == list(COLUMNS)
    assert content.endswith(b"\r\n")


def test_each_entry_that_moves_money_is_in_the_file_once(busy):
    pieces = {line["PieceRef"] for line in lines_of(written(busy))}

    with_money = {entry.key for entry in busy.entries() if entry.lines[0].unit != "PTS"}
    assert pieces == with_money
    assert len(with_money) == len(busy.entries()) - 1


def test_balances_in_euros_are_those_of_the_ledger(busy):
    in_euros = [line for line in lines_of(written(busy)) if not line["Idevise"]]

    assert balances(in_euros) == {
        "512000": -10_000,
        "419100": 10_000,
        "411000": -(200 + 645 + 200 + 200),
        "706000": 40 + 129 + 40 + 40,
        "467200": 160 + 516 + 160,
        "467100": 160,
    }


def test_other_currencies_are_in_euros_with_the_original_beside_it(busy):
    foreign = [line for line in lines_of(written(busy)) if line["Idevise"] == "GBP"]

    first = foreign[:3]
    assert [line["Montantdevise"] for line in first] == ["7,00", "-1,40", "-5,60"]
    # 8.0738, 1.61476 and 6.45904: in cents that add up to zero.
    assert [line.cents for line in first] == [807, -161, -646]
    assert sum(cents_of(line["Montantdevise"]) for line in foreign) == 0


def test_without_a_rate_nothing_is_converted(busy):
    with pytest.raises(Invalid, match="no exchange rate for GBP in 2026-05"):
        written(busy, rates=ExchangeRates())


def test_a_late_fact_is_in_the_first_open_month_with_its_own_day_beside_it(busy):
    [late] = {
        (line["EcritureDate"], line["PieceDate"])
        for line in lines_of(written(busy))
        if line["EcritureDate"][:6] != line["PieceDate"][:6]
    }

    assert late == ("20260601", "20260530")


def test_a_later_file_begins_with_the_opening_balances(busy):
    may = FinancialYear(date(2026, 5, 1), date(2026, 5, 31))
    closing = balances(lines_of(written(busy, may)))

    content = written(busy, JUNE_ONLY)

    opening = [line for line in lines_of(content) if line["JournalCode"] == "AN"]
    assert {line.entry for line in opening} == {"1"}
    # Income begins anew: what was earned before is the result.
    expected = closing | {"120000": closing["706000"]}
    del expected["706000"]
    assert balances(opening) == expected
    assert fec_faults(fec_name(SIREN, JUNE_ONLY.last_day), content) == []


def test_opening_balances_and_a_month_add_up_to_both_months(busy):
    whole = balances(lines_of(written(busy)))
    june = Counter(balances(lines_of(written(busy, JUNE_ONLY))))

    june["706000"] += june.pop("120000")

    assert june == whole


def test_a_label_says_what_happened_and_with_which_conversation_or_booking(busy):
    entries = [found for found in busy.entries() if found.lines[0].unit != "PTS"]
    closed = [found for found in entries if found.event_type.startswith("Conversation.Closed.")]
    funded = [found for found in entries if found.event_type.startswith("Booking.FundingReceived.")]

    labels = {line["EcritureLib"] for line in lines_of(written(busy))}

    assert closed
    assert funded
    assert {f"Conversation close {found.conversation_id}" for found in closed} <= labels
    assert {f"Versement de la marque {found.booking_id}" for found in funded} <= labels


def test_brands_and_experts_are_auxiliary_accounts_by_id(busy):
    lines = lines_of(written(busy))

    owners = {(line["CompteNum"][:2], line["CompAuxNum"]) for line in lines if line["CompAuxNum"]}
    assert owners == {
        ("41", str(BRAND)),
        ("46", str(EXPERT)),
        ("46", str(OTHER_EXPERT)),
    }
    assert all(line["CompAuxLib"] == line["CompAuxNum"] for line in lines)


def test_names_are_written_in_the_characters_of_the_file(busy):
    names = {BRAND: "Nest\t&\nÀway", EXPERT: "Zoë Łukasz’s"}

    lines = lines_of(written(busy, name_of=names.get))

    shown = {line["CompAuxNum"]: line["CompAuxLib"] for line in lines}
    assert shown[str(BRAND)] == "Nest & Àway"
    assert shown[str(EXPERT)] == "Zoë Lukasz's"
    assert shown[str(OTHER_EXPERT)] == str(OTHER_EXPERT)


def test_the_same_ledger_gives_the_same_bytes(busy):
    assert written(busy) == written(busy)


def test_a_ledger_without_entries_gives_the_names_of_the_columns(desk):
    assert written(desk).decode() == "\t".join(COLUMNS) + "\r\n"


def test_the_name_has_siren_and_last_day():
    assert fec_name("732 829 320", date(2026, 12, 31)) == "732829320FEC20261231.txt"
    with pytest.raises(Invalid, match="not valid"):
        fec_name("732829321", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "first line"),
        ("month,currency\n", "first line"),
        ("month,currency,euros\n2026-13,GBP,1.1", "Line 2"),
        ("month,currency,euros\n2026-12,USD,1.1", "Line 2"),
        ("month,currency,euros\n2026-12,GBP,0", "Line 2"),
        ("month,currency,euros\n2026-12,GBP,1.1\n2026-12,GBP,1.2", "Line 3"),
    ],
)
def test_rates_that_cannot_be_read_are_refused_with_their_line(text, wrong):
    with pytest.raises(Invalid) as refused:
        read_rates(text)

    assert wrong in str(refused.value)


def test_converted_amounts_add_up_to_zero_and_none_is_a_cent_off():
    rate = read_rates("month,currency,euros\n2026-01,CHF,0.9333").of("CHF", "2026-01")
    for amounts in ([-700, 140, 560], [-3, 1, 1, 1], [5, -5], [-100, 33, 33, 34]):
        cents = in_euro_cents(amounts, rate)

        assert sum(cents) == 0
        assert all(
            abs(value - amount * rate) < 1 for value, amount in zip(cents, amounts, strict=True)
        )
