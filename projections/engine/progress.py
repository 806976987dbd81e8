"""How long work reports what is done of it, for a bar on a terminal."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""
ActivityProgress = Callable[[str, int, int], None]
"""Called with the name of an activity, how much of it is done, and how much there is."""
