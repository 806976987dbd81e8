from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.question import objections
from tests.domain.kinds.asked import questions
from web.gift.reading import read_gift
from web.gift.writing import write_gift

TEST = UUID(int=1)


def different(asked):
    return len({question.id for question in asked}) == len(asked)


@settings(max_examples=100, deadline=None)
@given(st.lists(questions, max_size=4).filter(different))
def test_questions_come_back_as_they_were_written(asked):
    for question in asked:
        assert list(objections(question)) == []
    written = write_gift(asked)

    found = read_gift(written.encode(), TEST)

    assert [draft.question for draft in found.drafts] == asked
    assert found.notes == []
    if asked:
        assert found.mistakes == []
    assert write_gift(draft.question for draft in found.drafts) == written
