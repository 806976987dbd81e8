"""Item statistics: what attempts say about the questions of a brand's test."""

from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments.assessment import QuestionRevision
from domain.errors import NotFound
from projections.assessments.attempts.queries import ended_attempts
from projections.assessments.item_analysis import figure
from projections.assessments.item_analysis.question_figures import TOO_EASY
from projections.assessments.item_analysis.report import TestFigures, report
from projections.assessments.item_analysis.scored_attempt import (
    AttemptChoice,
    changes_as_of,
    scored_attempts,
)
from web.assessments.authoring import labels as authoring_labels
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_history,
    current_test,
)
from web.assessments.grading.presenters import short_texts
from web.assessments.item_analysis import labels
from web.assessments.item_analysis.forms import StatisticsParams, read_params
from web.assessments.item_analysis.presenters import choices_chart, csv_of, title_of
from web.http.access import ABSENT
from web.http.files import file_response
from web.http.request_context import current_brand, read, read_models

bp = blueprint_of_test("item_statistics", __name__)


@bp.get("/statistics")
def show_statistics() -> ResponseReturnValue:
    params = read_params(request.args)
    return render_template(
        "assessments/item_analysis/report.html",
        params=params,
        report=_report(params),
        which=AttemptChoice,
        too_easy=TOO_EASY,
        **_shared_context(),
    )


@bp.get("/statistics.csv")
def download_statistics() -> ResponseReturnValue:
    rows = csv_of(_report(read_params(request.args)))
    name = f"{current_brand().slug}-test-{str(current_test().id)[:8]}-statistics.csv"
    return file_response(rows, "text/csv", name)


@bp.get("/statistics/<uuid:question_id>/<int:revision>")
def show_question_statistics(question_id: UUID, revision: int) -> ResponseReturnValue:
    params, wanted = read_params(request.args), QuestionRevision(question_id, revision)
    figures = next((item for item in _report(params).questions if item.revision == wanted), None)
    if figures is None:
        raise NotFound(ABSENT)
    return render_template(
        "assessments/item_analysis/question.html",
        params=params,
        figures=figures,
        choices=choices_chart(figures),
        kind_name=authoring_labels.kind_name,
        **_shared_context(),
    )


def _shared_context() -> dict[str, Any]:
    return {
        "brand": current_brand(),
        "assessment": current_test(),
        "min_attempts": figure.MIN_ATTEMPTS,
        "min_paired_attempts": figure.MIN_PAIRED_ATTEMPTS,
        "title_of": title_of,
        "labels": labels,
    }


def _report(params: StatisticsParams) -> TestFigures:
    assessment, zone = current_test(), current_brand().zone
    as_of = params.end_of_day(zone)
    with read(read_models().attempts) as db:
        attempts = ended_attempts(assessment.id, db, as_of)
    key_version = changes_as_of(current_history(), as_of)
    scored = scored_attempts(assessment, attempts, key_version, short_texts(attempts), params.which)
    return report(assessment, key_version, scored, zone)
