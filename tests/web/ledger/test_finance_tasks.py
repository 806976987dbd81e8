"""The counters of finance's first page."""

from web.ledger.finance_tasks import FinanceTask, WaitingTask, waiting_tasks

NOW = None


def task(endpoint, n, asked):
    def count(_marketplace, _at):
        asked.append(endpoint)
        return n

    return FinanceTask(endpoint, endpoint.title(), count)


def test_only_tasks_with_something_to_do_on_pages_that_are_there_are_listed():
    asked = []
    tasks = [task("contests", 2, asked), task("payouts", 0, asked), task("months", 5, asked)]

    found = waiting_tasks(tasks, None, NOW, "/{}".format, {"contests": 1, "payouts": 1})

    assert found == [WaitingTask("Contests", 2, "/contests")]
    assert asked == ["contests", "payouts"]
