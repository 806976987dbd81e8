"""What a process that was forked does with the connections of its parent: nothing."""

_of_parents: list[object] = []


def leave_to_parent(connections: object) -> None:
    """Keep connections of a parent process: letting go of them would close them for it."""
    _of_parents.append(connections)
