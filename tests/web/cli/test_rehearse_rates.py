"""Rehearsals of rates in the terminal."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from domain.log.event_log import EventLog
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, EXPERT


@pytest.fixture
def program(comptoir):
    """Two conversations of one expert at 2.00 in October 2017."""
    comptoir.works("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    with opened_ledger(comptoir.database_url) as desk:
        for _ in range(2):
            desk.closes(uuid4(), at=datetime(2017, 10, 5, tzinfo=UTC))
    return comptoir


def test_a_commission_shows_what_platform_and_expert_would_have_got(program):
    output = program.works("rehearse-rates", "--month", "2017-10", "--commission", "25").output

    platform, brand, expert = csv.DictReader(io.StringIO(output))
    assert (platform["commission_minor"], platform["proposed_commission_minor"]) == ("80", "100")
    assert (brand["id"], expert["id"]) == (str(BRAND), str(EXPERT))
    assert (expert["net_minor"], expert["proposed_net_minor"]) == ("320", "300")


def test_a_price_as_json(program):
    figures = program.works(
        *("rehearse-rates", "--month", "2017-10", "--commission", "20"),
        *("--price", "2.50", "--format", "json"),
    ).figures

    assert (figures["month"], figures["is_closed"]) == ("2017-10", False)
    assert figures["lines"][0]["proposed_price_minor"] == 500


def test_no_event_is_written(program):
    with EventLog(program.database_url) as log:
        before = log.rows.head()

        program.works("rehearse-rates", "--month", "2017-10", "--commission", "25")

        assert log.rows.head() == before


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("2017-11", "--commission", "25"), 1, "Nothing was booked in this month"),
        (("2017-10", "--commission", "125"), 2, "between 0 and 100 percent"),
        (("2017-10", "--commission", "25", "--price", "free"), 2, "not an amount"),
        (("2017-10", "--commission", "25", "--brand", "none"), 1, "no brand called none"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_with_one_sentence(program, options, code, sentence):
    refused = program.run("rehearse-rates", "--month", *options)

    assert refused.code == code
    assert sentence in refused.sentence
