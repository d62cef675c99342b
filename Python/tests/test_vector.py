"""The native vector environment gives what SyncVectorEnv of single ones gives, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import fledge_gym
from comparing import assert_same

COUNT = 5
MODES = list(AutoresetMode)


def pair(name: str, mode: AutoresetMode, **arguments: Any) -> tuple[Any, Any]:
    """The native environment and Gymnasium's."""
    native = gymnasium.make_vec(name, num_envs=COUNT, autoreset_mode=mode, **arguments)
    assert isinstance(native, fledge_gym.FledgeVectorEnv)
    make: Callable[[], gymnasium.Env] = lambda: gymnasium.make(name, **arguments)  # noqa: E731
    return native, SyncVectorEnv([make] * COUNT, autoreset_mode=mode)


def compare(native: Any, sync: Any, mode: AutoresetMode, steps: int, seed: Any = 11) -> int:
    """Steps both with the same actions, and returns how many episodes ended."""
    assert native.metadata["autoreset_mode"] is mode
    assert native.single_action_space == sync.single_action_space
    assert native.single_observation_space == sync.single_observation_space
    assert native.action_space == sync.action_space
    assert native.observation_space == sync.observation_space
    assert_same(native.reset(seed=seed), sync.reset(seed=seed), "reset")
    native.action_space.seed(4)
    episodes = 0
    for step in range(steps):
        actions = native.action_space.sample()
        ours, theirs = native.step(actions), sync.step(actions)
        assert_same(ours, theirs, f"step {step}")
        ended = ours[2] | ours[3]
        episodes += int(ended.sum())
        if mode is AutoresetMode.DISABLED and ended.any():
            results = [e.reset(options={"reset_mask": ended.copy()}) for e in (native, sync)]
            assert_same(*results, f"reset after step {step}")
    return episodes


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("episodes_per_trial", [None, 1, 3])
@pytest.mark.parametrize(
    "name", ["fledge/CartPoleReversed-v2", "fledge/PointRobotGoals-v2", "fledge/BanditGaussian-v1"]
)
def test_equal_to_sync_in_every_mode(
    name: str, mode: AutoresetMode, episodes_per_trial: int | None
) -> None:
    pairs = pair(name, mode, episodes_per_trial=episodes_per_trial)
    assert compare(*pairs, mode, steps=400) >= 15


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", fledge_gym.envs())
def test_equal_to_sync_for_every_distribution(name: str, mode: AutoresetMode) -> None:
    compare(*pair(name, mode, split="test", episodes_per_trial=2), mode, steps=130)


@pytest.mark.parametrize("mode", MODES)
def test_episodes_of_one_step(mode: AutoresetMode) -> None:
    compare(
        *pair("fledge/BanditBernoulli-v2", mode, options={"pulls": 1}, episodes_per_trial=2),
        mode,
        steps=20,
    )


@pytest.mark.parametrize("mode", MODES)
def test_resets_in_the_middle_and_lists_of_seeds(mode: AutoresetMode) -> None:
    native, sync = pair("fledge/CartPoleTarget-v1", mode, episodes_per_trial=3)
    compare(native, sync, mode, steps=40, seed=[3, 1, 2**32 + 7, 3, 8])
    assert_same(native.reset(), sync.reset())
    compare(native, sync, mode, steps=40, seed=[3, None, 6, None, 8])
    mask = np.array([True, False, True, True, False])
    for seed in (None, 20):
        results = [e.reset(seed=seed, options={"reset_mask": mask.copy()}) for e in (native, sync)]
        assert_same(*results)
    compare(native, sync, mode, steps=40, seed=2)


@pytest.mark.parametrize("mode", MODES)
def test_tasks_given_at_reset(mode: AutoresetMode) -> None:
    native, sync = pair("fledge/PointRobotGoals-v2", mode, episodes_per_trial=2)
    assert_same(native.reset(seed=1), sync.reset(seed=1))
    options = {"task": {"goalX": 0.25, "goalY": -0.5}}
    assert_same(native.reset(options=options), sync.reset(options=options))
    for _ in range(250):
        actions = native.action_space.sample()
        ours = native.step(actions)
        assert_same(ours, sync.step(actions))
        if mode is AutoresetMode.DISABLED and (ours[2] | ours[3]).any():
            assert_same(native.reset(), sync.reset())
    options = {"task": None}
    assert_same(native.reset(seed=4, options=options), sync.reset(seed=4, options=options))


def test_every_copy_has_its_own_task() -> None:
    envs = gymnasium.make_vec("fledge/PointRobotGoals-v2", num_envs=300)
    _, infos = envs.reset(seed=1)
    assert len(set(infos["task"]["goalX"])) == 300
    single = gymnasium.make("fledge/PointRobotGoals-v2")
    _, info = single.reset(seed=1 + 287)
    assert info["task"]["goalX"] == infos["task"]["goalX"][287]
    assert envs.get_tasks()[287] == info["task"]


