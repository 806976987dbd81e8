"""Whether a brand's widget shows: open hours, and enough respondents present who are not full."""

from datetime import datetime
from typing import NamedTuple

from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings, WidgetText
from domain.conversations.routing import DEFAULT_POLICY, PresentRespondent
from domain.terms import DISCLOSURES
from projections.brands.brands import (
    BrandSummary,
    opening_hours_of,
    routing_policy_of,
    widget_of,
)
from projections.presence.queries import present_respondents
from projections.read_models import ReadModels

TEXTS = {
    "fr": WidgetText("Une question ?", "Posez votre question : une personne vous répond."),
    "en": WidgetText("A question?", "Ask your question: a person will answer you."),
}
"""Of a brand that has not written its own."""


class Availability(NamedTuple):
    """What the widget needs to know of a brand at a moment."""

    widget: WidgetSettings
    is_open: bool
    free: tuple[PresentRespondent, ...]
    """Those who could take a request now, of the models in the brand's policy."""
    policy: RoutingPolicy

    @property
    def is_shown(self) -> bool:
        return self.is_open and len(self.free) >= self.widget.minimum_present

    def text(self, language: str) -> WidgetText:
        """The widget's words in a language; in another one when the brand has only that."""
        texts = self.widget.texts
        return texts.get(language) or next(iter(texts.values()))

    def disclosures(self, language: str) -> tuple[str, ...]:
        """What the visitor reads about those who may answer, in the order of the policy."""
        present = {respondent.model for respondent in self.free}
        steps = sorted(self.policy.steps, key=lambda step: step.after_s)
        texts = [DISCLOSURES[step.model] for step in steps if step.model in present]
        return tuple(text.get(language, text["en"]) for text in texts)


def availability_of(brand: BrandSummary, read_models: ReadModels, at: datetime) -> Availability:
    with read_models.read(read_models.brands) as db:
        widget = widget_of(brand.brand_id, db) or WidgetSettings(texts=TEXTS)
        hours = opening_hours_of(brand.brand_id, db)
        policy = routing_policy_of(brand.brand_id, db) or DEFAULT_POLICY
    with read_models.read(read_models.presence) as db:
        present = present_respondents(brand.brand_id, db)
    models = {step.model for step in policy.steps}
    free = tuple(one for one in present if one.model in models and _is_free(one))
    return Availability(widget, hours is None or hours.is_open(at), free, policy)


def _is_free(respondent: PresentRespondent) -> bool:
    return not respondent.away and respondent.open_conversations < respondent.capacity
