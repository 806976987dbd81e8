from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conversations.imported_history import PastConversation
from domain.errors import Invalid
from web.conversations.import_file import HistoryFile, LineError, read_history
from web.conversations.import_row import COLUMNS

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HEADER = ",".join(COLUMNS)
MILLION = 1_000_000

ANSWERED = PastConversation(
    opened_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    visitor="v1",
    respondent="r1",
    answered_at=datetime(2026, 3, 2, 9, 1, tzinfo=UTC),
    ended_at=datetime(2026, 3, 2, 9, 10, tzinfo=UTC),
    visitor_messages=3,
    respondent_messages=4,
)
LOST = ANSWERED._replace(respondent=None, answered_at=None, respondent_messages=0)


def line(**changes):
    """The line of an answered conversation, with some cells changed."""
    cells = {
        "opened_at": "2026-03-02T09:00Z",
        "visitor": "v1",
        "respondent": "r1",
        "answered_at": "2026-03-02T09:01Z",
        "ended_at": "2026-03-02T09:10Z",
        "visitor_messages": "3",
        "respondent_messages": "4",
    }
    return ",".join({**cells, **changes}.values())


GOOD = line()
UNANSWERED = line(respondent="", answered_at="", respondent_messages="0")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("history") / "history.csv"


@pytest.fixture
def read(path):
    """Read a file of these lines; text is written as UTF-8, bytes just as they are."""

    def read_lines(*lines, zone="UTC", end=b"\n"):
        written = [row if isinstance(row, bytes) else row.encode() for row in lines]
        path.write_bytes(b"".join(row + end for row in written))
        return read_quietly(path, zone)

    return read_lines


def read_quietly(path, zone="UTC"):
    return read_history(path, zone, NOW, lambda done, total: None)  # noqa: ARG005 - not shown


def conversations(history):
    return [row.conversation for row in history.rows]


def lines_of(history):
    return [row.line for row in history.rows]


# What a good file tells.


def test_an_answered_conversation_is_read(read):
    history = read(HEADER, GOOD)

    assert conversations(history) == [ANSWERED]
    assert history.errors == []


def test_a_row_without_an_answer_is_lost_demand(read):
    history = read(HEADER, UNANSWERED)

    assert conversations(history) == [LOST]


def test_a_respondent_named_beside_a_lost_request_did_not_answer(read):
    history = read(HEADER, line(answered_at=""))

    assert conversations(history) == [LOST._replace(respondent_messages=4)]


def test_a_lost_request_without_end_ended_at_its_start(read):
    history = read(HEADER, line(answered_at="", ended_at=""))

    assert conversations(history)[0].ended_at == LOST.opened_at


def test_counts_that_are_left_out_are_none(read):
    history = read(HEADER, line(visitor_messages="", respondent_messages=""))

    assert conversations(history) == [ANSWERED._replace(visitor_messages=0, respondent_messages=0)]


def test_columns_stand_in_any_order_among_others(read):
    header = ["comment", *reversed(COLUMNS), "respondents"]
    cells = ["thanks, bye", *reversed(GOOD.split(",")), "1"]

    history = read(",".join(header), ",".join(f'"{cell}"' for cell in cells))

    assert conversations(history) == [ANSWERED]


def test_spaces_around_a_cell_do_not_count(read):
    history = read(HEADER.replace(",", " , "), GOOD.replace(",", " , "))

    assert conversations(history) == [ANSWERED]


def test_a_file_from_a_spreadsheet_is_read(read):
    byte_order_mark = b"\xef\xbb\xbf"

    history = read(byte_order_mark + HEADER.encode(), GOOD, UNANSWERED, end=b"\r\n")

    assert history.errors == []
    assert conversations(history) == [ANSWERED, LOST]


def test_the_last_line_needs_no_end(read):
    history = read(b"\n".join([HEADER.encode(), GOOD.encode(), GOOD.encode()]), end=b"")

    assert lines_of(history) == [2, 3]


