"""Item statistics: what attempts say about the questions of a brand's test."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments.assessment import Ref
from domain.errors import NotFound
from projections.assessments.attempts.queries import handed_in
from projections.assessments.item_analysis import figure
from projections.assessments.item_analysis.question_figures import TOO_EASY
from projections.assessments.item_analysis.report import TestFigures, report
from projections.assessments.item_analysis.scored_attempt import Which, changes_as_of, papers_of
from web.assessments.authoring import labels as tests_words
from web.assessments.authoring.current_assessment import current_story, current_test, find_test
from web.assessments.grading.attempt_rows import short_texts
from web.assessments.item_analysis import labels as words
from web.assessments.item_analysis.charts import chosen
from web.assessments.item_analysis.forms import Asked, read_asked
from web.assessments.item_analysis.table import csv_of, title_of
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace

pages = Blueprint(
    "item_statistics", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:test_id>"
)
pages.before_request(find_test)


@pages.get("/statistics")
def show_statistics(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    asked = read_asked(request.args)
    return render_template(
        "assessments/item_analysis/report.html",
        brand=current_brand(),
        test=current_test(),
        asked=asked,
        report=_report(asked),
        which=Which,
        words=words,
        title_of=title_of,
        fewest=(figure.FEWEST, figure.FEWEST_PAIRED),
        too_easy=TOO_EASY,
    )


@pages.get("/statistics.csv")
def download_statistics(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    answer = Response(csv_of(_report(read_asked(request.args))), mimetype="text/csv")
    name = f"{brand_slug}-test-{str(test_id)[:8]}-statistics.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/statistics/<uuid:question_id>/<int:revision>")
def show_question_statistics(
    brand_slug: str, test_id: UUID, question_id: UUID, revision: int
) -> ResponseReturnValue:
    del brand_slug, test_id
    asked, ref = read_asked(request.args), Ref(question_id, revision)
    found = [each for each in _report(asked).questions if each.ref == ref]
    if not found:
        raise NotFound(ABSENT)
    return render_template(
        "assessments/item_analysis/question.html",
        brand=current_brand(),
        test=current_test(),
        asked=asked,
        it=found[0],
        chart_of_choices=chosen(found[0]),
        kind_name=tests_words.kind_name,
        words=words,
        title_of=title_of,
        fewest=(figure.FEWEST, figure.FEWEST_PAIRED),
    )


def _report(asked: Asked) -> TestFigures:
    test, zone, read_models = current_test(), current_brand().zone, marketplace().read_models
    as_of = asked.end_of_day(zone)
    with read_models.read(read_models.attempts) as db:
        found = handed_in(test.id, db, as_of)
    changes = changes_as_of(current_story(), as_of)
    papers = papers_of(test, found, changes, short_texts(found), asked.which)
    return report(test, changes, papers, zone)
