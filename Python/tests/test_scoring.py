"""Scores from Python are those of the program, to the last digit."""

from __future__ import annotations

import copy
import functools
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fledge_gym
from fledge_gym.agents import (
    ACTIONS,
    Agent,
    Block,
    Greedy,
    Outcome,
    RandomAgent,
    RandomKey,
    Rollouts,
    ThompsonSampling,
    View,
)
from fledge_gym.policy import Policy
from fledge_gym.scores import read_score

GOLDEN = Path(__file__).parent / "golden"
POLICIES = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).parents[2])) / "Policies"

SCORES: dict[str, tuple[Agent, str, dict[str, Any]]] = {
    "thompson": (
        ThompsonSampling(),
        "bandit/bernoulli",
        {"tasks": 12, "rollouts": 3, "blocks": 3},
    ),
    "thompson-trials": (
        ThompsonSampling(),
        "bandit/bernoulli",
        {"tasks": 40, "episodes": 3, "rollouts": 2, "by_step": True},
    ),
    "greedy-trials": (
        Greedy(),
        "bandit/bernoulli",
        {"tasks": 40, "episodes": 6, "episodes_per_step": 2},
    ),
    "greedy-default": (Greedy(), "bandit/bernoulli", {"tasks": 10, "options": {"arms": 3}}),
    "random-goals": (
        RandomAgent(),
        "point-robot/goals",
        {"tasks": 5, "rollouts": 3, "blocks": 2, "seed": 3},
    ),
    "random-cart-pole": (
        RandomAgent(),
        "cart-pole/reversed",
        {"tasks": 3, "rollouts": 140, "blocks": 2, "split": "train"},
    ),
    "random-varied": (
        RandomAgent(),
        "cart-pole/physics",
        {"tasks": 3, "rollouts": 2, "blocks": 1, "vary": {"gravity": [(5, 6), (8, 9)]}},
    ),
    "random-mdp": (RandomAgent(), "tabular-mdp/dirichlet", {"tasks": 2, "blocks": 3}),
    "random-corners": (
        RandomAgent(),
        "point-robot/corners",
        {"tasks": 2, "rollouts": 2, "blocks": 2},
    ),
}


@functools.cache
def scored(case: str) -> fledge_gym.Score:
    agent, distribution, arguments = SCORES[case]
    name = case.split("-")[0]
    return fledge_gym.score(agent, distribution, name=name, **arguments)


@pytest.mark.parametrize("case", SCORES)
def test_the_program_gives_the_same_numbers(case: str) -> None:
    wanted = json.loads((GOLDEN / f"{case}.json").read_text())
    assert scored(case).document == wanted
    assert scored(case) == read_score(GOLDEN / f"{case}.json")


@pytest.mark.parametrize("case", SCORES)
def test_the_program_prints_the_same_table(case: str) -> None:
    lines = str(scored(case)).splitlines()
    wanted = [
        # A score does not say how many tasks its levels are of.
        line.removesuffix("   (over 10000 tasks)")
        for line in (GOLDEN / f"{case}.txt").read_text().splitlines()
    ]
    assert lines == wanted[: len(lines)]
    assert any("whole trial" in line for line in lines)


class SeparateGreedy(Agent):
    """What the player `greedy` does in separate trials, as an agent that remembers by copy."""

    experience = "separate"

    def begin(self, block: Block) -> None:
        if block.is_first:
            self.wins = np.zeros((block.copies, 5), np.float32)
            self.pulls = np.zeros((block.copies, 5), np.float32)
        assert len(self.wins) == block.copies

    def act(self, view: View) -> Any:
        wins, pulls = self.wins[view.copies], self.pulls[view.copies]
        self.means = (wins + 1) / (pulls + 2)
        return np.argmax(self.means, axis=-1)

    def observe(self, outcome: Outcome) -> None:
        arms = outcome.actions[:, 0].astype(int)
        self.wins[outcome.view.copies, arms] += outcome.rewards
        self.pulls[outcome.view.copies, arms] += 1


def test_a_separate_agent_plays_the_trials_that_pooled_ones_play_alone() -> None:
    arguments: dict[str, Any] = {"tasks": 70, "rollouts": 2, "name": "greedy"}
    separate = fledge_gym.score(SeparateGreedy(), "bandit/bernoulli", blocks=3, **arguments)
    alone = fledge_gym.score(Greedy(), "bandit/bernoulli", episodes=3, **arguments)
    assert separate.experience == "separate"
    assert separate.document == alone.document


class Recorder(Agent):
    """Writes down every call, and acts at random."""

    calls: list[tuple[Any, ...]] = []  # noqa: RUF012

    def begin(self, block: Block) -> None:
        self.rng = block.rng
        self.calls.append(("begin", id(self), block.number, block.copies, tuple(block.key.words)))

    def act(self, view: View) -> Any:
        self.calls.append(("act", id(self), view))
        return self.rng.integers(2, size=len(view.copies))

    def observe(self, outcome: Outcome) -> None:
        self.calls.append(("observe", id(self), outcome))

    def absorb(self, rollouts: Rollouts) -> None:
        self.calls.append(("absorb", id(self), rollouts))