def test_blank_lines_are_no_rows_and_count_as_lines(read):
    history = read(HEADER, "", GOOD, "", "", UNANSWERED, "")

    assert lines_of(history) == [3, 6]
    assert history.errors == []


def test_a_header_alone_is_an_empty_history(read):
    assert read(HEADER) == HistoryFile()


def test_names_are_read_in_any_script(read):
    history = read(HEADER, line(visitor="Zoë 🏕", respondent="Ωmega"))

    assert conversations(history) == [ANSWERED._replace(visitor="Zoë 🏕", respondent="Ωmega")]


def test_a_comment_over_several_lines_belongs_to_the_row_that_begins_it(read):
    history = read(f"{HEADER},comment", f'{GOOD},"one\n\ntwo ""three"""', f"{UNANSWERED},")

    assert history.errors == []
    assert lines_of(history) == [2, 5]


def test_progress_tells_how_many_bytes_are_read(read, path):
    read(HEADER, *[GOOD] * 9)
    progress = []

    read_history(path, "UTC", NOW, lambda done, total: progress.append((done, total)))

    size = path.stat().st_size
    assert progress == sorted(progress)
    assert {total for _, total in progress} == {size}
    assert progress[-1] == (size, size)


# Bad rows: each is named by its line and its reason, and harms no other.

