"""Every block of Python in the documentation runs, and prints what the block below it says."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

from fledge_gym import _library

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).parents[2]))
PAGES = [
    "README.md",
    "Python/README.md",
    "Documentation/from-python.md",
    "Documentation/python/policies.md",
    "Documentation/python/scores.md",
    "Documentation/python/examples.md",
]
# Blocks about these need more than NumPy and Gymnasium; the tests of clients run them.
OF_CLIENTS = ["fledge_gym.torch", "fledge_gym.stable_baselines3"]
# A block, and what follows "prints" or the like: a block without a language.
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run_one_after_the_other(page: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / page).read_text())
    assert blocks, f"{page} has no block of Python"
    names: dict[str, object] = {"__name__": "documentation"}
    before = os.getcwd()
    for folder in ("Policies", "Replays", "Tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    os.chdir(tmp_path)
    try:
        for code, output in blocks:
            if any(name in code for name in OF_CLIENTS):
                continue
            if "render_mode" in code and not _library.draws():
                continue
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(code, page, "exec"), names)  # noqa: S102
            if output:
                assert printed.getvalue() == output, code
    finally:
        os.chdir(before)
