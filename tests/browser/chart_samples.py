"""Pages that exist only here: each kind of chart with sample numbers, and something that breaks."""

import math
from datetime import date

from flask import Blueprint, render_template_string

from web.charts.model import Chart, HeatMap, Series
from web.http.request_context import current_brand
from web.i18n import formats
from web.i18n.language import current_language
from web.navigation.entries import Entry, Navigation

bp = Blueprint("sample", __name__, url_prefix="/sample")
NAVIGATION = Navigation(
    brand=(
        Entry("sample.charts", "Comparison", "What each model costs and covers."),
        Entry("sample.nothing", "Conversations", "Every request, answered or lost."),
    ),
    platform=(Entry("sample.breaks", "Status", "Positions and lag."),),
)
MONTHS = [date(2017, month, 1) for month in range(1, 13)]
TEXTS = {
    "fr": {
        "page": "Graphiques",
        "month": "Mois",
        "hour": "Jour",
        "volunteer": "Ambassadeurs",
        "paid": "Experts",
        "lost": "Perdues",
        "by_month": "Demandes traitées par mois",
        "stacked": "Ce que sont devenues les demandes",
        "waits": "Attente médiane",
        "costs": "Coûts par poste",
        "week": "Demandes perdues par heure de la semaine",
        "empty": "Ventes",
        "reason": "Poste",
        "reasons": [
            "Lots de cadeaux",
            "Heures de la responsable de communauté",
            "Licence",
            "Soirées",
        ],
    },
    "en": {
        "page": "Charts",
        "month": "Month",
        "hour": "Day",
        "volunteer": "Ambassadors",
        "paid": "Experts",
        "lost": "Lost",
        "by_month": "Requests answered by month",
        "stacked": "What became of the requests",
        "waits": "Median wait",
        "costs": "Costs by line",
        "week": "Lost requests by hour of the week",
        "empty": "Sales",
        "reason": "Line",
        "reasons": ["Gift lots", "Hours of the community manager", "Licence", "Evenings"],
    },
}
PAGE = """{% extends "layout.html" %}
{% from "charts.html" import chart, heat_map with context %}
{% block title %}{{ texts.page }}{% endblock %}
{% block content %}
<h1>{{ texts.page }}</h1>
<dl class="figures">
  <div><dt>{{ texts.volunteer }}</dt>
    <dd>{{ 1453 | number }}</dd><dd class="figure-note">{{ 871800 | hours }}</dd></div>
  <div><dt>{{ texts.paid }}</dt>
    <dd>{{ 123450 | money("EUR") }}</dd><dd class="figure-note">{{ 0.4554 | percent }}</dd></div>
  <div><dt>{{ texts.waits }}</dt>
    <dd>{{ 605 | duration }}</dd><dd class="figure-note">{{ "Europe/Paris" | zone }}</dd></div>
</dl>
{{ chart(charts[0]) }}
<div class="chart-pair">
  {% for chart_model in charts[1:] %}{{ chart(chart_model) }}{% endfor %}</div>
{{ heat_map(week) }}
{% endblock %}"""


def wave(top, shift):
    return [round(top * (1.2 + math.sin((month + shift) / 2)) / 2) for month in range(12)]


def charts_of(texts):
    months = [formats.short_month(month) for month in MONTHS]
    volunteer, paid = Series(texts["volunteer"], wave(1400, 0)), Series(texts["paid"], wave(700, 3))
    lost = Series(texts["lost"], wave(300, 1))
    gap = Series(texts["paid"], [40, 35, None, None, 50, 61, 45, 30, 28, 25, 30, 33])
    minutes = Series(texts["volunteer"], [value / 20 for value in wave(1400, 2)])
    costs = Series(texts["volunteer"], [1250.5, 820, 300, 1000])
    say_money = lambda value: formats.money(None if value is None else round(value * 100), "EUR")  # noqa: E731
    place = texts["month"]
    return [
        Chart("bars", "bars", texts["by_month"], place, months, [volunteer, paid], formats.number),
        Chart(
            "stack",
            "stack",
            texts["stacked"],
            place,
            months,
            [volunteer, paid, lost],
            formats.number,
        ),
        Chart(
            "wait",
            "line",
            texts["waits"],
            place,
            months,
            [minutes, gap, lost, volunteer],
            formats.number,
        ),
        Chart(
            "costs", "rows", texts["costs"], texts["reason"], texts["reasons"], [costs], say_money
        ),
        Chart(
            "none",
            "bars",
            texts["empty"],
            place,
            months,
            [Series("-", [None] * 12)],
            formats.number,
        ),
    ]


def week_of(texts):
    hours = [str(hour) for hour in range(24)]
    cells = [
        [max(0, round(14 * math.sin((hour - 6) / 5) + 3 * day - 4)) for hour in range(24)]
        for day in range(7)
    ]
    return HeatMap(
        "week",
        texts["week"],
        texts["hour"],
        formats.weekdays(),
        hours,
        cells,
        formats.number,
        note="Europe/Paris",
    )


@bp.get("/<brand_slug>/charts")
def charts():
    texts = TEXTS[current_language()]
    return render_template_string(PAGE, texts=texts, charts=charts_of(texts), week=week_of(texts))


@bp.get("/<brand_slug>/nothing")
def nothing():
    return current_brand().slug


@bp.get("/breaks")
def breaks():
    raise RuntimeError("the secret inside")
