"""My receipt: what a member earned and was paid, to download with the program that checks it."""

from pathlib import Path

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.ledger.journal import last_link
from payments.receipts import verify_receipt
from payments.receipts.receipt import receipt_of
from web.http.files import file_response
from web.http.request_context import current_account, current_time, marketplace
from web.private_store.accounts import RoleName

VERIFIER = Path(verify_receipt.__file__)

bp = Blueprint("receipts", __name__, url_prefix="/receipt")


@bp.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_receipt() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        number, newest_hash = last_link(db)
    return render_template("receipts/receipt.html", number=number, newest_hash=newest_hash)


@bp.get("/download")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def download_receipt() -> ResponseReturnValue:
    market = marketplace()
    lines = receipt_of(current_account().id, market.log, market.ledger)
    return file_response(lines, "application/jsonl", f"receipt-{current_time():%Y-%m-%d}.jsonl")


@bp.get("/verify_receipt.py")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def download_verifier() -> ResponseReturnValue:
    return file_response(VERIFIER.read_bytes(), "text/x-python", VERIFIER.name)
