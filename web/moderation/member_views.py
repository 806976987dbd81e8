"""What was decided about the reader, to be read, and the way to appeal against it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.errors import NotFound
from projections.moderation.suspensions import cases_about
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import brand_directory, current_account, marketplace, private_store
from web.moderation import labels as words
from web.moderation.case_file import UTC_ZONE, File, file_of
from web.moderation.evidence import short_of
from web.moderation.forms import LONGEST_WORDS, mistakes_in_words, words_in
from web.private_store.texts import WordStore

pages = Blueprint("decisions", __name__, url_prefix="/me/decisions")


@pages.get("")
def show_decisions() -> ResponseReturnValue:
    read_models = marketplace().read_models
    with read_models.read(read_models.suspensions) as db:
        cases = cases_about(current_account().id, db)
    return render_template(
        "moderation/member_suspensions.html",
        cases=cases,
        brands={brand.brand_id: brand for brand in brand_directory().all()},
        words=words,
        utc=UTC_ZONE,
    )


@pages.get("/<uuid:suspension_id>")
def show_decision(suspension_id: UUID) -> ResponseReturnValue:
    return _shown(_own(suspension_id))


@pages.post("/<uuid:suspension_id>/appeal")
def appeal(suspension_id: UUID) -> ResponseReturnValue:
    file, said, at = _own(suspension_id), words_in(request.form, "reason"), now()
    if mistakes := mistakes_in_words("reason", said):
        return _shown(file, said, mistakes), 422
    by, length = current_account().id, len(said)
    # Refused before any words are kept.
    file.now.appeal(by, suspension_id, length, at)
    text_id = WordStore(private_store()).keep(said, by, at)
    remember(marketplace().suspensions.appeal(suspension_id, by, text_id, length, at))
    return redirect(url_for(".show_decision", suspension_id=suspension_id), code=303)


def _own(suspension_id: UUID) -> File:
    """Somebody else's is absent."""
    file = file_of(suspension_id)
    if file.decided.member_id != current_account().id:
        raise NotFound(ABSENT)
    return file


def _shown(file: File, said: str = "", mistakes: dict[str, str] | None = None) -> str:
    return render_template(
        "moderation/member_suspension.html",
        file=file,
        said=said,
        mistakes=mistakes or {},
        words=words,
        short_of=short_of,
        longest=LONGEST_WORDS,
    )
