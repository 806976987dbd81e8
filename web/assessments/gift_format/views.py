"""Questions from a GIFT file, and into one."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from domain.aggregate import now
from domain.assessments.question import Question
from web.assessments.authoring.current_assessment import author_id, current_test, done, find_test
from web.assessments.authoring.presenters import draft_questions
from web.assessments.gift_format.labels import said_of_line
from web.assessments.gift_format.reader import GiftFile, read_gift
from web.assessments.gift_format.writer import write_gift
from web.http.read_your_writes import remember_position
from web.http.request_context import current_brand, marketplace
from web.i18n.language import gettext
from web.private_store.pictures import pictures

MOST_SHOWN = 100
LONGEST_TOPIC = 200

pages = Blueprint(
    "test_files", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:assessment_id>/gift"
)
pages.before_request(find_test)


class Said(NamedTuple):
    """What there is to say of a line of the file."""

    line: int
    what: str


@pages.get("")
def show_import(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    return _page()


@pages.post("")
def revise_questions(assessment_id: UUID) -> ResponseReturnValue:
    """All of them or none: with any mistake in the file, nothing is taken."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(missing=gettext("Choose a file first.")), 422
    found = read_gift(sent.read(), assessment_id, request.form.get("topic", "")[:LONGEST_TOPIC])
    if found.mistakes:
        return _page(mistakes=mistakes_of(found)), 422
    questions, notes = taken(found)
    position = marketplace().assessments.revise_questions(
        assessment_id, questions, author_id(), now()
    )
    if not notes:
        return done(position)
    remember_position(position)
    return _page(notes=notes, written=len(questions))


@pages.get("/questions.gift")
def download_questions(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    assessment = current_test()
    answer = Response(write_gift(_by_topic(draft_questions(assessment))), mimetype="text/plain")
    name = f"{current_brand().slug}-{_file_name(assessment.title)}.gift"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def mistakes_of(found: GiftFile) -> list[Said]:
    """Line by line."""
    said = [Said(each.line, said_of_line(each.reason)) for each in found.mistakes]
    return sorted(said, key=lambda each: each.line)


def taken(found: GiftFile) -> tuple[list[Question], list[Said]]:
    """The questions of a file, without pictures that are not here; and what to say of its lines."""
    notes = [Said(each.line, said_of_line(each.what)) for each in found.notes]
    questions = []
    for line, question in found.drafts:
        if question.image is None or pictures().has(question.image):
            questions.append(question)
        else:
            questions.append(replace(question, image=None))
            notes.append(Said(line, gettext("Its picture is not here: add it to the question.")))
    return questions, sorted(notes, key=lambda each: each.line)


def _by_topic(questions: Sequence[Question]) -> list[Question]:
    """Topic after topic, in the order in which they first appear: a file names each once."""
    topics = list(dict.fromkeys(each.topic for each in questions))
    return sorted(questions, key=lambda each: topics.index(each.topic))


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "test"


def _page(
    missing: str = "",
    mistakes: Sequence[Said] = (),
    notes: Sequence[Said] = (),
    written: int | None = None,
) -> str:
    return render_template(
        "assessments/gift_format/import.html",
        brand=current_brand(),
        assessment=current_test(),
        values={"topic": request.form.get("topic", "")},
        mistakes={"file": missing} if missing else {},
        wrong=mistakes[:MOST_SHOWN],
        wrong_count=len(mistakes),
        notes=notes,
        written=written,
    )
