"""My receipt: what a member earned and was paid, to download with the program that checks it."""

from pathlib import Path

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.ledger.journal import last_link
from payments.receipts import verify_receipt
from payments.receipts.receipt import receipt_of
from web.http.request_context import current_account, current_time, marketplace
from web.http.security_headers import never_store
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
    response = Response(lines, mimetype="application/jsonl")
    name = f"receipt-{current_time():%Y-%m-%d}.jsonl"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return never_store(response)


@bp.get("/verify_receipt.py")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def download_verifier() -> ResponseReturnValue:
    response = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    response.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return response
