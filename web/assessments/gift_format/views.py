"""Importing the questions of a test from a GIFT file, and exporting them into one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from flask import render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments.assessment import MOST_QUESTIONS
from domain.assessments.assessment_rules import MOST_SELECTIONS
from domain.assessments.question import LONGEST_LINE, Question
from domain.errors import Invalid
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_test,
    redirect_after,
)
from web.assessments.authoring.presenters import draft_questions
from web.assessments.gift_format.reader import LineMessage, read_gift, with_known_pictures
from web.assessments.gift_format.writer import write_gift
from web.http.files import file_response
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_brand, current_time, marketplace
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text
from web.private_store.pictures import pictures

MAX_ERRORS = 100

bp = blueprint_of_test("test_files", __name__, "/gift")


@bp.get("")
def show_import() -> ResponseReturnValue:
    return _page()


@bp.post("")
def revise_questions() -> ResponseReturnValue:
    """All of them or none: with any error in the file, nothing is imported."""
    if errors := _form_errors():
        return _page(errors), 422
    with request.files["file"].stream as stream:  # a large file is on disk
        raw = stream.read()
    file = read_gift(raw, current_test().id, request.form.get("topic", ""))
    if file.errors:
        return _page(file_errors=sorted(file.errors, key=attrgetter("line"))), 422
    questions, notes = with_known_pictures(file, pictures().has)
    try:
        by = current_account().id
        position = marketplace().assessments.revise_questions(
            current_test().id, questions, by, current_time()
        )
    except Invalid as refusal:
        return _page({"file": refusal_text(refusal)}), 422
    if not notes:
        return redirect_after(position)
    remember_position(position)
    return _page(notes=notes, written=len(questions))


def _form_errors() -> dict[str, str]:
    upload, errors = request.files.get("file"), {}
    if upload is None or not upload.filename:
        errors["file"] = gettext("Choose a file first.")
    if len(request.form.get("topic", "")) > LONGEST_LINE:
        errors["topic"] = gettext("Use at most %(n)s characters.", n=LONGEST_LINE)
    return errors


@bp.get("/questions.gift")
def download_questions() -> ResponseReturnValue:
    assessment = current_test()
    text = write_gift(_by_topic(draft_questions(assessment)))
    name = f"{current_brand().slug}-{_file_name(assessment.title)}.gift"
    return file_response(text, "text/plain", name)


def _by_topic(questions: Sequence[Question]) -> list[Question]:
    """Topic after topic, in the order in which they first appear: a file names each once."""
    by_topic: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_topic[question.topic].append(question)
    return [question for of_topic in by_topic.values() for question in of_topic]


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "test"


def _page(
    errors: Mapping[str, str] | None = None,
    file_errors: Sequence[LineMessage] = (),
    notes: Sequence[LineMessage] = (),
    written: int | None = None,
) -> str:
    return render_template(
        "assessments/gift_format/import.html",
        brand=current_brand(),
        assessment=current_test(),
        values={"topic": request.form.get("topic", "")},
        errors=errors or {},
        file_errors=file_errors[:MAX_ERRORS],
        error_count=len(file_errors),
        notes=notes,
        written=written,
        most_questions=MOST_QUESTIONS,
        most_categories=MOST_SELECTIONS,
    )
