"""A plugin of pytest: runs first the tests whose path shares most words with what is mutated."""

import os
import re


def words(name):
    return set(re.findall("[a-z0-9]+", name))


def pytest_collection_modifyitems(items):
    mutated = words(os.environ["MUTANT_UNDER_TEST"].rpartition(".")[0])
    items.sort(key=lambda item: -len(mutated & words(item.nodeid.partition("::")[0])))
