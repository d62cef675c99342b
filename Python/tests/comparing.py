"""What several tests need."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def assert_same(first: Any, second: Any, place: str = "") -> None:
    """Two results have the same types, shapes and bits."""
    if isinstance(first, dict):
        assert isinstance(second, dict), place
        assert first.keys() == second.keys(), place
        for key in first:
            assert_same(first[key], second[key], f"{place}/{key}")
    elif isinstance(first, (tuple, list)):
        assert len(first) == len(second), place
        for index, pair in enumerate(zip(first, second, strict=True)):
            assert_same(*pair, f"{place}/{index}")
    elif isinstance(first, np.ndarray):
        assert isinstance(second, np.ndarray), place
        assert first.shape == second.shape and first.dtype == second.dtype, place
        if first.dtype == object:
            for index, pair in enumerate(zip(first, second, strict=True)):
                assert_same(*pair, f"{place}/{index}")
        else:
            assert first.tobytes() == second.tobytes(), f"{place}: {first} {second}"
    else:
        assert type(first) is type(second) and first == second, f"{place}: {first} {second}"


def program() -> str:
    """The program that `FLEDGE` names, which has to be built from the same sources.

    Without it the test is skipped: a program in a folder of builds may be of any age.
    """
    path = os.environ.get("FLEDGE")
    if not path:
        pytest.skip("needs the program: 'make build', and name it in FLEDGE")
    if not Path(path).exists():
        raise FileNotFoundError(f"FLEDGE names {path}, which is not there: 'make build' makes it.")
    return path


def assert_close(found: Any, expected: Any, scale: float = 1.0) -> None:
    """Compares with what the program gave: 2e-6, absolute and of the largest number.

    Single precision has seven digits, sums are rounded in another order than in Fledge, and its
    tanh has an error of 3e-7.
    """
    expected = np.asarray(expected)
    limit = 2e-6 * scale * max(1.0, np.abs(expected).max())
    found = np.asarray(found).reshape(expected.shape)
    np.testing.assert_allclose(found, expected, rtol=0, atol=limit)


def blocks_about(module: str) -> list[str]:
    """The blocks of the pages on Python that use a module."""
    root = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).resolve().parents[2]))
    pages = sorted((root / "Documentation" / "python").glob("*.md"))
    text = "\n".join(page.read_text() for page in pages)
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    chosen = [block for block in blocks if module in block]
    assert chosen, f"no page uses {module}"
    return chosen
