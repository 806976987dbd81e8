"""The pool as the platform sees it: everybody, with their names from the private store."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
from projections.members.directory import PoolMember, how_many, listed
from projections.members.queries import ChoiceAnswer
from projections.read_models import ReadModels
from web.brands.subject_names import subject_names
from web.http.request_context import brand_directory, marketplace
from web.i18n.locale_names import country_name, language_name
from web.members.member_names import NOBODY, names_of
from web.members.pool_forms import options_of, read_chosen
from web.private_store.accounts import RoleName

A_PAGE = 50

pages = Blueprint("platform_pool", __name__)


@pages.get("/pool")
@roles_accepted(RoleName.PLATFORM)
def show_pool() -> ResponseReturnValue:
    read_models, chosen = marketplace().read_models, read_chosen(request.args)
    with read_models.read(read_models.pool) as db:
        n = how_many(chosen, now(), db)
    page = _page_in(request.args.get("page", ""), last := max(1, -(-n // A_PAGE)))
    members = _listed(chosen, page, read_models)
    return render_template(
        "members/platform_pool.html",
        n=n,
        page=page,
        last_page=last,
        members=members,
        names=names_of([member.member_id for member in members]),
        nobody=NOBODY,
        chosen=chosen,
        options=options_of(read_models),
        subjects=subject_names(read_models),
        brands={brand.brand_id: brand.name for brand in brand_directory().all()},
        at=now(),
        country_name=country_name,
        language_name=language_name,
        query={name: value for name, value in chosen._asdict().items() if value is not None},
    )


def _listed(chosen: ChoiceAnswer, page: int, read_models: ReadModels) -> list[PoolMember]:
    with read_models.read(read_models.pool) as db:
        return listed(chosen, now(), db, first=(page - 1) * A_PAGE, most=A_PAGE)


def _page_in(text: str, last: int) -> int:
    """From 1 to the last one, whatever somebody asks for."""
    return min(max(1, int(text)), last) if text.isdecimal() else 1
