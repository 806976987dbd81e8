"""Item statistics: what attempts say about the questions of a brand's test."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
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
    current_history,
    current_test,
    load_current_assessment,
)
from web.assessments.grading.presenters import short_texts
from web.assessments.item_analysis import labels
from web.assessments.item_analysis.forms import StatisticsParams, read_params
from web.assessments.item_analysis.presenters import choices_chart, csv_of, title_of
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace

bp = Blueprint(
    "item_statistics", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:assessment_id>"
)
bp.before_request(load_current_assessment)


@bp.get("/statistics")
def show_statistics(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    params = read_params(request.args)
    return render_template(
        "assessments/item_analysis/report.html",
        params=params,
        report=_report(params),
        which=AttemptChoice,
        item_exposure_sentence=labels.item_exposure_sentence,
        too_easy=TOO_EASY,
        **_shared_context(),
    )


@bp.get("/statistics.csv")
def download_statistics(assessment_id: UUID) -> ResponseReturnValue:
    response = Response(csv_of(_report(read_params(request.args))), mimetype="text/csv")
    name = f"{current_brand().slug}-test-{str(assessment_id)[:8]}-statistics.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/statistics/<uuid:question_id>/<int:revision>")
def show_question_statistics(
    assessment_id: UUID, question_id: UUID, revision: int
) -> ResponseReturnValue:
    del assessment_id
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
        "which_name": labels.which_name,
        "figure_percent": labels.percent,
        "figure_number": labels.decimal,
        "flag_name": labels.flag_name,
        "flag_sentences": labels.flag_sentences,
    }


def _report(params: StatisticsParams) -> TestFigures:
    assessment, zone, read_models = current_test(), current_brand().zone, marketplace().read_models
    as_of = params.end_of_day(zone)
    with read_models.read(read_models.attempts) as db:
        attempts = ended_attempts(assessment.id, db, as_of)
    key_version = changes_as_of(current_history(), as_of)
    scored = scored_attempts(assessment, attempts, key_version, short_texts(attempts), params.which)
    return report(assessment, key_version, scored, zone)
