"""
Every figure the demonstration rests on: read in the sources, or assumed here and nowhere else.

Change a value, load into an empty database, and the demonstration follows; of what is told in
dates and people rather than in a number (ambassadors, evenings, the shop's demand) a test proves
that both say the same. How demand and presence are spread over months, weekdays and hours is in
`rhythms.py`, how people behave in each brand's `Behaviour`, and for the shop, how hard its
questions are in `assessment.py` and how able its candidates in `recruitment.py`: all of that is
assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SourcedFigure:
    value: int
    unit: str
    says: Mapping[str, str]
    """What it means, in French and English."""
    source: str | None
    """Where it was read; None when it is assumed."""

    @property
    def share(self) -> float:
        """A percentage as a part of one."""
        return self.value / 100


THESIS = "Guest to Guest, in a French master's thesis on brands and their ambassadors (2017)"
IBBU = "ibbü help pages (undated, about 2016 to 2020)"


def _read(value: int, unit: str, fr: str, en: str, source: str) -> SourcedFigure:
    return SourcedFigure(value, unit, {"fr": fr, "en": en}, source)


def _assumed(value: int, unit: str, fr: str, en: str) -> SourcedFigure:
    return SourcedFigure(value, unit, {"fr": fr, "en": en}, source=None)


# The home-exchange brand: June 2017 as its model lived it.

JUNE_ANSWERED = _read(
    1453, "", "Demandes traitées en juin 2017", "Requests answered in June 2017", THESIS
)
HANDLED_MIN = _read(
    10,
    "min",
    "Durée moyenne d’une conversation en juin 2017",
    "Mean length of a conversation in June 2017",
    THESIS,
)
AMBASSADORS = _read(
    25,
    "",
    "Ambassadeurs en juin 2017, en France, en Espagne et au Royaume-Uni",
    "Ambassadors in June 2017, in France, Spain and the United Kingdom",
    THESIS,
)
APPLICANTS = _read(
    4,
    "",
    "Personnes qui se portent candidates chaque mois, dont une devient active",
    "People who apply each month, of whom one becomes active",
    THESIS,
)
EVENINGS = _read(10, "", "Soirées par an", "Evenings a year", THESIS)
EVENING_DRINKS = _read(300, "EUR", "Boissons d’une soirée", "Drinks for one evening", THESIS)
EVENING_STAFF = _read(
    400, "EUR", "Temps du personnel pour une soirée", "Staff time for an evening", THESIS
)
EVENING_TRAIN = _read(
    300, "EUR", "Billets de train de deux salariés", "Train tickets for two employees", THESIS
)
EVENINGS_BY_AMBASSADORS = _assumed(
    2,
    "",
    "Soirées organisées par un ambassadeur, qui ne coûtent rien (environ 1 000 EUR économisés)",
    "Evenings organised by an ambassador, which cost nothing (about 1,000 EUR saved)",
)
WEEKEND_EUR = _assumed(
    4500,
    "EUR",
    "Coût du week-end annuel (le week-end figure dans les sources, pas son coût)",
    "Cost of the yearly weekend (the weekend is in the sources, its cost is not)",
)
WELCOME_EUR = _assumed(
    25,
    "EUR",
    "Cadeau de bienvenue et lettre manuscrite, par nouvel ambassadeur",
    "Welcome gift and hand-written letter, for each new ambassador",
)
GOODIES_EUR = _assumed(
    375, "EUR", "Objets à la marque, une fois par an", "Branded goodies, once a year"
)
MANAGER_HOURS = _assumed(
    40,
    "h",
    "Heures par mois du responsable de communauté, newsletter bimensuelle comprise",
    "Community manager's hours per month, including the fortnightly newsletter",
)
MANAGER_HOUR_EUR = _assumed(
    32, "EUR", "Coût d’une heure de ce responsable", "Cost of one hour of this manager"
)
LICENCE_EUR = _assumed(300, "EUR", "Licence du logiciel, par mois", "Software licence, per month")
POINTS = _read(
    1, "", "Points par conversation (50 pour 50)", "Points per conversation (50 for 50)", THESIS
)
GUIDE_POINTS = _read(
    1000, "", "Points contre un guide de voyage", "Points for a travel guide", THESIS
)
GUIDE_CENTS = _assumed(2500, "c", "Coût d’un guide de voyage", "Cost of a travel guide")
BOTTLE_POINTS = _assumed(
    350, "", "Points contre une gourde de voyage", "Points for a travel bottle"
)
BOTTLE_CENTS = _assumed(900, "c", "Coût d’une gourde", "Cost of a travel bottle")
BREAKAGE = _assumed(
    30, "%", "Points qui ne seront jamais échangés", "Points that will never be redeemed"
)
EXCHANGE_PATIENCE_S = _assumed(
    150,
    "s",
    "Attente acceptée par la moitié des visiteurs",
    "Wait that half of the visitors accept",
)
EXCHANGE_SALES = _assumed(
    3,
    "%",
    "Conversations suivies d’une adhésion dans les 48 h",
    "Conversations followed by a membership within 48 h",
)
EXCHANGE_SALE_CENTS = _assumed(
    12900, "c", "Montant médian d’une adhésion", "Median amount of a membership"
)

# The camping-car equipment shop: experts on the terms of their model, ambassadors since
# spring, and an employee at the weekend for those who wait.

PRICE_CENTS = _read(
    200, "c", "Prix d’une conversation d’expert", "Price of a conversation with an expert", IBBU
)
COMMISSION = _read(20, "%", "Commission sur ce prix", "Commission on that price", IBBU)
EXPERTS_AFTER_S = _assumed(
    30,
    "s",
    "Avance laissée aux ambassadeurs avant les experts",
    "Head start given to ambassadors before experts",
)
STAFF_HOUR_CENTS = _assumed(
    2150,
    "c",
    "Coût d’une heure du salarié qui répond à la boutique",
    "Cost of an hour of the employee who answers for the shop",
)
STAFF_AFTER_S = _assumed(
    60,
    "s",
    "Attente après laquelle ce salarié peut répondre, le week-end",
    "Wait after which this employee may answer, at the weekend",
)
SHOP_REQUESTS = _assumed(
    4700,
    "",
    "Demandes par an à la boutique (environ)",
    "Requests per year at the shop (approximate)",
)
SHOP_HANDLED_MIN = _assumed(
    8,
    "min",
    "Durée médiane d’une conversation à la boutique",
    "Median length of a conversation at the shop",
)
SHOP_PATIENCE_S = _assumed(
    120,
    "s",
    "Attente acceptée par la moitié des visiteurs de la boutique",
    "Wait that half of the shop's visitors accept",
)
SHOP_SALES = _assumed(
    9,
    "%",
    "Conversations suivies d’un achat dans les 48 h",
    "Conversations followed by an order within 48 h",
)
SHOP_SALE_CENTS = _assumed(8900, "c", "Montant médian d’une commande", "Median amount of an order")
SHOP_MANAGER_HOURS = _assumed(
    10,
    "h",
    "Heures par mois pour animer les ambassadeurs de la boutique",
    "Hours per month spent managing the shop's ambassadors",
)
ATLAS_POINTS = _assumed(
    80, "", "Points contre un atlas des aires", "Points for an atlas of stopovers"
)
ATLAS_CENTS = _assumed(1600, "c", "Coût d’un atlas", "Cost of an atlas")
SEASON_BUDGET_EUR = _assumed(
    1500,
    "EUR",
    "Budget de la réservation de l’automne (deux places, de septembre à novembre)",
    "Budget of the autumn booking (two seats, from September to November)",
)
RECENT_BUDGET_EUR = _assumed(
    1500,
    "EUR",
    "Budget de la réservation en cours (deux places, onze semaines)",
    "Budget of the running booking (two seats, eleven weeks)",
)
SHOP_LICENCE_EUR = _assumed(
    120,
    "EUR",
    "Licence du logiciel pour la boutique, par mois",
    "The shop's software licence, per month",
)

# Both.

RATING_SHARE = _assumed(
    36, "%", "Visiteurs qui notent la conversation", "Visitors who rate the conversation"
)
RHYTHM = _assumed(
    1,
    "",
    "Répartition de la demande et des présences par mois, jour et heure ; réactions des personnes",
    "How demand and presence are spread over months, days and hours; how people react",
)
"""It stands for tables rather than for a number: there is none to show."""

_OF_BOTH = (RATING_SHARE, RHYTHM, MANAGER_HOUR_EUR, WELCOME_EUR)
FIGURES_OF_THE_EXCHANGE = (
    JUNE_ANSWERED,
    HANDLED_MIN,
    AMBASSADORS,
    APPLICANTS,
    EVENINGS,
    EVENING_DRINKS,
    EVENING_STAFF,
    EVENING_TRAIN,
    EVENINGS_BY_AMBASSADORS,
    WEEKEND_EUR,
    GOODIES_EUR,
    MANAGER_HOURS,
    LICENCE_EUR,
    POINTS,
    GUIDE_POINTS,
    GUIDE_CENTS,
    BOTTLE_POINTS,
    BOTTLE_CENTS,
    BREAKAGE,
    EXCHANGE_PATIENCE_S,
    EXCHANGE_SALES,
    EXCHANGE_SALE_CENTS,
    *_OF_BOTH,
)
FIGURES_OF_THE_SHOP = (
    PRICE_CENTS,
    COMMISSION,
    EXPERTS_AFTER_S,
    STAFF_HOUR_CENTS,
    STAFF_AFTER_S,
    SHOP_REQUESTS,
    SHOP_HANDLED_MIN,
    SHOP_PATIENCE_S,
    SHOP_SALES,
    SHOP_SALE_CENTS,
    SHOP_MANAGER_HOURS,
    SHOP_LICENCE_EUR,
    SEASON_BUDGET_EUR,
    RECENT_BUDGET_EUR,
    POINTS,
    ATLAS_POINTS,
    ATLAS_CENTS,
    BREAKAGE,
    EVENING_DRINKS,
    EVENING_STAFF,
    EVENING_TRAIN,
    *_OF_BOTH,
)