def test_calls_come_in_order_and_hold_what_happened() -> None:
    Recorder.calls = calls = []
    score = fledge_gym.score(Recorder(), "cart-pole/reversed", tasks=2, rollouts=3, blocks=2)
    names = [call[0] for call in calls]
    assert names.count("begin") == 4 and names.count("absorb") == 2
    assert [call[2] for call in calls if call[0] == "begin"] == [0, 1, 0, 1]
    assert len({call[4] for call in calls if call[0] == "begin"}) == 4
    keep = {}
    for before, after in zip(calls, calls[1:], strict=False):
        if before[0] == "act":
            assert after[0] == "observe"
            np.testing.assert_array_equal(before[2].observations, after[2].view.observations)
        if before[0] == "observe":
            running = before[2].view.copies[~(before[2].terminated | before[2].truncated)]
            if len(running):
                assert after[0] == "act" and after[2].copies.tolist() == running.tolist()
                ends = ~(before[2].terminated | before[2].truncated)
                np.testing.assert_array_equal(
                    before[2].next_observations[ends], after[2].observations
                )
            else:
                assert after[0] in ("absorb", "begin")
    first = next(call[2] for call in calls if call[0] == "absorb")
    assert first.returns.mean() == score.task_returns[0, 0]
    assert first.terminated.all() and first.offsets[-1] == len(first.rewards) > 3
    keep[0] = first.observations[first.offsets[:-1]]
    start = next(call[2] for call in calls if call[0] == "act")
    np.testing.assert_array_equal(start.observations, keep[0])


def test_trials_know_nothing_of_each_other_and_leave_the_agent_alone() -> None:
    class Counting(RandomAgent):
        seen = 0

        def begin(self, block: Block) -> None:
            super().begin(block)
            assert self.seen == block.number
            self.seen += 1

    agent = Counting()
    before = copy.deepcopy(vars(agent))
    fledge_gym.score(agent, "bandit/bernoulli", tasks=5, blocks=3, rollouts=2)
    assert vars(agent) == before


