"""The contests of the demonstration: what the shop, its experts and finance write, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from payments.earnings.earning import WrittenText
from web.demo.planned import PlannedText, id_in

ONE_DAY = timedelta(days=1)


class PlannedContest(NamedTuple):
    """A contest of the first conversation that ends in a month."""

    month: str
    reason: str
    evidence: str
    answer: str
    decision: str
    is_accepted: bool
    appeal: str = ""
    """'' without an appeal; those there are, are granted."""
    appeal_decision: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """By the name of the field; '' where nothing is written."""
        return {
            "evidence": self.evidence,
            "answer": self.answer,
            "decision": self.decision,
            "appeal": self.appeal,
            "appeal_decision": self.appeal_decision,
        }


CONTESTS = (
    PlannedContest(
        "2017-03",
        "wrong_answer",
        "L'expert a conseillé une batterie que nous ne vendons plus depuis janvier.",
        "La fiche du produit était encore en ligne ce jour-là.",
        "La fiche avait été retirée la veille : la réponse n'aidait pas le visiteur.",
        is_accepted=True,
    ),
    PlannedContest(
        "2017-06",
        "rude",
        "Le visiteur nous a écrit que le ton l'avait blessé.",
        "J'ai répondu brièvement, mais poliment : trois messages en deux minutes.",
        "Les messages sont brefs et corrects. Rien ne justifie de ne pas les payer.",
        is_accepted=False,
    ),
    PlannedContest(
        "2017-10",
        "not_answered",
        "La question portait sur l'auvent, la réponse sur le store.",
        "Sur ce modèle, l'auvent se fixe au rail du store : c'est le même accessoire.",
        "La question n'a pas reçu de réponse qui s'y rapporte.",
        is_accepted=True,
        appeal="Le catalogue de la boutique, page 84, vend bien un seul kit pour les deux.",
        appeal_decision="Le catalogue donne raison à l'expert : la conversation est payée.",
    ),
)
"""In the order of their months."""
LATELY = PlannedContest(
    "lately",
    "wrong_answer",
    "Le visiteur a acheté un panneau trop puissant pour son régulateur.",
    "J'ai demandé le modèle du régulateur, le visiteur a répondu qu'il ne le savait pas.",
    "",
    is_accepted=False,
)
"""Answered, and not decided yet."""


def written(brand_id: UUID, contest: PlannedContest, part: str) -> WrittenText:
    """A text of a contest, by the name of its field."""
    return WrittenText(_text_id(brand_id, contest, part), len(contest.texts[part]))


def contest_texts(
    brand_id: UUID, contest: PlannedContest, expert_id: UUID, at: datetime
) -> Iterator[PlannedText]:
    """What is written because of a contest; all of it is about the expert."""
    for part, text in contest.texts.items():
        if text:
            yield PlannedText(_text_id(brand_id, contest, part), text, expert_id, at)


def _text_id(brand_id: UUID, contest: PlannedContest, part: str) -> UUID:
    return id_in(brand_id, "contest", contest.month, part)
