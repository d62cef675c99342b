"""Wrappers that show the task."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import fledge_gym
from comparing import assert_same
from fledge_gym.wrappers import ShowTask, ShowTasks


@pytest.mark.parametrize("name", fledge_gym.envs())
def test_spaces_contain_what_is_observed(name: str) -> None:
    env = ShowTask(gymnasium.make(name))
    env = ShowTask(gymnasium.make(name, split=env.unwrapped.distribution.splits[-1]))
    inner = env.unwrapped
    size = inner.observation_space.shape[0]
    observation, info = env.reset(seed=3)
    env.action_space.seed(3)
    assert env.observation_space.shape == (size + inner.distribution.task_size,)
    env.action_space.seed(3)
    for _ in range(5):
        assert observation in env.observation_space
        assert observation[size:].tolist() == list(info["task"].values())
        observation, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            break


@pytest.mark.filterwarnings("ignore:.*different from the unwrapped version")
@pytest.mark.parametrize("name", ["fledge/PointRobotGoals-v2", "fledge/BanditContextual-v1"])
def test_gymnasium_accepts_it(name: str) -> None:
    check_env(ShowTask(gymnasium.make(name)))


def test_an_episode_shows_its_own_task() -> None:
    env = ShowTask(gymnasium.make("fledge/PointRobotGoals-v2", task={"goalX": 0.25}))
    first, _ = env.reset(seed=0)
    assert first.tolist() == [0, 0, 0.25, 0]
    env.unwrapped.set_task({"goalX": -0.5, "goalY": 0.125})
    assert env.step(np.zeros(2, np.float32))[0].tolist() == [0, 0, 0.25, 0]
    assert env.reset()[0].tolist() == [0, 0, -0.5, 0.125]
    # No trial begins here: the info does not have the task.
    observation, info = env.reset()
    assert "task" not in info and observation.tolist() == [0, 0, -0.5, 0.125]


def test_chosen_parameters_in_their_order() -> None:
    task = {"windX": 0.0625, "goalX": 0.5, "goalY": 0.25}
    name, chosen = "fledge/PointRobotWinds-v1", ["goalY", "windX"]
    env = ShowTask(gymnasium.make(name, task=task), chosen)
    assert env.reset(seed=0)[0].tolist() == [0, 0, 0.25, 0.0625]
    assert env.observation_space.high[2:].tolist() == [10, 1]
    envs = ShowTasks(gymnasium.make_vec(name, num_envs=2, task=task), chosen)
    assert envs.reset(seed=0)[0].tolist() == [[0, 0, 0.25, 0.0625]] * 2
    assert envs.single_observation_space == env.observation_space


@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize("name", ["fledge/PointRobotGoals-v2", "fledge/CartPoleReversed-v2"])
def test_equal_to_sync_of_single_ones(name: str, mode: AutoresetMode) -> None:
    arguments: dict[str, Any] = {"episodes_per_trial": 2}
    native = ShowTasks(gymnasium.make_vec(name, num_envs=5, autoreset_mode=mode, **arguments))
    sync = SyncVectorEnv(
        [lambda: ShowTask(gymnasium.make(name, **arguments))] * 5, autoreset_mode=mode
    )
    assert native.observation_space == sync.observation_space
    assert_same(native.reset(seed=2), sync.reset(seed=2), "reset")
    native.action_space.seed(4)
    ends = 0
    for step in range(330):
        actions = native.action_space.sample()
        ours, theirs = native.step(actions), sync.step(actions)
        assert_same(ours, theirs, f"step {step}")
        ended = ours[2] | ours[3]
        ends += int(ended.sum())
        if mode is AutoresetMode.DISABLED and ended.any():
            both = [e.reset(options={"reset_mask": ended.copy()}) for e in (native, sync)]
            assert_same(*both, f"reset after step {step}")
    assert ends >= 15


def test_results_are_fresh_where_the_copies_are_not() -> None:
    envs = ShowTasks(gymnasium.make_vec("fledge/PointRobotGoals-v2", num_envs=2, copy=False))
    first, _ = envs.reset(seed=0)
    before = first.copy()
    envs.step(np.ones((2, 2), np.float32))
    assert_same(first, before)


def test_it_is_recorded_in_the_specification() -> None:
    env = ShowTask(gymnasium.make("fledge/PointRobotGoals-v2"), ["goalX"])
    again = gymnasium.make(gymnasium.envs.registration.EnvSpec.from_json(env.spec.to_json()))
    assert again.observation_space == env.observation_space
    assert_same(again.reset(seed=1), env.reset(seed=1))


def test_errors() -> None:
    with pytest.raises(TypeError, match="ShowTask wraps environments of Fledge"):
        ShowTask(gymnasium.make("CartPole-v1"))
    with pytest.raises(TypeError, match="ShowTasks wraps vector environments of Fledge"):
        ShowTasks(SyncVectorEnv([lambda: gymnasium.make("fledge/PointRobotGoals-v2")]))
    with pytest.raises(ValueError, match="no parameter 'goal'; it has goalX, goalY"):
        ShowTask(gymnasium.make("fledge/PointRobotGoals-v2"), ["goal"])
    env = ShowTask(gymnasium.make("fledge/PointRobotGoals-v2"))
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(np.zeros(2, np.float32))
