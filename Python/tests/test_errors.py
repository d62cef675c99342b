"""Wrong calls raise exceptions that say what to do, and leave the environment usable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import error

import fledge_gym
from comparing import assert_same
from fledge_gym import FledgeEnv, FledgeVectorEnv

ARMS, GOALS = "bandit/bernoulli", "point-robot/goals"

WRONG_ARGUMENTS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: FledgeEnv("point-robot/goal"), ValueError, "Did you mean 'goals'"),
    (lambda: FledgeEnv("nothing"), ValueError, "nothing"),
    (lambda: FledgeEnv(7), TypeError, "'point-robot/goals', not 7"),  # type: ignore[arg-type]
    (lambda: FledgeEnv(GOALS, split="tests"), ValueError, "has no split 'tests'; it has 'train'"),
    (lambda: FledgeEnv("point-robot/corners", split="shifted"), ValueError, "has no split"),
    (lambda: FledgeEnv(ARMS, options={"arm": 3}), ValueError, "arm"),
    (lambda: FledgeEnv(ARMS, options={"arms": 1}), ValueError, "from 2 to 50"),
    (lambda: FledgeEnv(ARMS, options={"arms": 2.5}), TypeError, "float"),
    (lambda: FledgeEnv(ARMS, options=[1]), TypeError, "dict such as"),  # type: ignore[arg-type]
    (lambda: FledgeEnv(GOALS, vary={"goalZ": (0, 1)}), ValueError, "goalZ"),
    (lambda: FledgeEnv(GOALS, vary={"goalX": (1, 0)}), ValueError, "goalX"),
    (lambda: FledgeEnv(GOALS, vary={"goalX": ("a", 0)}), TypeError, "'a' is no number"),
    (lambda: FledgeEnv(GOALS, vary={"goalX": (0, 99)}), ValueError, "goalX"),
    (lambda: FledgeEnv(GOALS, task={"goalZ": 0}), ValueError, "it has goalX, goalY"),
    (lambda: FledgeEnv(GOALS, task={"goalX": 99}), ValueError, "goalX"),
    (lambda: FledgeEnv(GOALS, task={"goalX": float("nan")}), ValueError, "goalX"),
    (lambda: FledgeEnv(GOALS, task={"goalX": "left"}), TypeError, "number, not 'left'"),
    (lambda: FledgeEnv(GOALS, task=[0.5]), ValueError, r"shape \(2,\), not \(1,\)"),
    (lambda: FledgeEnv(GOALS, task="goal"), TypeError, "dict of parameters"),  # type: ignore
    (lambda: FledgeEnv(GOALS, episodes_per_trial=0), ValueError, "per_trial is 0, but from 1"),
    (lambda: FledgeEnv(GOALS, episodes_per_trial=-3), ValueError, "per_trial is -3, but"),
    (lambda: FledgeEnv(GOALS, render_mode="depth_array"), ValueError, "no render mode"),
    (lambda: FledgeVectorEnv(GOALS, 0), ValueError, "from 1 to 1048576"),
    (lambda: FledgeVectorEnv(GOALS, 2**40), ValueError, "from 1 to 1048576"),
    (lambda: FledgeVectorEnv(GOALS, 2, autoreset_mode="Later"), ValueError, "Later"),
    (lambda: FledgeVectorEnv(GOALS, 2, tasks=[[0, 0]]), ValueError, "1 tasks for 2 copies"),
    (lambda: FledgeVectorEnv(GOALS, 2, tasks=7), TypeError, "list of 2 tasks"),
    (lambda: FledgeVectorEnv(GOALS, 1, task=[0, 0], tasks=[[0, 0]]), ValueError, "not both"),
    (lambda: gymnasium.make("fledge/PointRobotGoals-v9"), error.VersionNotFound, "v2"),
    (lambda: gymnasium.make("fledge/PointRobotGoal-v2"), error.NameNotFound, "PointRobotGoals"),
]


@pytest.mark.parametrize("number", range(len(WRONG_ARGUMENTS)))
def test_wrong_arguments(number: int) -> None:
    make, kind, message = WRONG_ARGUMENTS[number]
    with pytest.raises(kind, match=message):
        make()


WRONG_MOVES: list[tuple[Any, type[Exception], str]] = [
    (np.array([np.nan, 0], np.float32), ValueError, "not finite: nan"),
    (np.array([0, np.inf], np.float64), ValueError, "not finite: inf"),
    (np.zeros(3, np.float32), ValueError, r"shape \(3,\), but \(2,\)"),
    (np.zeros((1, 2), np.float32), ValueError, r"shape \(1, 2\), but \(2,\)"),
    (0.5, ValueError, r"shape \(\), but \(2,\)"),
    (np.array(["left", "up"]), TypeError, "float32 is needed"),
    (np.array([1j, 0]), TypeError, "complex128"),
    (np.array([None, 1]), TypeError, "object"),
    (None, (TypeError, ValueError), "needed"),
]
WRONG_CHOICES: list[tuple[Any, type[Exception], str]] = [
    (5, ValueError, "from 0 to 4"),
    (-1, ValueError, "from 0 to 4"),
    (2**40, ValueError, "from 0 to 4"),
    (1.0, TypeError, "whole number"),
    (float("nan"), TypeError, "whole number"),
    (np.array([1]), TypeError, "whole number"),
    ("1", TypeError, "whole number"),
    (None, TypeError, "whole number"),
]


@pytest.mark.parametrize("distribution", [GOALS, ARMS])
def test_wrong_actions(distribution: str) -> None:
    env, other = FledgeEnv(distribution), FledgeEnv(distribution)
    env.reset(seed=1), other.reset(seed=1)
    right = np.array([0.5, 0.25], np.float32) if distribution == GOALS else 3
    for action, kind, message in WRONG_MOVES if distribution == GOALS else WRONG_CHOICES:
        with pytest.raises(kind, match=message):
            env.step(action)
        # A refused action takes no step.
        assert_same(env.step(right), other.step(right))


@pytest.mark.parametrize("distribution", [GOALS, ARMS])
def test_wrong_actions_of_copies(distribution: str) -> None:
    env, other = FledgeVectorEnv(distribution, 2), FledgeVectorEnv(distribution, 2)
    env.reset(seed=1), other.reset(seed=1)
    if distribution == GOALS:
        right: Any = np.array([[0.5, 0.25], [0, 1]], np.float32)
        wrong: list[tuple[Any, type[Exception], str]] = [
            (np.array([[0, 0], [0, np.nan]]), ValueError, "copy 1 has a number that is not finite"),
            (np.zeros(2), ValueError, r"shape \(2,\), but \(2, 2\)"),
            (np.zeros((3, 2)), ValueError, r"shape \(3, 2\)"),
            (np.array([["a", "b"]] * 2), TypeError, "float32 is needed"),
        ]
    else:
        right = np.array([1, 2])
        wrong = [
            (np.array([1, 5]), ValueError, "copy 1 is 5"),
            (np.array([-1, 0]), ValueError, "copy 0 is -1"),
            (np.array([1.0, 2.0]), TypeError, "whole numbers"),
            (np.array([1]), ValueError, r"shape \(1,\), but \(2,\)"),
            (3, ValueError, r"shape \(\), but \(2,\)"),
            ([1, 2, 3], ValueError, r"shape \(3,\)"),
        ]
    for actions, kind, message in wrong:
        with pytest.raises(kind, match=message):
            env.step(actions)
        assert_same(env.step(right), other.step(right))


def test_steps_at_the_wrong_time_as_gymnasium_makes_it() -> None:
    # No wrapper of Gymnasium's keeps the order; the environment itself does.
    env = gymnasium.make("fledge/BanditBernoulli-v2", options={"pulls": 2})
    with pytest.raises(error.ResetNeeded, match="before step"):
        env.step(0)
    env.reset()
    with pytest.raises(TypeError, match="whole number"):
        env.step("left")
    env.step(0), env.step(0)
    with pytest.raises(error.ResetNeeded, match="has ended"):
        env.step(0)


def test_steps_at_the_wrong_time() -> None:
    env = FledgeEnv(ARMS, options={"pulls": 2})
    with pytest.raises(error.ResetNeeded, match="before step"):
        env.step(0)
    with pytest.raises(error.ResetNeeded, match="first reset"):
        env.get_task()
    env.reset()
    env.step(0), env.step(0)
    for _ in range(2):
        with pytest.raises(error.ResetNeeded, match="has ended: call reset"):
            env.step(0)
    env.reset()
    env.step(0)
    envs = FledgeVectorEnv(ARMS, 2, options={"pulls": 1}, autoreset_mode="Disabled")
    with pytest.raises(error.ResetNeeded, match="before step"):
        envs.step([0, 0])
    with pytest.raises(error.ResetNeeded, match="first reset"):
        envs.get_tasks()
    with pytest.raises(error.ResetNeeded, match="all copies"):
        envs.reset(options={"reset_mask": np.array([True, False])})
    envs.reset()
    envs.step([0, 0])
    with pytest.raises(error.ResetNeeded, match="copy 0 has ended: call reset.options="):
        envs.step([0, 0])


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"tasks": [[0, 0]] * 3}, ValueError, "3 tasks for 2 copies"),
        ({"tasks": {"goalX": 1}}, TypeError, "list of 2 tasks"),
        ({"task": [1, 2, 3]}, ValueError, r"shape \(2,\), not \(3,\)"),
        ({"goal": 1}, ValueError, "no option 'goal'; it has .*'[.] What changes"),
        ({"reset_mask": [True, False]}, TypeError, "array of bool"),
        ({"reset_mask": np.array([1, 0])}, TypeError, "array of bool"),
        ({"reset_mask": np.array([True])}, ValueError, r"shape \(1,\), but \(2,\)"),
        ({"reset_mask": np.array([False, False])}, ValueError, "chooses no copy"),
    ],
)
def test_wrong_options_of_reset(
    options: dict[str, Any], kind: type[Exception], message: str
) -> None:
    envs = FledgeVectorEnv(GOALS, 2)
    envs.reset(seed=1)
    with pytest.raises(kind, match=message):
        envs.reset(options=options)
    envs.step(np.zeros((2, 2)))
    if "reset_mask" not in options and "tasks" not in options:
        env = FledgeEnv(GOALS)
        with pytest.raises(kind, match=message):
            env.reset(options=options)


def test_wrong_seeds() -> None:
    env, envs = FledgeEnv(GOALS), FledgeVectorEnv(GOALS, 2)
    for seed in (-1, "one", 1.5):
        with pytest.raises((error.Error, TypeError, ValueError)):
            env.reset(seed=seed)  # type: ignore[arg-type]
    for seed in (-1, [1], [1, -1], 1.5):
        with pytest.raises((error.Error, TypeError, ValueError)):
            envs.reset(seed=seed)
    for seed, first, count in ((-1, 0, 1), (2**64, 0, 1), (0, -1, 1), (0, 2**31, 1), (0, 0, -1)):
        with pytest.raises(ValueError, match="seed|tasks"):
            env.sample_tasks(count, seed=seed, first=first)
    with pytest.raises(ValueError, match="no split 'all'"):
        env.sample_tasks(1, split="all")


def test_after_close_everything_is_refused() -> None:
    for env in (FledgeEnv(GOALS), FledgeVectorEnv(GOALS, 2)):
        env.reset(seed=1)
        env.close()
        env.close()
        action = env.action_space.sample()
        calls: list[Callable[[], Any]] = [
            lambda: env.step(action),  # noqa: B023
            lambda: env.reset(),  # noqa: B023
            lambda: env.reset(seed=1, options={"task": [0, 0]}),  # noqa: B023
            lambda: env.set_task([0, 0]),  # noqa: B023
            lambda: env.set_task(None),  # noqa: B023
        ]
        calls += [env.get_task] if isinstance(env, FledgeEnv) else [env.get_tasks]
        for call in calls:
            with pytest.raises(error.ClosedEnvironmentError, match="closed"):
                call()
        # What needs no copies still works.
        assert len(env.sample_tasks(2, seed=1)) == 2 and env.levels


def test_results_outlive_the_environment() -> None:
    envs = FledgeVectorEnv(GOALS, 1000, copy=False)
    observations, infos = envs.reset(seed=1)
    kept = observations.copy(), infos["task"]["goalX"].copy()
    envs.close()
    del envs
    junk = [FledgeVectorEnv(GOALS, 1000) for _ in range(10)]
    for other in junk:
        other.reset(seed=2)
    assert_same((observations, infos["task"]["goalX"]), kept)


def test_a_large_discrete_number_is_no_smaller_one() -> None:
    envs = FledgeVectorEnv(ARMS, 1)
    envs.reset()
    for number in (2**32, 2**53 + 1, np.iinfo(np.int64).max):
        with pytest.raises(ValueError, match="from 0 to 4"):
            envs.step(np.array([number]))


def test_unknown_names_offer_what_there_is() -> None:
    assert "bandit/bernoulli" in fledge_gym.distributions()
    with pytest.raises(ValueError, match="There is no environment"):
        fledge_gym.TaskDistribution("")


def test_numbers_that_no_computer_word_holds() -> None:
    huge = 10**400
    for options in ({"pulls": 10**30}, {"pulls": -(2**63) - 1}, {"pulls": huge}):
        with pytest.raises(ValueError, match="option 'pulls' is .*, but from -92.* is possible"):
            FledgeEnv(ARMS, options=options)
    for number in (2**63, 2**64, huge):
        for make in (FledgeEnv, FledgeVectorEnv):
            with pytest.raises(ValueError, match="episodes_per_trial is .*, but from 1 to 92"):
                make(ARMS, episodes_per_trial=number)
    env = FledgeEnv(ARMS, episodes_per_trial=2**63 - 1)
    env.reset(seed=1)
    for action in (huge, -huge, 10**5000):
        with pytest.raises(ValueError, match="whole number of Discrete.5., not .*[0-9]"):
            env.step(action)
    env.step(1)
    env = FledgeEnv(GOALS)
    for value in (huge, -huge, 10**5000, 1e300, float("inf")):
        for task in ({"goalX": value}, [0, value]):
            with pytest.raises(ValueError, match="goalX|goalY|too large"):
                env.set_task(task)
    with pytest.raises(ValueError, match="seed"):
        env.sample_tasks(1, seed=10**5000)


def test_names_end_where_they_end() -> None:
    with pytest.raises(ValueError, match="NUL"):
        fledge_gym.TaskDistribution("point-robot/goals\0x")
    with pytest.raises(ValueError, match="NUL"):
        fledge_gym.TaskDistribution("cart-pole/physics", vary="gravity=5...6\0x")


def test_a_refused_reset_changes_nothing() -> None:
    goal, other = {"goalX": 0.25, "goalY": -0.5}, {"goalX": -0.25, "goalY": 0.5}
    env, envs = FledgeEnv(GOALS), FledgeVectorEnv(GOALS, 2)
    env.reset(seed=1), envs.reset(seed=1)
    env.set_task(goal), envs.set_task(goal)
    streams = [one.np_random.bit_generator.state for one in (env, envs)]
    for seed, task in ((-1, other), ("one", other), (1.5, other), (3, {"goalX": 99})):
        with pytest.raises((error.Error, TypeError, ValueError)):
            env.reset(seed=seed, options={"task": task})  # type: ignore[arg-type]
        for options in ({"task": task}, {"tasks": [task] * 2}):
            with pytest.raises((error.Error, TypeError, ValueError)):
                envs.reset(seed=seed, options=options)  # type: ignore[arg-type]
    for options in ({"task": other, "tasks": [other]}, {"task": other, "tasks": [other, [99, 0]]}):
        with pytest.raises(ValueError, match="tasks for|goalX"):
            envs.reset(options=options)
    with pytest.raises(error.Error):
        envs.reset(seed=[1, -1], options={"task": other})
    assert env.get_task() == goal and envs.get_tasks() == [goal] * 2
    assert streams == [one.np_random.bit_generator.state for one in (env, envs)]
    assert env.reset()[1]["task"] == goal
    assert envs.reset()[1]["task"]["goalX"].tolist() == [0.25, 0.25]
