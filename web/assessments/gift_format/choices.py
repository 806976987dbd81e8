"""Answer parts of GIFT that are chosen from: one, several, true or false."""

from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from web.assessments.gift_format.numbers import weight_in, written
from web.assessments.gift_format.passage import Misread, Passage
from web.assessments.gift_format.prose import Prose
from web.assessments.gift_format.saying import said

TRUE = {"T", "TRUE"}
FALSE = {"F", "FALSE"}


def read_choices(answers: Passage, prose: Prose) -> Single | Multiple:
    """One may be chosen when one is marked as right; else several. Raises Misread."""
    pieces = answers.pieces("=~")
    if pieces[0].text[0] not in "=~":
        raise Misread(pieces[0].line, "Begin each answer with = when it is right, else with ~.")
    choices = tuple(_choice(piece, prose) for piece in pieces)
    return Single(choices) if "=" in answers.text else Multiple(choices)


def read_true_false(answers: Passage, prose: Prose) -> TrueFalse:
    answer, feedback = answers.parted("#")
    if_wrong, if_right = feedback.parted("#") if feedback else (None, None)
    return TrueFalse(
        answer=answer.text in TRUE,
        if_right=prose.read(if_right.text) if if_right else "",
        if_wrong=prose.read(if_wrong.text) if if_wrong else "",
    )


def is_true_or_false(answers: Passage) -> bool:
    """Raises Misread when it may have been meant so."""
    answer = answers.parted("#")[0].text
    if answer.upper() in TRUE | FALSE and not answer.isupper():
        raise Misread(answers.line, "Write TRUE or FALSE in capitals, or =true for a word to give.")
    return answer in TRUE | FALSE


def chosen_written(kind: Single | Multiple | TrueFalse) -> str:
    return _said_of(kind) if isinstance(kind, TrueFalse) else _choices(kind)


def _choices(kind: Single | Multiple) -> str:
    single = isinstance(kind, Single)
    right = [choice for choice in kind.choices if single and choice.percent == WHOLE]
    # With = before all of them, Moodle would take them for words to give.
    marks = [_mark(choice, is_right=choice in right[:1]) for choice in kind.choices]
    lines = zip(marks, kind.choices, strict=True)
    return "".join(f"\n\t{mark}{said(each.text)}{_feedback(each)}" for mark, each in lines) + "\n"


def _said_of(kind: TrueFalse) -> str:
    right = f"#{said(kind.if_right)}" if kind.if_right else ""
    wrong = f"#{said(kind.if_wrong)}" if kind.if_wrong or right else ""
    return f"{str(kind.answer).upper()}{wrong}{right}"


def _choice(piece: Passage, prose: Prose) -> Choice:
    mark, rest = piece.text[0], piece.after(1).stripped()
    # As Moodle reads it: after = everything is text.
    weight, answer = (WHOLE, rest) if mark == "=" else weight_in(rest)
    text, feedback = answer.parted("#")
    return Choice(
        key="",
        text=prose.read(text.text),
        percent=NOTHING if weight is None else weight,
        feedback=prose.read(feedback.text) if feedback else "",
    )


def _mark(choice: Choice, *, is_right: bool) -> str:
    if is_right:
        return "="
    plain = choice.percent == NOTHING and not choice.text.lstrip().startswith("%")
    return "~" if plain else f"~%{written(choice.percent)}%"


def _feedback(choice: Choice) -> str:
    return f"#{said(choice.feedback)}" if choice.feedback else ""