BAD_ROWS = {
    "unparseable time": (line(opened_at="yesterday"), "opened_at is not a time: 'yesterday'"),
    "unparseable answer": (line(answered_at="soon"), "answered_at is not a time: 'soon'"),
    "unparseable end": (line(ended_at="2026-03-02T25:00Z"), "ended_at is not a time"),
    "no such day": (line(opened_at="2026-02-30T09:00Z"), "opened_at is not a time"),
    "a clock alone": (line(opened_at="09:00"), "opened_at is not a time"),
    "a day alone": (line(opened_at="2026-03-02"), "opened_at is a day without a time: 2026-03-02"),
    "a day in short": (line(answered_at="20260302"), "answered_at is a day without a time"),
    "no time": (line(opened_at=""), "opened_at is empty"),
    "answered, never ended": (line(ended_at=""), "ended_at is empty"),
    "before time began": (line(opened_at="0001-01-01T00:00+01:00"), "opened_at is not a time"),
    "after time ends": (line(ended_at="9999-12-31T23:59-01:00"), "ended_at is not a time"),
    "before computers": (line(opened_at="1969-12-31T23:59Z"), "opened_at is before 1970"),
    "answered before opened": (
        line(answered_at="2026-03-02T08:59Z"),
        "answered_at is before opened_at",
    ),
    "ended before answered": (
        line(ended_at="2026-03-02T09:00:59Z"),
        "ended_at is before answered_at",
    ),
    "lost before opened": (
        line(answered_at="", ended_at="2026-03-02T08:59Z"),
        "ended_at is before opened_at",
    ),
    "in the future": (line(ended_at="2026-06-01T12:01Z"), "ended_at is in the future"),
    "lost in the future": (
        line(opened_at="2026-06-02T12:00Z", answered_at="", ended_at=""),
        "ended_at is in the future",
    ),
    "no visitor": (line(visitor=""), "visitor is empty"),
    "no visitor, at length": (line(visitor="   "), "visitor is empty"),
    "no respondent": (line(respondent=""), "respondent is empty"),
    "negative count": (line(visitor_messages="-1"), "visitor_messages is not a whole number"),
    "fraction": (line(visitor_messages="1.5"), "visitor_messages is not a whole number"),
    "words": (line(respondent_messages="two"), "respondent_messages is not a whole number"),
    "other digits": (line(visitor_messages="٣"), "visitor_messages is not a whole number"),
    "superscript": (line(visitor_messages="²"), "visitor_messages is not a whole number"),
    "a million messages": (line(visitor_messages="1000000"), "not a whole number up to 999999"),
    "more digits than int() reads": (line(visitor_messages="9" * 5000), "not a whole number"),
    "fewer fields": (GOOD.rpartition(",")[0], "this line has 6 fields, but the header has 7"),
    "more fields": (f"{GOOD},1", "this line has 8 fields, but the header has 7"),
    "another separator": (GOOD.replace(",", ";"), "this line has 1 fields, but the header has 7"),
    "spaces only": ("   ", "this line has 1 fields"),
    "commas only": (",,,,,,", "opened_at is empty"),
    "not in UTF-8": (line(visitor="Zoë").encode("latin-1"), "this line is not in UTF-8"),
    "NUL": (line(visitor="v\0"), "visitor contains a line break or another control character"),
    "NUL in a number": (line(visitor_messages="3\0"), "visitor_messages contains a line break or"),
    "bell": (line(respondent="r\x07"), "respondent contains a line break or"),
    "an override": (line(visitor="\u202ev"), "visitor: This text contains a character that cannot"),
    "nothing to see": (
        line(respondent="\u200b"),
        "respondent: This text has no visible characters",
    ),
    "a long name": (
        line(visitor="v" * 10_001),
        "visitor has 10001 characters; the maximum is 10000",
    ),
    "a million characters": (line(visitor="v" * MILLION), "larger than field limit"),
    "a million, quoted": (line(visitor=f'"{"v" * MILLION}"'), "larger than field limit"),
    "a million, never closed": (line(visitor=f'"{"v" * MILLION}'), "larger than field limit"),
    "a million digits": (line(visitor_messages="9" * MILLION), "larger than field limit"),
    "never closed": (line(visitor='"v1'), "close every quote"),
    "closed too early": (line(visitor='"v"1'), "close every quote"),
    "a break within the line": (line(visitor="v\r1"), "break lines only between rows"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_named_by_its_line_and_its_reason(read, bad, reason):
    history = read(HEADER, GOOD, "", bad, UNANSWERED, GOOD)

    assert lines_of(history) == [2, 5, 6]
    assert [error.line for error in history.errors] == [4]
    assert reason in history.errors[0].reason


@pytest.mark.parametrize("where", ["first", "last"])
def test_a_bad_row_is_named_wherever_it_stands(read, where):
    rows = [line(visitor='"v1'), GOOD] if where == "first" else [GOOD, line(visitor='"v1')]

    history = read(HEADER, *rows)

    assert len(history.rows) == 1
    assert [error.line for error in history.errors] == [2 if where == "first" else 3]


def test_errors_are_in_the_order_of_the_file(read):
    history = read(HEADER, line(visitor=""), b"\xff", line(visitor='"v'), b"\xfe", ",")

    assert [error.line for error in history.errors] == [2, 3, 4, 5, 6]
    assert history.rows == []


def test_a_reason_quotes_no_more_than_fits_on_a_line(read):
    history = read(HEADER, line(opened_at="x" * 9_999), line(visitor_messages="y" * 9_999))

    assert all(len(error.reason) < 120 for error in history.errors)


def test_a_quote_closed_lines_later_does_not_swallow_these_lines(read):
    history = read(HEADER, GOOD, line(visitor='"v2'), GOOD, line(visitor='v5"'), GOOD)

    assert lines_of(history) == [2, 4, 5, 6]
    assert [error.line for error in history.errors] == [3]


def test_two_quotes_that_are_not_closed_lose_two_lines(read):
    history = read(HEADER, line(visitor='"v2'), GOOD, GOOD, line(visitor='"v5'), GOOD)

    assert lines_of(history) == [3, 4, 6]
    assert [error.line for error in history.errors] == [2, 5]


def test_a_bad_row_with_a_comment_over_several_lines_is_one_error(read):
    early = line(answered_at="2026-03-01T09:00Z")

    history = read(f"{HEADER},comment", f'{early},"one\ntwo\nthree"', f"{GOOD},")

    assert history.errors == [LineError(2, "answered_at is before opened_at")]
    assert lines_of(history) == [5]


def test_many_unclosed_quotes_are_read_in_bounded_time(read):
    history = read(HEADER, *[line(visitor='"v'), GOOD] * 3000)

    assert len(history.rows) == len(history.errors) == 3000


# Times: with an offset as they say, without one as the zone has it.


@pytest.mark.parametrize(
    ("written", "zone", "meant"),
    [
        ("2026-03-02T09:00Z", "Europe/Paris", "2026-03-02T09:00"),
        ("2026-03-02T09:00+05:30", "Europe/Paris", "2026-03-02T03:30"),
        ("2026-03-02 09:00:59.25-08:00", "Europe/Paris", "2026-03-02T17:00:59.25"),
        ("2026-03-02T09:00", "UTC", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "Europe/Paris", "2026-03-02T08:00"),
        ("2026-03-30T09:00", "Europe/Paris", "2026-03-30T07:00"),
        ("2026-03-02T09:00", "America/New_York", "2026-03-02T14:00"),
        ("20260302T0900", "Asia/Kathmandu", "2026-03-02T03:15"),
    ],
)
def test_a_time_is_meant_as_it_is_written(read, written, zone, meant):
    history = read(HEADER, line(opened_at=written, answered_at="", ended_at=""), zone=zone)

    [conversation] = conversations(history)
    assert conversation.opened_at == datetime.fromisoformat(meant).replace(tzinfo=UTC)
    assert conversation.opened_at.tzinfo is UTC


def test_an_hour_skipped_by_the_clocks_is_refused(read):
    history = read(HEADER, line(opened_at="2026-03-29T02:30"), zone="Europe/Paris")

    reason = (
        "opened_at does not exist in Europe/Paris, because the clocks went forward:"
        " 2026-03-29T02:30"
    )
    assert history.errors == [LineError(2, reason)]


def test_an_hour_skipped_by_the_clocks_is_valid_with_an_offset(read):
    hour = {"opened_at": "2026-03-29T02:30+01:00", "answered_at": "", "ended_at": ""}

    history = read(HEADER, line(**hour), zone="Europe/Paris")

    assert conversations(history)[0].opened_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_came_twice_is_the_first_unless_its_offset_says_otherwise(read):
    plain = {"opened_at": "2025-10-26T02:30", "answered_at": "", "ended_at": ""}
    second = {**plain, "opened_at": "2025-10-26T02:30+01:00"}

    history = read(HEADER, line(**plain), line(**second), zone="Europe/Paris")

    first_time, second_time = [conversation.opened_at for conversation in conversations(history)]
    assert first_time == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert second_time == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_times_are_put_in_order_by_what_they_mean(read):
    across = {"opened_at": "2026-03-02T09:00+02:00", "answered_at": "2026-03-02T08:00+01:00"}

    history = read(HEADER, line(**across, ended_at="2026-03-02T07:00Z"))

    assert history.errors == []


def test_what_ends_this_very_moment_is_history(read):
    history = read(HEADER, line(ended_at=NOW.isoformat()))

    assert conversations(history) == [ANSWERED._replace(ended_at=NOW)]


# Files that are no history at all.


@pytest.mark.parametrize("zone", ["", "Paris", "Europe/Nowhere", "../../etc/passwd", "+02:00"])
def test_an_unknown_zone_is_refused(path, zone):
    with pytest.raises(Invalid, match=r"is not a time zone\. Use a name such as Europe/Paris"):
        read_quietly(path, zone)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(read, column):
    names = [name for name in COLUMNS if name != column]

    with pytest.raises(Invalid, match=f"line 1: missing column {column}; the file must have"):
        read(",".join(names), GOOD)


def test_missing_columns_are_all_named(read):
    with pytest.raises(Invalid, match="missing columns opened_at, visitor, respondent, answered"):
        read("Opened;Visitor", GOOD)


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n"])
def test_an_empty_file_has_no_columns(read, content):
    with pytest.raises(Invalid, match="line 1: missing columns"):
        read(content, end=b"")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_that_is_not_utf_8_at_all_is_to_be_saved_as_such(read, encoding):
    with pytest.raises(Invalid, match="line 1: this line is not in UTF-8; save the file as UTF-8"):
        read(f"{HEADER}\n{GOOD}\n".encode(encoding), end=b"")


@pytest.mark.parametrize(
    "header",
    [f'"{HEADER}', f'{HEADER},"{"x" * MILLION}"', HEADER.replace(",", "\r")],
    ids=["never closed", "a million characters", "line ends of long ago"],
)
def test_a_header_that_is_no_csv_is_refused(read, header):
    with pytest.raises(Invalid, match="line 1: this line is not valid CSV"):
        read(header, GOOD)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Invalid, match=r"away\.csv cannot be read: No such file or directory"):
        read_quietly(tmp_path / "away.csv")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(Invalid, match="cannot be read: Is a directory"):
        read_quietly(tmp_path)


# Whatever the bytes.

often = settings(max_examples=100, deadline=None)
torn = st.text(alphabet='",\r\n\0 vé0Z:-T\ufeff', max_size=60).map(str.encode)
lumps = st.lists(
    st.one_of(
        st.binary(max_size=40),
        torn,
        st.sampled_from([b"\n", b"\r\n", GOOD.encode(), UNANSWERED.encode(), b'"']),
    ),
    max_size=12,
).map(b"".join)


@often
@given(content=st.one_of(st.binary(max_size=300), torn))
def test_any_bytes_are_a_history_or_refused(path, content):
    path.write_bytes(content)

    with suppress(Invalid):
        assert read_quietly(path)


@often
@given(content=lumps, zone=st.sampled_from(["UTC", "Europe/Paris", "Africa/Monrovia"]))
def test_any_bytes_below_a_header_are_rows_and_errors(path, content, zone):
    path.write_bytes(HEADER.encode() + b"\n" + content)

    history = read_quietly(path, zone)

    last = 1 + len(content.splitlines(keepends=True))
    named = [*lines_of(history), *(error.line for error in history.errors)]
    assert lines_of(history) == sorted(set(lines_of(history)))
    assert all(1 < number <= last for number in named)
    assert all(reason.isprintable() for _, reason in history.errors)


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
seconds = st.integers(366 * 24 * 3600, int(NOW.timestamp()) - 24 * 3600)
moments = st.builds(datetime.fromtimestamp, seconds, offsets)
durations = st.timedeltas(timedelta(0), timedelta(hours=3))


@st.composite
def past(draw):
    opened_at = draw(moments)
    answered_at = draw(st.none() | durations.map(lambda wait: opened_at + wait))
    return PastConversation(
        opened_at=opened_at,
        visitor=draw(st.from_regex(r"[\w@.-]{1,20}", fullmatch=True)),
        respondent=None if answered_at is None else "r1",
        answered_at=answered_at,
        ended_at=(answered_at or opened_at) + draw(durations),
        visitor_messages=draw(st.integers(0, 999_999)),
        respondent_messages=draw(st.integers(0, 999_999)),
    )


def written(conversation):
    cells = [cell.isoformat() if isinstance(cell, datetime) else cell for cell in conversation]
    return ",".join("" if cell is None else str(cell) for cell in cells).encode()


@often
@given(
    rows=st.lists(
        st.one_of(
            past().map(written),
            st.sampled_from([b"", b"\r"]),
            st.sampled_from([bad for bad, _ in BAD_ROWS.values() if len(bad) < MILLION]).map(
                lambda bad: bad if isinstance(bad, bytes) else bad.encode()
            ),
        ),
        max_size=8,
    )
)
def test_rows_and_errors_account_for_every_line_that_is_not_blank(path, rows):
    path.write_bytes(b"\n".join([HEADER.encode(), *rows]))

    history = read_quietly(path)

    numbers = [number for number, row in enumerate(rows, start=2) if row not in (b"", b"\r")]
    assert sorted([*lines_of(history), *(error.line for error in history.errors)]) == numbers


@often
@given(conversation=past())
def test_a_written_conversation_is_read_back_unchanged(path, conversation):
    path.write_bytes(HEADER.encode() + b"\n" + written(conversation))

    assert conversations(read_quietly(path)) == [conversation]
