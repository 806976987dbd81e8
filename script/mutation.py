#!/usr/bin/env python3
# What script/mutate starts: mutmut finds and tests the mutants, this draws them and counts.
"""
Draws mutants of payments/ evenly by room, has mutmut test them, and prints what survived.

* Room: a folder of payments/, all of Stripe, or one file beside the folders.
* Sample: as many mutants of each room, at random by a seed; without one, all.
* Killed: a test of tests/payments failed; or one of the pages, if none there reaches the mutant.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "var" / "mutation" / "tree"
MUTMUT = ROOT / "var" / "mutation" / "lib" / "bin" / "mutmut"
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 5: "untested", 33: "untested"}
TIMED_OUT = {-24, 24, 36, 152, 255}
FAST = "not slow and not browser and not postgres"
SENTENCE = re.compile(r"^\+ +raise (Invalid|NotAllowed|NotFound|NotNow)\(", re.MULTILINE)
SENTENCES = "tests/web/i18n/test_language.py::test_every_text_is_translated_into_french"
Z = 1.96  # 95 %


class Share(NamedTuple):
    """What part of the mutants was found, with the bounds of its 95 % interval."""

    found: float
    low: float
    high: float


def room_of(mutant: str) -> str:
    """Where a mutant lies: payments.ledger.book.x_post__mutmut_3 is in "ledger"."""
    room = mutant.split(".")[1]
    return "stripe" if room.startswith("stripe_") else room


def by_room(mutants: Iterable[str]) -> dict[str, list[str]]:
    rooms = defaultdict(list)
    for mutant in mutants:
        rooms[room_of(mutant)].append(mutant)
    return dict(sorted(rooms.items()))


def draw(rooms: Mapping[str, Sequence[str]], size: int, seed: int) -> list[str]:
    """As many mutants of each room, or all of a room that has fewer."""
    drawn: list[str] = []
    for room, mutants in rooms.items():
        chance = random.Random(f"{seed} {room}")  # noqa: S311 -- a sample hides nothing
        drawn += chance.sample(sorted(mutants), min(size, len(mutants)))
    return drawn


def share(found: float, tested: float) -> Share:
    """Wilson's interval, which stays within 0 and 1 however small the sample."""
    part, correction = found / tested, Z * Z / tested
    centre = (part + correction / 2) / (1 + correction)
    reach = Z * sqrt(part * (1 - part) / tested + correction / tested / 4) / (1 + correction)
    return Share(part, max(0.0, centre - reach), min(1.0, centre + reach))


def share_of_all(found: Mapping[str, tuple[int, int]], sizes: Mapping[str, int]) -> Share:
    """
    The rooms' shares, each weighing what its room has; the interval is of Kish's effective size.

    found: how many of how many tested, by room.
    sizes: how many mutants a room has.
    """
    whole = sum(sizes[room] for room in found)
    weights = {room: sizes[room] / whole for room in found}
    part = sum(weights[room] * got / tested for room, (got, tested) in found.items())
    effective = 1 / sum(weights[room] ** 2 / tested for room, (_, tested) in found.items())
    return share(part * effective, effective)


def outcome(exit_code: int | None) -> str:
    return "timed out" if exit_code in TIMED_OUT else OUTCOMES.get(exit_code, f"exit {exit_code}")


def copy_tree() -> None:
    """
    What git tracks, as it is now: mutmut writes beside what it mutates.

    Mutants of files that have not changed stay, and which test reaches which function.
    """
    made = TREE / "mutants"
    kept = {made, made / "payments", made / "mutmut-stats.json"}
    for old in {*TREE.glob("*"), *made.glob("*")} - kept:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)


def generate_mutants() -> list[str]:
    from mutmut import __main__ as mutmut  # noqa: PLC0415 -- reads its settings where it is

    with contextlib.redirect_stdout(io.StringIO()):
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.create_mutants(1)
    return list(exit_codes())


def exit_codes() -> dict[str, int | None]:
    from mutmut.utils.file_utils import walk_mutatable_files  # noqa: PLC0415 -- as above

    codes: dict[str, int | None] = {}
    for file in sorted(walk_mutatable_files()):
        made = TREE / "mutants" / f"{file}.meta"
        codes |= json.loads(made.read_text())["exit_code_by_key"]
    return codes


