"""Pages of somebody who answers, or would like to: tests, attempts, results."""
