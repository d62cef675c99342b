"""The package as it was installed."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
from pathlib import Path

import pytest

import fledge_gym

ROOT = os.environ.get("FLEDGE_ROOT")


def test_versions_agree() -> None:
    assert fledge_gym.__version__ == importlib.metadata.version("fledge-gym")
    if ROOT:
        source = Path(ROOT, "Sources/fledge/FledgeProgram.swift").read_text()
        found = re.search(r'version: "(.+)"', source)
        assert found and found[1] == fledge_gym.__version__


@pytest.mark.skipif(ROOT is None, reason="the package may be installed in any way")
def test_it_is_installed_and_needs_no_swift() -> None:
    assert ROOT and not fledge_gym.__file__.startswith(os.path.join(ROOT, "Python"))
    assert shutil.which("swift") is None
    assert Path(fledge_gym.__file__).with_name("py.typed").exists()
    wheel = importlib.metadata.distribution("fledge-gym").read_text("WHEEL")
    assert wheel and "Root-Is-Purelib: false" in wheel and "py3-none-linux_" in wheel