def test_mutants(mutants: Sequence[str]) -> None:
    log = TREE.parent / "mutmut.log"
    with log.open("w") as output:
        command = [sys.executable, MUTMUT, "run", "--max-children", "1", *mutants]
        ended = subprocess.run(command, stdout=output, stderr=output, check=False)
    if ended.returncode:
        sys.exit(f"mutmut ended with {ended.returncode}: see {log}")


def found_elsewhere(mutant: str, met: str) -> bool:
    """
    Whether tests outside tests/payments fail when the mutant is in the source itself.

    What no test of payments reaches may be what a page of that room shows, or a program of its
    own, and the sentence of a refusal has to be in the French catalogue.
    """
    tests = other_tests(mutant, met, show(mutant))
    if not tests:
        return False
    subprocess.run([sys.executable, MUTMUT, "apply", mutant], check=True)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", FAST, "-p", "no:cacheprovider"]
    ended = subprocess.run([*command, *tests], capture_output=True, check=False)
    source = Path(next(line for line in show(mutant).splitlines() if line[:4] == "+++ ")[4:])
    shutil.copy2(ROOT / source, TREE / source)
    return ended.returncode == 1


def other_tests(mutant: str, met: str, change: str) -> list[str]:
    if met == "untested":
        room = room_of(mutant)
        folders = (f"tests/payments/{room}", f"tests/web/{room}")
        return [folder for folder in folders if (TREE / folder).is_dir()]
    return [SENTENCES] if met == "survived" and SENTENCE.search(change) else []


def show(mutant: str) -> str:
    command = [sys.executable, MUTMUT, "show", mutant]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def print_table(outcomes: Mapping[str, str], sizes: Mapping[str, int]) -> None:
    counts = {room: Counter(map(outcomes.get, drawn)) for room, drawn in by_room(outcomes).items()}
    found = {}
    print("| room | mutants | tested | killed | timed out | survived | found (95 %) |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for room, count in counts.items():
        found[room] = (count["killed"] + count["timed out"], count.total())
        print_row(room, sizes[room], count, share(*found[room]))
    print_row(
        "all", sum(sizes.values()), sum(counts.values(), Counter()), share_of_all(found, sizes)
    )


def print_row(room: str, size: int, count: Counter[str], of_room: Share) -> None:
    survived = count.total() - count["killed"] - count["timed out"]
    interval = "{:.0%} ({:.0%} to {:.0%})".format(*of_room)
    print(f"| {room} | {size} | {count.total()} | {count['killed']} | ", end="")
    print(f"{count['timed out']} | {survived} | {interval} |")


def print_survivors(outcomes: Mapping[str, str]) -> None:
    for mutant, met in sorted(outcomes.items()):
        if met not in {"killed", "timed out"}:
            print(f"\n{met}: {show(mutant).removeprefix('# ')}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/mutate", description=__doc__.splitlines()[1])
    parser.add_argument("--room", action="append", help="only this room; may be repeated")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("mutants", nargs="*", help="these mutants, by mutmut's names")
    return parser.parse_args()


def chosen(mutants: Sequence[str], given: argparse.Namespace) -> list[str]:
    rooms = by_room(mutants)
    if given.room:
        rooms = {room: rooms[room] for room in given.room}
    if given.mutants:
        return given.mutants
    return draw(rooms, given.sample or len(mutants), given.seed)


def main() -> None:
    given = arguments()
    copy_tree()
    os.chdir(TREE)
    mutants = generate_mutants()
    drawn = chosen(mutants, given)
    test_mutants(drawn)
    codes = exit_codes()
    outcomes = {mutant: outcome(codes[mutant]) for mutant in drawn}
    for mutant, met in outcomes.items():
        if found_elsewhere(mutant, met):
            outcomes[mutant] = "killed"
    sizes = {room: len(all_there) for room, all_there in by_room(mutants).items()}
    print_table(outcomes, {room: sizes[room] for room in by_room(drawn)})
    print_survivors(outcomes)


if __name__ == "__main__":
    main()
