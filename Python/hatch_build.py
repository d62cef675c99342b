"""Builds Fledge's library of C functions and puts it into the wheel."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


REPOSITORY = Path(__file__).resolve().parent.parent
OUTSIDE = (
    "fledge-gym is built from Fledge's repository, since it compiles the environments: clone the"
    " repository and run 'pip install ./Python' there, or install a wheel."
)


def program_version() -> str:
    """The version of the program, which is that of the package."""
    source = REPOSITORY / "Sources" / "fledge" / "FledgeProgram.swift"
    if not source.exists():
        raise SystemExit(OUTSIDE)
    found = re.search(r'version: "([^"]+)"', source.read_text())
    if found is None:
        raise SystemExit(f"There is no version in {source}.")
    return found[1]


class LibraryHook(BuildHookInterface):
    """Runs Swift, which needs the whole repository around this folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        script = REPOSITORY / ".ci" / "build-c-library"
        if not script.exists():
            raise SystemExit(OUTSIDE)
        if shutil.which("swift") is None:
            raise SystemExit(
                "fledge-gym compiles Fledge's environments and needs Swift 6.3 or later for it, but"
                " there is no 'swift' on the PATH: see https://www.swift.org/install/linux/, or"
                " install a wheel that was built elsewhere with 'make python'."
            )
        built = subprocess.run(["bash", str(script)], capture_output=True, text=True)
        if built.returncode:
            raise SystemExit(built.stderr)
        library = built.stdout.strip()
        target = "fledge_gym/libFledgeC.so"
        if version == "editable":
            shutil.copyfile(library, Path(self.root) / target)
        else:
            build_data["force_include"][library] = target
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-linux_{platform.machine()}"
