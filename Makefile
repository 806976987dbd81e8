bin := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup check test screenshots bench format lock

help: ## Say what can be made.
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

setup: ## Install what is needed into .venv; instant when nothing has changed.
	@script/setup

check: setup ## Everything that can be found without running the program.
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/mypy --module tests.support.postgres
	$(bin)/mypy script/check-commits
	$(bin)/lint-imports --no-logo
	$(bin)/deptry .
	$(bin)/python script/names_in_use.py
	$(bin)/vulture
	$(bin)/python script/check-commits

test: ## All tests; script/test takes pytest's arguments to run some.
	@script/test

screenshots: ## Every page in every language, theme and width, into var/screenshots.
	@COMPTOIR_SCREENSHOTS=1 script/test tests/browser

bench: setup ## Measure, and say how it compares with doing the bare minimum.
	$(bin)/python -m benchmarks

format: setup ## Lay out the code and put right what ruff can.
	$(bin)/ruff format
	$(bin)/ruff check --fix

lock: ## Write requirements.lock anew from pyproject.toml.
	@script/lock