def test_tasks_of_copies() -> None:
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 3, autoreset_mode="SameStep")
    tasks = envs.sample_tasks(3, seed=7)
    _, infos = envs.reset(seed=0, options={"tasks": tasks})
    assert envs.get_tasks() == tasks
    assert infos["task"]["goalX"].tolist() == [task["goalX"] for task in tasks]
    # Arrays are tasks too, and None stands for drawing again.
    array = np.array([[0.5, 0.5], [0.25, 0], [0, -0.5]], np.float32)
    envs.reset(options={"tasks": array})
    assert [list(task.values()) for task in envs.get_tasks()] == array.tolist()
    envs.set_tasks([None, tasks[0], None])
    assert envs.get_tasks()[1] == tasks[0]
    envs.reset(seed=5)
    drawn = fledge_gym.FledgeVectorEnv("point-robot/goals", 3)
    drawn.reset(seed=5)
    expected = drawn.get_tasks()
    assert envs.get_tasks() == [expected[0], tasks[0], expected[2]]
    # Only chosen copies are put on their tasks.
    envs.reset(options={"tasks": tasks, "reset_mask": np.array([False, False, True])})
    assert envs.get_tasks() == [expected[0], tasks[0], tasks[2]]
    kept = fledge_gym.FledgeVectorEnv("point-robot/goals", 3, tasks=tasks)
    kept.reset(seed=1)
    assert kept.get_tasks() == tasks
    one = fledge_gym.FledgeVectorEnv("point-robot/goals", 3, task={"goalX": 0.125})
    one.reset(seed=1)
    assert one.get_tasks() == [{"goalX": 0.125, "goalY": 0.0}] * 3


def test_results_are_fresh_unless_asked_otherwise() -> None:
    for mode in MODES:
        envs = fledge_gym.FledgeVectorEnv(
            "bandit/bernoulli", 4, options={"pulls": 2}, autoreset_mode=mode, episodes_per_trial=1
        )
        results = [envs.reset(seed=0)]
        for _ in range(6):
            results.append(envs.step(np.zeros(4, np.int64)))
            if mode is AutoresetMode.DISABLED and results[-1][3].any():
                results.append(envs.reset())

        def arrays(value: Any) -> list[np.ndarray]:
            if isinstance(value, dict):
                value = list(value.values())
            if isinstance(value, (tuple, list)):
                return [array for part in value for array in arrays(part)]
            return [value]

        for first in range(len(results)):
            for second in range(first):
                for a in arrays(results[first]):
                    for b in arrays(results[second]):
                        assert not np.shares_memory(a, b)


def test_large_results_are_fresh_as_long_as_anybody_has_them() -> None:
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 20_000)
    again = fledge_gym.FledgeVectorEnv("point-robot/goals", 20_000)
    actions = np.random.default_rng(0).uniform(-1, 1, (12, 20_000, 2))
    kept = [envs.reset(seed=0)[0]] + [envs.step(row)[0] for row in actions]
    # A view alone keeps its memory as well.
    views = [array[1:, :1] for array in kept]
    expected = [again.reset(seed=0)[0].copy()] + [again.step(row)[0].copy() for row in actions]
    assert_same(kept, expected)
    del kept
    rewards = [envs.step(actions[0])[1][5:] for _ in range(9)]
    assert_same(views, [array[1:, :1] for array in expected])
    assert_same(rewards, [again.step(actions[0])[1][5:].copy() for _ in range(9)])


def test_memory_that_nobody_has_is_used_again() -> None:
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 16)
    envs.reset(seed=0)
    actions = np.zeros((16, 2), np.float32)

    def places(*results: np.ndarray) -> list[int]:
        return [array.ctypes.data for array in results]

    first = places(*envs.step(actions)[:4])
    assert first == places(*envs.step(actions)[:4])
    # One of the four arrays, or a part of it, keeps all of them.
    for number in range(4):
        kept = envs.step(actions)[number][3:]
        assert not set(first) & set(places(*envs.step(actions)[:4]))
        del kept
        assert first == places(*envs.step(actions)[:4])


def test_views_are_the_librarys_memory() -> None:
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 4, copy=False)
    copied = fledge_gym.FledgeVectorEnv("point-robot/goals", 4)
    first, _ = envs.reset(seed=3)
    copied.reset(seed=3)
    envs.action_space.seed(0)
    for _ in range(150):
        actions = envs.action_space.sample()
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        expected = copied.step(actions)
        assert observations is first and rewards.dtype == np.float64
        assert_same((observations, terminated, truncated, infos), (expected[0], *expected[2:]))
        assert rewards.tolist() == expected[1].tolist()


def test_wrappers_of_gymnasium_work_on_top() -> None:
    for mode in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
        envs = gymnasium.make_vec("fledge/CartPolePhysics-v2", num_envs=6, autoreset_mode=mode)
        envs = gymnasium.wrappers.vector.RecordEpisodeStatistics(envs)
        envs.reset(seed=0)
        envs.action_space.seed(0)
        lengths: list[int] = []
        for _ in range(200):
            *_, infos = envs.step(envs.action_space.sample())
            if "episode" in infos:
                lengths += infos["episode"]["l"][infos["_episode"]].tolist()
        assert len(lengths) > 20 and 8 < np.mean(lengths) < 60
        envs.close()
