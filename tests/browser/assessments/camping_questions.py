"""A bank of twelve questions on camping-cars, in French and in English, as GIFT and as texts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CampingQuestion:
    """A question; the first of its choices is right, a number is a number."""

    fr: tuple[str, ...]
    en: tuple[str, ...]

    def texts_in(self, language):
        return self.fr if language == "fr" else self.en

    def gift(self, language):
        text, right, *wrong = self.texts_in(language)
        if not wrong:
            return f"{text} {{#{right}:0}}"
        return f"{text} {{={right} ~{' ~'.join(wrong)}}}"


BANK = (
    CampingQuestion(
        ("Quelle tension fournit la batterie cellule ?", "12 volts", "230 volts"),
        ("What voltage does the leisure battery give?", "12 volts", "230 volts"),
    ),
    CampingQuestion(
        ("Que protège un fusible ?", "Le câble", "La batterie"),
        ("What does a fuse protect?", "The cable", "The battery"),
    ),
    CampingQuestion(
        ("Combien de kilos pèse un litre d'eau ?", "1"),
        ("How many kilos does a litre of water weigh?", "1"),
    ),
    CampingQuestion(
        ("Quel gaz convient au grand froid ?", "Le propane", "Le butane"),
        ("Which gas suits hard frost?", "Propane", "Butane"),
    ),
    CampingQuestion(
        ("Où se vident les eaux noires ?", "Sur une aire équipée", "Dans le fossé"),
        ("Where is black water emptied?", "At a service point", "In the ditch"),
    ),
    CampingQuestion(
        ("Que fait un régulateur MPPT ?", "Il charge au mieux", "Il filtre l'eau"),
        ("What does an MPPT controller do?", "It charges at its best", "It filters water"),
    ),
    CampingQuestion(
        ("Combien de litres font dix bidons de deux litres ?", "20"),
        ("How many litres are ten two-litre cans?", "20"),
    ),
    CampingQuestion(
        ("Que veut dire PTAC ?", "Le poids maximal autorisé", "La puissance fiscale"),
        ("What is the MTPLM?", "The highest weight allowed", "The taxable power"),
    ),
    CampingQuestion(
        ("Que faut-il en haut d'une soute à gaz ?", "Rien", "Un détendeur"),
        ("What does a gas locker need on top?", "Nothing", "A regulator"),
    ),
    CampingQuestion(
        ("Quand faut-il vidanger le chauffe-eau ?", "Avant le gel", "Jamais"),
        ("When is the water heater drained?", "Before frost", "Never"),
    ),
    CampingQuestion(
        ("Que coupe un disjoncteur différentiel ?", "Le courant", "Le gaz"),
        ("What does a residual-current device cut?", "The current", "The gas"),
    ),
)
"""Eleven for the file; the twelfth is written on the page."""

WRITTEN = CampingQuestion(
    ("Une cale se met sous la roue basse.", "Vrai", "Faux"),
    ("A wedge goes under the low wheel.", "True", "False"),
)


def gift(language):
    return (
        "\n\n".join(["$CATEGORY: Camping", *(question.gift(language) for question in BANK)]) + "\n"
    )
