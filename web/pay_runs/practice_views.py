"""Killing the worker in the middle of a pay run, in a demonstration: the run ends right."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from payments.pay_runs.pay_run import PayRun
from payments.practice_gateway import PracticeBook
from web.http.access import ABSENT
from web.http.request_context import current_settings, current_time, marketplace
from web.installation.worker_process import kill_worker
from web.pay_runs.practice import practice_view
from web.private_store.accounts import RoleName

bp = Blueprint("practice_pay_runs", __name__, url_prefix="/finance/pay-runs/<uuid:id>")


@bp.post("/kill-worker")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def kill(id: UUID) -> ResponseReturnValue:
    demonstration = current_settings().demonstration
    if demonstration is None:
        raise NotFound(ABSENT)
    view = practice_view(marketplace().log, marketplace().log.load(PayRun, id), demonstration)
    if view is None or not view.can_kill:
        raise NotNow("The worker can be killed only while it carries out a pay run for practice.")
    kill_worker(demonstration.worker_file)
    PracticeBook(demonstration.practice_file).note_kill(id, current_time())
    return redirect(url_for("pay_runs.show_pay_run", id=id), code=303)
