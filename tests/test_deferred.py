"""What is imported with a briefing, in a Python of its own each time: this one has long imported everything."""

import subprocess
import sys

import pytest

BRIEFED = """
from summarizers.briefing import Article
from summarizers.engines import load_engine

load_engine().annotate(Article(None, None, None, None, None, "Mara Lind said the ferry was late. Tom Berg denied it."))
"""


def run(script: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_briefing_loads_no_command_line_no_yaml_no_stemmers_and_no_client_for_pages() -> None:
    loaded = run(f"{BRIEFED}\nimport sys\nprint(*sys.modules)")
    assert "spacy.pipeline" in loaded
    assert "sumy.summarizers.lex_rank" in loaded
    assert not {"spacy.cli", "srsly.ruamel_yaml", "nltk", "urllib3", "typer"} & set(loaded)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("import spacy; print(bool(spacy.info(silent=True)['spacy_version']))", id="a function"),
        pytest.param(
            "from sumy.nlp.stemmers import Stemmer; print(Stemmer('english')('ferries') == 'ferri')", id="a class"
        ),
        pytest.param("import srsly; print(srsly.yaml_loads('ferry: late') == {'ferry': 'late'})", id="one of several"),
        pytest.param("import requests; print(requests.get is not None)", id="a whole module"),
        pytest.param("from requests.adapters import HTTPAdapter; print(bool(HTTPAdapter))", id="a module inside of it"),
        pytest.param(
            "import requests, inspect; inspect.getmodule(print); print('urllib3' not in __import__('sys').modules)",
            id="looked at",
        ),
    ],
)
def test_whatever_is_asked_for_is_there(script: str) -> None:
    assert run(f"import summarizers\n{script}") == ["True"]


def test_a_module_that_is_loaded_stays_what_it_is() -> None:
    assert run("import requests as real, summarizers, requests; print(requests is real)") == ["True"]
