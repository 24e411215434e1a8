"""A little fuzzing at every run of the tests; `just fuzz` does it for as long as wanted, guided by coverage."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.samples import WORDS, samples
from tests.fuzz.targets import TARGETS

_SAMPLES: Final = samples()
_EXAMPLES: Final = 15
_PIECES: Final = st.sampled_from(WORDS) | st.binary(max_size=8)


@st.composite
def damaged(draw: st.DrawFn, whole: tuple[bytes, ...]) -> bytes:
    """A sample in which pieces were cut out, repeated, overwritten, or put in from elsewhere."""
    data = draw(st.sampled_from(whole))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        repeated = data[start:end] * draw(st.sampled_from((0, 0, 1, 2, 50)))
        data = data[:start] + repeated + draw(_PIECES) + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_but_as_it_is_declared(name: str) -> None:
    @settings(deadline=None, max_examples=_EXAMPLES)
    @given(damaged(_SAMPLES[name]))
    def target(data: bytes) -> None:
        TARGETS[name](data)

    target()


@pytest.mark.parametrize("name", TARGETS)
def test_samples_are_taken(name: str) -> None:
    for data in _SAMPLES[name]:
        TARGETS[name](data)
