"""Two folds share what was told: the second knows nothing of what began before its half."""

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.conversations.partial_events import Registered
from projections.conversations.projection import Facts
from tests.projections.conversations.conversation_strategies import lives
from tests.projections.in_memory_projections import content, draw, paper, wanted


@settings(max_examples=40, deadline=None)
@given(lives(), st.floats(0, 1), st.integers(0, 6), st.integers(0, 6))
def test_wherever_a_log_is_cut_its_halves_come_to_the_whole(
    tmp_path_factory, told, where, most_in_memory, most_late
):
    facts, seen = Facts(most_in_memory, most_late), wanted(Facts(), told.seen)
    middle = round(where * len(seen))

    with paper() as whole, paper() as halves, paper() as other:
        draw(told.seen, whole, facts)
        late = drawn_later(facts, seen[:middle], seen[middle:], other)
        attach(other, tmp_path_factory.mktemp("half") / "later.db", halves)
        fold = facts.fold(halves, fresh=True)
        fold.take(seen[:middle])
        fold.join("later", late)
        fold.write()

        assert content(facts, halves) == content(facts, whole)


def drawn_later(facts, earlier, later, db):
    """Draw the later half, asking of the earlier one only for zones; give back what is late."""
    fold = facts.fold(db, fresh=True)
    brands = [each for each in earlier if isinstance(each.event, Registered)]
    fold.begin_later_half(lambda id: [each for each in brands if each.stream == id])
    fold.take(later)
    fold.write_all_but_late()
    return fold.late


def attach(other, file, db):
    other.commit()
    other.exec_driver_sql("VACUUM INTO ?", (str(file),))
    db.exec_driver_sql("ATTACH ? AS later", (str(file),))
