"""The package as it was installed."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
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


@pytest.mark.skipif(ROOT is None, reason="needs the repository")
def test_an_older_python_is_refused_at_the_beginning(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    change = "import sys; sys.version_info = (3, 10, 12); exec(sys.argv[1])"
    old.write_text(
        '#!/bin/bash\n[[ $1 == -c ]] || { echo Python 3.10.12; exit; }\n'
        f'exec "{sys.executable}" -c "{change}" "$2"\n'
    )
    old.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    command = ["/bin/bash", f"{ROOT}/.ci/python", "wheel"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 1 and found.stdout == ""
    assert "needs Python 3.11 or later, but python3 on the PATH is Python 3.10.12." in found.stderr
