"""The examples run, shortly, and get somewhere."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

PYTHON = Path(__file__).resolve().parents[1]
POLICIES = PYTHON.parent / "Policies"
NEEDS = {
    "ppo_stable_baselines3": "stable_baselines3",
    "rl2_pytorch": "torch",
    "maml_pytorch": "torch",
    "metaworld_evaluation": "metaworld",
}


def example(name: str, folder: str = "examples") -> ModuleType:
    """An example as a module; skips the test if a package that it needs cannot be installed."""
    needed = NEEDS.get(name, "stable_baselines3")
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed")
    specification = importlib.util.spec_from_file_location(name, PYTHON / folder / f"{name}.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


def published(policy: str) -> list[float]:
    """Mean returns after 0, 1, ... steps on the page of a policy."""
    page = (POLICIES / f"{policy}.md").read_text()
    return [
        float(mean) for mean in re.findall(r"^ +\d+ +\d+ +\d+ +(-[\d.]+)  ", page, re.MULTILINE)
    ]


def test_every_example_has_a_test() -> None:
    assert sorted(NEEDS) == sorted(path.stem for path in (PYTHON / "examples").glob("*.py"))


def test_ppo_learns_navigation(capsys: pytest.CaptureFixture[str]) -> None:
    assert example("ppo_stable_baselines3").main(["--steps", "220000"]) >= -2
    printed = capsys.readouterr().out
    assert "163,840 steps   return" in printed and "oracle -0.50" in printed


def test_ppo_is_fast_through_the_adapter() -> None:
    """At least 15 times the steps per second of one environment; about 29 were measured."""
    assert example("ppo", "benchmarks").main(turns=3) >= 15


def test_rl2_explores_and_exploits(capsys: pytest.CaptureFixture[str]) -> None:
    module = example("rl2_pytorch")
    # Random pulls earn 5.
    assert 6 < module.main(["--iterations", "50"]) < 6.7
    printed = capsys.readouterr().out
    assert "the best possible 6.66" in printed
    paid = [float(x) for x in printed.splitlines()[-1].split(": ")[1].split()]
    assert len(paid) == 10 and abs(paid[0] - 0.5) < 0.03 and paid[-1] > 0.66


def test_the_best_possible_of_rl2() -> None:
    optimum = example("rl2_pytorch").optimum
    assert optimum(1, 7) == pytest.approx(3.5)
    # After a payment 2/3 from the same arm, else 1/2 from the other one.
    assert optimum(2, 2) == pytest.approx(1 / 2 + (2 / 3 + 1 / 2) / 2)


def test_advantages_of_rl2() -> None:
    import torch

    rewards, values = torch.tensor([[1.0], [0.0], [2.0]]), torch.tensor([[0.5], [1.0], [0.25]])
    found = example("rl2_pytorch").advantages(rewards, values, smoothing=0.5)
    errors = [1 + 1 - 0.5, 0 + 0.25 - 1, 2 - 0.25]
    expected = [errors[0] + errors[1] / 2 + errors[2] / 4, errors[1] + errors[2] / 2, errors[2]]
    np.testing.assert_allclose(found[:, 0], expected)


def test_maml_adapts_as_the_program_does() -> None:
    """On the tasks of `fledge score` its returns are published ones, but for the actions drawn."""
    curve = example("maml_pytorch").main(["--iterations", "0", "--split", "test"])["before"]
    table = published("point-robot-goals")
    assert len(table) == len(curve) == 4
    np.testing.assert_allclose(curve, table, rtol=0.1, atol=0.4)


def test_maml_trains_on_and_saves(tmp_path: Path) -> None:
    saved = tmp_path / "further.safetensors"
    arguments = ["--iterations", "8", "--tasks", "10", "--inner-steps", "2", "--save", str(saved)]
    curves = example("maml_pytorch").main(arguments)
    assert curves["after"][2] > curves["before"][2] + 0.5

    from fledge_gym.policy import Policy

    before, after = Policy.load(POLICIES / "point-robot-goals.safetensors"), Policy.load(saved)
    assert before.arrays.keys() == after.arrays.keys()
    assert any((before.arrays[name] != after.arrays[name]).any() for name in before.arrays)


# Its own imports warn.
@pytest.mark.filterwarnings("default")
def test_metaworld_evaluates_as_the_program_does(capsys: pytest.CaptureFixture[str]) -> None:
    success, mean = example("metaworld_evaluation").main(["--evaluations", "1"])
    # Copies wait for the slowest one, so they learn from more than twenty episodes, and do better.
    assert published("point-robot-goals")[3] - 0.5 < mean < -0.5
    assert success > 0.9
    assert "20 goals, 1 times, after 3 steps" in capsys.readouterr().out
