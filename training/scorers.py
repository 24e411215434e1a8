"""The scorers that lie beside the annotated articles, in the folder that `ONRECORD_EVAL_DATA` names."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType


def load_scorer(data: Path, name: str) -> ModuleType:
    """A scorer of the data's folder `eval`, as a module."""
    sys.path.insert(0, str(data / "eval"))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(data / "eval"))
