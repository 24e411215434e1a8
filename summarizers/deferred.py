"""Modules that a package imports with itself and nobody calls here: they are loaded when they are asked for, if ever.

spaCy imports its command line and YAML, sumy NLTK's stemmers and the client that it fetches pages with: together a
quarter of the time that a briefing takes from a cold start, and 30 MB.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


def defer(name: str, *functions: str) -> None:
    """Puts a stand-in where a module would be, unless it is there: whatever else is taken from it loads the module.

    The functions named can be imported without that; calling them loads the module.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)

    def load() -> ModuleType:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return import_module(name)

    def later(function: str) -> Any:
        return lambda *given, **named: getattr(load(), function)(*given, **named)

    def take(attribute: str) -> Any:
        within = attribute == "__path__" and not functions  # something inside of it is imported
        if attribute.startswith("__") and not within:  # asked of every module by whoever looks through them all
            raise AttributeError(attribute)
        return getattr(load(), attribute)

    vars(stand_in).update({function: later(function) for function in functions}, __getattr__=take)
    sys.modules[name] = stand_in
