"""My receipt: what is downloaded is right, is one's own, and can be checked."""

import pytest

from payments.receipts.verify_receipt import verify
from tests.web.bookings.test_platform_funding import FINANCE
from tests.web.marketplace_of_app import marketplace_in
from tests.web.statements.test_statement_views import EXPERT_EMAIL, StatementPages


@pytest.fixture
def pages(app, shop, signed_in, database_url):
    with marketplace_in(app, database_url) as market:
        pages = StatementPages(shop, signed_in, market)
        pages.releases(2)
        pages.closes_week()
        pages.desk.ledger.posted()
        yield pages


def test_an_expert_downloads_a_receipt_that_verifies(pages):
    answer = pages.client(EXPERT_EMAIL).get("/receipt/download")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=receipt-")
    verdict = verify(answer.data.splitlines(keepends=True))
    assert verdict.startswith(f"OK: 4 entries, 1 statements of {pages.expert_id}\n")


def test_the_page_has_the_newest_hash_that_the_receipt_ends_with(pages):
    newest = pages.desk.ledger.entries()[-1]

    text = pages.client(EXPERT_EMAIL).get("/receipt").text

    assert newest.hash in text
    assert newest.hash in pages.client(EXPERT_EMAIL).get("/receipt/download").text


def test_the_verifier_is_the_one_of_the_command_line(pages):
    program = pages.client(EXPERT_EMAIL).get("/receipt/verify_receipt.py")

    assert b"def verify(" in program.data
    compile(program.data, "verify_receipt.py", "exec")


@pytest.mark.parametrize("path", ["", "/download", "/verify_receipt.py"])
def test_others_have_no_receipt(pages, path):
    assert pages.client(FINANCE).get(f"/receipt{path}").status_code == 403