@pytest.mark.parametrize("method", ["begin", "act", "observe", "absorb"])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_an_agent_raises_ends_the_score(method: str, error: type[BaseException]) -> None:
    calls = []

    def fail(self: Agent, _: Any) -> None:
        calls.append(method)
        raise error("no")

    agent = type("Failing", (RandomAgent,), {method: fail})()
    with pytest.raises(error, match="no"):
        fledge_gym.score(agent, "bandit/bernoulli", tasks=5, blocks=3, rollouts=2)
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("actions", "error", "text"),
    [
        (lambda n: np.full(n, 5), ValueError, "whole number from 0 to 4"),
        (lambda n: np.full(n, np.nan), ValueError, "whole number from 0 to 4"),
        (lambda n: np.zeros((n, 2)), ValueError, r"shape \(2, 2\)"),
        (lambda n: np.zeros(n + 1), ValueError, r"\(2,\) or \(2, 1\) is needed"),
        (lambda n: None, ValueError, "shape|whole number"),
        (lambda n: ["left"] * n, TypeError, "not numbers"),
    ],
)
def test_wrong_actions_are_refused(actions: Any, error: type[Exception], text: str) -> None:
    agent = type("Wrong", (Agent,), {"act": lambda self, view: actions(len(view.copies))})()
    with pytest.raises(error, match=text):
        fledge_gym.score(agent, "bandit/bernoulli", tasks=2, blocks=1, rollouts=2)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"tasks": 0}, "0 tasks"),
        ({"tasks": 2**64}, "tasks is 18446744073709551616, but"),
        ({"rollouts": 100_001}, "100001 rollouts"),
        ({"rollouts": -1}, "rollouts is -1, but"),
        ({"episodes": 10**5000}, "episodes is a whole number of 16610 bits"),
        ({"blocks": 0}, "blocks is 0, but from 1 to 10001"),
        ({"blocks": 20_000}, "blocks is 20000, but from 1 to 10001"),
        ({"seed": 10**5000}, "from 0 to"),
        ({"blocks": 2, "episodes": 2}, "give only one"),
        ({"split": "tests"}, "'tests'"),
        ({"seed": -1}, "from 0 to"),
        ({"episodes_per_step": 2}, "separate trials"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        fledge_gym.score(RandomAgent(), "bandit/bernoulli", **arguments)


def test_what_is_no_agent_is_refused() -> None:
    with pytest.raises(TypeError, match="no method begin, act, observe, absorb"):
        fledge_gym.score(object(), "bandit/bernoulli")  # type: ignore[arg-type]


def test_random_numbers_are_broadcast() -> None:
    key = RandomKey([7, 0]).child(ACTIONS, 3)
    bits = key.bits(np.arange(3)[:, np.newaxis], np.arange(2))
    assert bits.shape == (3, 2, 4)
    np.testing.assert_array_equal(bits[2, 1], key.bits(2, 1))
    assert key.uniform(np.arange(1000)).mean() == pytest.approx(0.5, abs=0.03)
    normals = key.normals(np.arange(1000))
    assert normals.shape == (1000, 2) and normals.std() == pytest.approx(1, abs=0.05)
    assert key.beta(3, 1, np.arange(1000)).mean() == pytest.approx(0.75, abs=0.02)
    with pytest.raises(ValueError, match="at least 1"):
        key.beta(0.5, 1, 0)


# Blocks and options that are not given are those of training.
POLICY_SCORES: dict[str, tuple[str, dict[str, Any]]] = {
    "policy-memory": ("bandit-two-armed-memory", {"tasks": 30}),
    "policy-memory-ends": (
        "cart-pole-target-memory",
        {"tasks": 12, "blocks": 3, "rollouts": 2, "seed": 4},
    ),
    "policy-steps": ("cart-pole-reversed", {"tasks": 4, "rollouts": 40}),
    "policy-real": ("point-robot-goals", {"tasks": 6, "rollouts": 18}),
    "policy-memory-real": ("point-robot-goals-memory", {"tasks": 6, "rollouts": 18}),
}


@pytest.mark.parametrize("case", POLICY_SCORES)
def test_the_program_gives_a_policy_the_same_score(case: str) -> None:
    name, arguments = POLICY_SCORES[case]
    policy = Policy.load(POLICIES / f"{name}.safetensors")
    arrays = {key: array.copy() for key, array in policy.arrays.items()}
    found = fledge_gym.score(policy, **arguments)
    wanted = read_score(GOLDEN / f"{case}.json")
    assert found.policy == policy.learner and found.distribution == policy.distribution
    if policy.is_discrete:
        # Probabilities differ by 1e-6, which changes hardly any draw and none of these.
        others = {"policy", "anchors"}
        assert {key: x for key, x in found.document.items() if key not in others} == {
            key: x for key, x in wanted.document.items() if key not in others
        }
    else:
        assert found.tasks.tolist() == wanted.tasks.tolist()
        np.testing.assert_allclose(found.task_returns, wanted.task_returns, atol=2e-5)
        np.testing.assert_allclose(found.trial.confidence95, wanted.trial.confidence95, atol=2e-5)
    assert all(np.array_equal(arrays[key], policy.arrays[key]) for key in arrays)


@pytest.mark.parametrize(
    ("name", "distribution", "arguments", "error", "text"),
    [
        ("point-robot-goals", None, {"blocks": 2}, ValueError, "maml adapts by gradient steps"),
        ("point-robot-goals", None, {"episodes": 2}, ValueError, "use 'fledge score'"),
        (
            "point-robot-goals",
            "bandit/bernoulli",
            {},
            ValueError,
            "observes 2 numbers and acts by 2 numbers, but bandit/bernoulli has 1 numbers and 5",
        ),
        ("bandit-bernoulli-memory", None, {"options": {"arms": 3}}, ValueError, "and 3 choices"),
    ],
)
def test_policies_that_cannot_be_scored_so_are_refused(
    name: str,
    distribution: str | None,
    arguments: dict[str, Any],
    error: type[Exception],
    text: str,
) -> None:
    policy = Policy.load(POLICIES / f"{name}.safetensors")
    with pytest.raises(error, match=text):
        fledge_gym.score(policy, distribution, **arguments)


def test_a_policy_of_another_version_is_scored_where_the_distribution_is_named() -> None:
    policy = Policy.load(POLICIES / "point-robot-goals.safetensors")
    record = json.loads(policy.metadata["distribution"])
    record["version"] += 1
    later = Policy(policy.arrays, policy.metadata | {"distribution": json.dumps(record)})
    with pytest.raises(ValueError, match="trained on version .*Name the distribution"):
        fledge_gym.score(later, tasks=1, rollouts=1)
    arguments: dict[str, Any] = {"tasks": 2, "rollouts": 2}
    named = fledge_gym.score(later, "point-robot/goals", **arguments)
    assert named == fledge_gym.score(policy, **arguments)


def test_what_says_no_distribution_and_what_keeps_its_own_state_are_refused() -> None:
    with pytest.raises(TypeError, match="Name the distribution"):
        fledge_gym.score(RandomAgent())
    policy = Policy.load(POLICIES / "bandit-bernoulli-memory.safetensors")
    with pytest.raises(TypeError, match="score its policy instead"):
        fledge_gym.score(policy.agent(), "bandit/bernoulli")  # type: ignore[arg-type]
