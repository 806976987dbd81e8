"""A brand of the tests, and the events of its settings and costs."""

from datetime import date
from uuid import UUID

from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from tests.support.people import MANAGER, after, euros

GIFT = UUID(int=70)
SUMMER = date(2026, 6, 21)

REGISTERED = Brand.Registered(
    at=after(0), slug="tents", name="Tents & Co", zone="Europe/Paris", currency="EUR", by=MANAGER
)
RECORDED = Brand.ProgrammeCostRecorded(
    at=after(60),
    cost_id=GIFT,
    category=CostCategory.GIFT,
    amount=euros(2_500),
    served_from=SUMMER,
    served_to=SUMMER,
    model="voluntary",
    by=MANAGER,
)
REVERSED = Brand.ProgrammeCostReversed(
    at=after(90),
    cost_id=GIFT,
    reason="duplicate",
    by=MANAGER,
)

HOURS = OpeningHours.weekly("Europe/Paris", {0: [("09:00", "18:00")]})
WIDGET = WidgetSettings(
    texts={"fr": WidgetText("La communauté", "Bonjour !")},
    minimum_present=2,
    origins=("https://tents.example",),
)
AMBASSADORS_FIRST = RoutingPolicy(
    (RoutingStep("voluntary", 0), RoutingStep("paid", 30)), message_form_after_s=120
)
