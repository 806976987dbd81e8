"""The decisions about a member, for the member to read, and the way to appeal against each."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from projections.moderation.suspensions import suspensions_of_member
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    private_texts,
    read,
    read_models,
)
from web.moderation import labels
from web.moderation.case_file import UTC_ZONE, CaseFile, case_file_of
from web.moderation.forms import MAX_LENGTH, text_errors, text_of

bp = Blueprint("decisions", __name__, url_prefix="/me/decisions")


@bp.get("")
def show_decisions() -> ResponseReturnValue:
    with read(read_models().suspensions) as db:
        suspensions = suspensions_of_member(current_account().id, db)
    return render_template(
        "moderation/member_suspensions.html",
        suspensions=suspensions,
        brands={brand.brand_id: brand for brand in brand_directory().all()},
        labels=labels,
        utc=UTC_ZONE,
    )


@bp.get("/<uuid:suspension_id>")
def show_decision(suspension_id: UUID) -> ResponseReturnValue:
    return _page(_own_case_file(suspension_id))


@bp.post("/<uuid:suspension_id>/appeal")
def appeal(suspension_id: UUID) -> ResponseReturnValue:
    case_file, text, at = (
        _own_case_file(suspension_id),
        text_of(request.form, "reason"),
        current_time(),
    )
    if errors := text_errors("reason", text):
        return _page(case_file, text, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    by, suspensions = current_account().id, marketplace().suspensions
    with private_texts().with_event_of(suspension_id, by, at) as store_text:
        position = suspensions.appeal(suspension_id, by, store_text(text), len(text), at)
    remember_position(position)
    return redirect(url_for(".show_decision", suspension_id=suspension_id), code=303)


def _own_case_file(suspension_id: UUID) -> CaseFile:
    """Another member's is absent."""
    case_file = case_file_of(suspension_id, current_account().id)
    if case_file.decided.member_id != current_account().id:
        raise NotFound(ABSENT)
    return case_file


def _page(case_file: CaseFile, text: str = "", errors: Mapping[str, str] | None = None) -> str:
    return render_template(
        "moderation/member_suspension.html",
        case_file=case_file,
        reason=text,
        errors=errors or {},
        labels=labels,
        max_length=MAX_LENGTH,
    )
