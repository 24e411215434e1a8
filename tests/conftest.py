import pytest
from spacy.language import Language

from summarizers.parsing import load_pipeline


@pytest.fixture(scope="session")
def pipeline() -> Language:
    """The language model, loaded once for all tests."""
    return load_pipeline()
