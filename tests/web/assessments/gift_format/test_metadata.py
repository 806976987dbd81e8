"""What a file says of its questions in comments, and the ids and keys that it makes up."""

from decimal import Decimal
from uuid import UUID, uuid5

from domain.assessments.question_types.entry import FreeText
from tests.web.assessments.gift_format.plain_questions import TEST, read
from web.assessments.gift_format.reader import read_gift


def test_a_free_text_takes_its_grading_guide_from_our_comment():
    question = read(
        '// comptoir: {"points": 2.5, "guide": "Both fuses.", "longest": 300}\n'
        "::Q8:: Which fuses? {####There are two.}"
    )

    assert question.answer_key == FreeText("Both fuses.", 300)
    assert (question.points, question.explanation) == (Decimal("2.5"), "There are two.")


def test_a_picture_comes_with_what_it_shows():
    picture = "0f" * 32
    question = read(
        f'// comptoir: {{"image": "{picture}", "image_text": "Two fuses."}}\nWhich is it? {{T}}'
    )

    assert (question.image, question.image_text) == (picture, "Two fuses.")


def ids(text, assessment_id=TEST):
    file = read_gift(text, assessment_id, "General")
    assert file.errors == []
    return [question.id for _, question in file.questions]


def test_our_own_ids_stay_and_other_ids_are_derived():
    own = UUID("6f1f53a0-0000-4000-8000-000000000001")

    assert ids(f"// [id:{own}]\nOne {{T}}\n\n// a [id:  i\\]d ] x\nTwo {{T}}") == [
        own,
        uuid5(TEST, "id:i]d"),
    ]


def test_without_an_id_the_title_makes_it_or_the_text():
    first = ids("::Fuses::Which? {T}\n\nWhich? {T}\n\nWhich? {F}")

    assert ids("Which? {F}\n\n::Fuses::Which one, then? {F}\n\nWhich? {T}") == [
        first[1],
        first[0],
        first[2],
    ]
    assert len(set(first)) == 3
    assert not set(first) & set(ids("::Fuses::Which? {T}\n\nWhich? {T}", UUID(int=2)))


def keys(text):
    [(_, question)] = read_gift(text, TEST, "General").questions
    return {choice.text: choice.key for choice in question.answer_key.choices}


def test_a_choice_keeps_its_key_wherever_it_stands():
    before = keys("One {=a ~b ~c}")
    after = keys("One {~c#no ~d ~%50%b =a}")

    assert after == {**before, "d": after["d"]}
    assert len(set(after.values())) == 4
