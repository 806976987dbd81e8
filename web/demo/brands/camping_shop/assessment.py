"""The shop's test on camping-cars: its questions, its rules, and how hard they are."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from web.assessments.gift_format.reader import read_gift
from web.demo.planned import id_in

BANK = Path(__file__).with_name("camping_car.gift")
TITLE = "Bien conseiller en camping-car"
LANGUAGE = "fr"
SUBJECT = "camping-car"
ELECTRICITY, GAS, WATER = "Électricité", "Gaz et chauffage", "Eau et conseil"
RULES = AssessmentRules(
    selections=(Selection(ELECTRICITY, count=7), Selection(GAS, pass_percent=50), Selection(WATER)),
    pass_percent=65,
    time_limit_s=30 * 60,
    attempts_allowed=2,
    retry_after_s=7 * 24 * 3600,
    valid_days=730,
    min_plausible_s=3,
)

DIFFICULTY = {
    "Tension à bord": -9.0,
    "Courant du réfrigérateur": 0.5,
    "Rôle du différentiel": 0.0,
    "Recharger la batterie": -0.5,
    "Autonomie": 0.9,
    "Place du fusible": 0.3,
    "Entre panneau et batterie": -0.6,
    "Différentiel et surcharge": 0.2,
    "Grandeurs et unités": -0.8,
    "Gaz en hiver": -1.4,
    "Changer une bouteille": 0.4,
    "Robinet en roulant": 0.4,
    "Dormir en sécurité": -0.2,
    "Gaz sans odeur": -1.6,
    "Aération du coffre": -0.4,
    "Pression du gaz": 1.5,
    "Trois sortes d'eau": -1.2,
    "Poids de l'eau": -1.8,
    "Avant le gel": -0.9,
    "Lampes et pompe": 0.1,
}
"""The ability of candidates of whom half get it right; the first is far too easy for all."""
SLOPE = 1.3
MISLEADING = {"Robinet en roulant": -1.0}
"""Where more ability makes a mistake likelier: those who know the exception hesitate."""

GOOD_TEXTS = (
    (
        "La tension doit chuter quand la pompe démarre. Pouvez-vous la mesurer à la batterie, puis"
        " à la pompe ? Regardez aussi si les cosses sont bien serrées et la masse propre."
    ),
    (
        "Avant d'acheter quoi que ce soit : vérifiez les cosses et la masse, elles s'oxydent."
        " Ensuite la section du câble, peut-être trop mince pour le courant de la pompe."
    ),
    (
        "Même neuve, une batterie ne donne rien si un contact est mauvais. Mesurez aux bornes,"
        " pompe en marche ; si c'est bon là, cherchez entre la batterie et les lampes."
    ),
)
POOR_TEXTS = (
    "Il faut une deuxième batterie.",
    "C'est sûrement la pompe, changez-la.",
    "Prenez des lampes LED, elles consomment moins.",
)
TEXT_ANSWERS = {
    "Entre panneau et batterie": (
        ("un régulateur", "Régulateur MPPT", "le régulateur de charge", "MPPT"),
        ("un fusible", "un onduleur", "le coupleur", "je ne sais plus"),
    ),
    "Lampes et pompe": (GOOD_TEXTS, POOR_TEXTS),
}
"""Texts of candidates who know, and of those who do not, by the title of the question."""


def assessment_id_of(brand_id: UUID) -> UUID:
    return id_in(brand_id, "test", TITLE)


def questions_of(assessment_id: UUID) -> list[Question]:
    """The bank, which comes with the code as a file that `import-test` could read."""
    file = read_gift(BANK.read_bytes(), assessment_id)
    assert not file.errors, file.errors
    return [question for _, question in file.questions]


def planned_assessment(brand_id: UUID, subject_id: UUID, by: UUID, at: datetime) -> Assessment:
    """The assessment as it will be in the log: so its selections are known beforehand."""
    assessment = Assessment(assessment_id_of(brand_id))
    assessment.create(brand_id, subject_id, TITLE, LANGUAGE, by, at)
    for question in questions_of(assessment.id):
        assessment.revise_question(question, by, at)
    assessment.publish(RULES, by, at)
    return assessment
