"""
Deciding on suspensions: the same pages for a brand and for the platform.

A brand decides about what was done for it, the platform for all brands. Whose pages they are is
said by the address, which access.py has checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.errors import NotAllowed, NotFound
from domain.members.member import Member
from domain.moderation.suspension import NOBODY, Suspension
from domain.reasons import AppealOutcome
from projections.brands.brands import BrandSummary
from projections.members.engagements import engaged_with
from projections.moderation.suspensions import Case, all_cases, cases_at
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import brand_directory, current_account, marketplace, private_store
from web.members.member_names import names_of
from web.moderation import labels as words
from web.moderation.case_file import UTC_ZONE, File, file_of
from web.moderation.emails import tell_of
from web.moderation.evidence import evidence_about, short_of
from web.moderation.forms import (
    FOR_GOOD,
    LASTS,
    LONGEST_WORDS,
    NOTICES,
    USUAL_NOTICE,
    Wanted,
    days_in,
    mistakes_in,
    mistakes_in_words,
    named,
    read_wanted,
    words_in,
)
from web.private_store.texts import WordStore


@dataclass(frozen=True)
class Desk:
    """Where it is decided: at a brand, or at the platform."""

    brand: BrandSummary | None
    blueprint: str

    @property
    def brand_id(self) -> UUID | None:
        return self.brand.brand_id if self.brand else None

    @property
    def zone(self) -> str:
        return self.brand.zone if self.brand else UTC_ZONE

    def url(self, view: str, **values: object) -> str:
        slug = {"brand_slug": self.brand.slug} if self.brand else {}
        return url_for(f"{self.blueprint}.{view}", **{**slug, **values})  # type: ignore[arg-type]

    def name_of(self, member_id: UUID, names: Mapping[UUID, str]) -> str:
        """Only the platform knows members by name; a brand knows them by a short pseudonym."""
        name = "" if self.brand else names.get(member_id, "")
        return f"{name} {short_of(member_id)}".strip()

    def cases(self) -> list[Case]:
        read_models = marketplace().read_models
        with read_models.read(read_models.suspensions) as db:
            return cases_at(self.brand.brand_id, db) if self.brand else all_cases(db)

    def file(self, suspension_id: UUID) -> File:
        """A decision of another brand is absent; the platform reads all."""
        found = file_of(suspension_id)
        if self.brand is not None and found.decided.brand_id != self.brand.brand_id:
            raise NotFound(ABSENT)
        return found


def show_all(desk: Desk) -> ResponseReturnValue:
    cases = desk.cases()
    read_models = marketplace().read_models
    with read_models.read(read_models.pool) as db:
        engaged = engaged_with(desk.brand_id, db)
    members = dict.fromkeys(each.member_id for each in engaged)
    names = names_of(
        [*members, *(each.decided_by for each in cases), *(c.member_id for c in cases)]
    )
    return render_template(
        "moderation/suspensions.html",
        desk=desk,
        cases=cases,
        members=list(members),
        brands={brand.brand_id: brand.name for brand in brand_directory().all()},
        names={id: each.name for id, each in names.items()},
        short_of=short_of,
        words=words,
    )


def show_new(desk: Desk) -> ResponseReturnValue:
    return _shown(desk, _member_id(desk, request.args.get("member", "")), None, {})


def decide(desk: Desk) -> ResponseReturnValue:
    """Refused before any words are kept: who may not decide leaves nothing behind."""
    member_id, wanted = _member_id(desk, request.form.get("member", "")), read_wanted(request.form)
    found, by = mistakes_in(wanted, _positions(desk, member_id)), named(current_account())
    if found and by is not None:
        return _shown(desk, member_id, wanted, found), 422
    at, suspension_id = now(), uuid4()
    told = (member_id, desk.brand_id, wanted.period(at), wanted.evidence_positions)
    length = len(wanted.reason)
    Suspension(suspension_id).decide(*told, (suspension_id, length), by, at)
    text_id = WordStore(private_store()).keep(wanted.reason, member_id, at)
    suspensions = marketplace().suspensions
    remember(suspensions.decide(suspension_id, *told, (text_id, length), by, at))
    tell_of(suspension_id, member_id, "decided")
    return redirect(desk.url("show_suspension", suspension_id=suspension_id), code=303)


def show_one(desk: Desk, suspension_id: UUID, mistakes: dict[str, str] | None = None) -> str:
    return render_template(
        "moderation/suspension.html",
        desk=desk,
        file=desk.file(suspension_id),
        words=words,
        short_of=short_of,
        mistakes=mistakes or {},
        said=words_in(request.form, "reason"),
        longest=LONGEST_WORDS,
        reader=current_account().id,
    )


def decide_appeal(desk: Desk, suspension_id: UUID) -> ResponseReturnValue:
    file, reason = desk.file(suspension_id), words_in(request.form, "reason")
    granted = request.form.get("outcome") == AppealOutcome.GRANTED
    outcome = AppealOutcome.GRANTED if granted else AppealOutcome.REJECTED
    by, at = named(current_account()), now()
    mistakes = mistakes_in_words("reason", reason)
    if mistakes and by is not None:
        return show_one(desk, suspension_id, mistakes), 422
    length = len(reason)
    file.now.decide_appeal(outcome, (suspension_id, length), by, at)
    text_id = WordStore(private_store()).keep(reason, file.decided.member_id, at)
    suspensions = marketplace().suspensions
    remember(suspensions.decide_appeal(suspension_id, outcome, (text_id, length), by, at))
    tell_of(suspension_id, file.decided.member_id, "heard")
    return redirect(desk.url("show_suspension", suspension_id=suspension_id), code=303)


def lift(desk: Desk, suspension_id: UUID) -> ResponseReturnValue:
    desk.file(suspension_id)
    by = named(current_account())
    if by is None:
        raise NotAllowed(NOBODY)
    remember(marketplace().suspensions.lift(suspension_id, by, now()))
    return redirect(desk.url("show_suspension", suspension_id=suspension_id), code=303)


def _shown(desk: Desk, member_id: UUID, wanted: Wanted | None, mistakes: dict[str, str]) -> str:
    period = _period(desk)
    found = names_of([member_id])
    return render_template(
        "moderation/new_suspension.html",
        desk=desk,
        member_id=member_id,
        who=desk.name_of(member_id, {id: each.name for id, each in found.items()}),
        period=period,
        evidence=evidence_about(member_id, desk.brand_id, period),
        wanted=wanted,
        mistakes=mistakes,
        notices=NOTICES,
        usual_notice=USUAL_NOTICE,
        lasts=LASTS,
        for_good=FOR_GOOD,
        longest=LONGEST_WORDS,
        has_name=named(current_account()) is not None,
    )


def _positions(desk: Desk, member_id: UUID) -> set[int]:
    shown = evidence_about(member_id, desk.brand_id, _period(desk))
    return {each.position for each in shown}


def _period(desk: Desk) -> tuple[date, date]:
    return days_in(request.values, now().astimezone(ZoneInfo(desk.zone)).date())


def _member_id(desk: Desk, given: str) -> UUID:
    """A brand decides about those who answer for it. Raises NotFound."""
    try:
        member_id = UUID(given)
    except ValueError:
        raise NotFound(ABSENT) from None
    read_models = marketplace().read_models
    with read_models.read(read_models.pool) as db:
        engaged = {each.member_id for each in engaged_with(desk.brand_id, db)}
    if desk.brand is not None and member_id not in engaged:
        raise NotFound(ABSENT)
    marketplace().log.load(Member, member_id)
    return member_id
