set positional-arguments

run := "uv run --quiet --group check"

# What there is to do.
default:
    @just --list

# The one gate: format, lint, types, import contracts, tests.
check: lint test

# Format, lint, types and import contracts.
lint:
    {{run}} ruff format --check .
    {{run}} ruff check .
    {{run}} mypy
    {{run}} lint-imports

# The tests; arguments go to pytest.
test *args:
    {{run}} pytest "$@"

# Mend what can be mended by itself.
fix:
    {{run}} ruff check --fix .
    {{run}} ruff format .
