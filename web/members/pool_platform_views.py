"""The pool as the platform sees it: every member, with names from the private store."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from projections.members.directory import how_many, list_members
from web.brands.subject_names import subject_names
from web.conversations.labels import respondent_role
from web.http.account_names import NO_ACCOUNT, names_of
from web.http.paging import page_of
from web.http.request_context import brand_directory, current_time, read, read_models
from web.i18n.locale_names import country_name, language_name, without_accents
from web.members.pool_forms import filter_options, read_filter
from web.private_store.accounts import RoleName

PAGE_SIZE = 50

bp = Blueprint("platform_pool", __name__)


@bp.get("/pool")
@roles_accepted(RoleName.PLATFORM)
def show_pool() -> ResponseReturnValue:
    pool_filter, at = read_filter(request.args), current_time()
    with read(read_models().pool) as db:
        n = how_many(pool_filter, at, db)
        page = page_of(n, PAGE_SIZE)
        members = list_members(pool_filter, at, db, first=page.first, limit=page.size)
    subjects = subject_names(read_models())
    return render_template(
        "members/platform_pool.html",
        n=n,
        page=page,
        members=members,
        names=names_of([member.member_id for member in members]),
        no_account=NO_ACCOUNT,
        pool_filter=pool_filter,
        options=filter_options(read_models()),
        subjects=subjects,
        names_of_subjects=lambda ids: _in_order(ids, subjects),
        respondent_role=respondent_role,
        brands={brand.brand_id: brand.name for brand in brand_directory().all()},
        at=at,
        country_name=country_name,
        language_name=language_name,
        query={name: value for name, value in pool_filter._asdict().items() if value is not None},
    )


def _in_order(subject_ids: Iterable[UUID], subjects: Mapping[UUID, str]) -> list[str]:
    """The names of subjects, as a reader looks for them."""
    names = [subjects[subject_id] for subject_id in subject_ids if subject_id in subjects]
    return sorted(names, key=without_accents)
