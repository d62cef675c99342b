"""The adapter to stable-baselines3: its results are those of its own `DummyVecEnv`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import SyncVectorEnv
from gymnasium.wrappers.vector import RecordEpisodeStatistics

import fledge_gym
from comparing import assert_same, blocks_about
from fledge_gym import _library
from fledge_gym.wrappers import ShowTask, ShowTasks


pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")
from stable_baselines3 import PPO  # noqa: E402
from stable_baselines3.common.env_checker import check_env  # noqa: E402
from stable_baselines3.common.evaluation import evaluate_policy  # noqa: E402
from stable_baselines3.common.vec_env import (  # noqa: E402
    DummyVecEnv,
    VecEnv,
    VecMonitor,
    VecNormalize,
    VecVideoRecorder,
)

from fledge_gym.stable_baselines3 import FledgeVecEnv  # noqa: E402

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).parents[2]))
NAVIGATION = "fledge/PointRobotGoals-v2"


def adapted(name: str = NAVIGATION, count: int = 4, **arguments: Any) -> FledgeVecEnv:
    return FledgeVecEnv(
        gymnasium.make_vec(name, num_envs=count, autoreset_mode="SameStep", **arguments)
    )


def played(env: VecEnv, steps: int) -> list[Any]:
    """All that random play returns, and what it says of the episodes that began."""
    env.seed(7)
    results: list[Any] = [env.reset(), [dict(info) for info in env.reset_infos]]
    env.action_space.seed(1)
    for _ in range(steps):
        actions = np.stack([env.action_space.sample() for _ in range(env.num_envs)])
        results.append(env.step(actions))
        results.append([dict(info) for info in env.reset_infos])
    env.close()
    return results


@pytest.mark.parametrize("name", fledge_gym.envs())
def test_equal_to_dummy_vec_env(name: str) -> None:
    dummy = DummyVecEnv([lambda: gymnasium.make(name, episodes_per_trial=2)] * 4)
    ours = adapted(name, episodes_per_trial=2)
    assert ours.observation_space == dummy.observation_space
    assert ours.action_space == dummy.action_space
    assert_same(played(ours, 130), played(dummy, 130), name)


def test_equal_to_dummy_vec_env_with_tasks_shown() -> None:
    dummy = DummyVecEnv([lambda: ShowTask(gymnasium.make(NAVIGATION, episodes_per_trial=1))] * 3)
    envs = gymnasium.make_vec(
        NAVIGATION, num_envs=3, autoreset_mode="SameStep", episodes_per_trial=1
    )
    ours = FledgeVecEnv(ShowTasks(envs))
    results = played(ours, 210)
    assert_same(results, played(dummy, 210))
    ends = [info for step in results[2::2] for info in step[3] if "terminal_observation" in info]
    assert len(ends) >= 6 and all(info["TimeLimit.truncated"] for info in ends)


@pytest.mark.parametrize("name", [NAVIGATION, "fledge/BanditContextual-v1"])
def test_its_checker_accepts_shown_tasks(name: str) -> None:
    check_env(ShowTask(gymnasium.make(name)))


def test_an_end_of_its_own_is_not_cut() -> None:
    env = adapted(count=1, task={"goalX": 0.2, "goalY": 0.1})
    env.seed(0)
    env.reset()
    _, _, dones, _ = env.step(np.array([[1.0, 1.0]]))
    assert not dones[0]
    observations, _, dones, infos = env.step(np.array([[1.0, 0.0]]))
    assert dones[0] and infos[0]["TimeLimit.truncated"] is False
    np.testing.assert_allclose(infos[0]["terminal_observation"], [0.2, 0.1], atol=1e-6)
    assert observations.tolist() == [[0, 0]]


def test_methods_attributes_and_options() -> None:
    env = adapted()
    env.env_method("set_task", {"goalX": 0.5, "goalY": 0.25}, indices=[1, 3])
    env.reset()
    tasks = env.env_method("get_task")
    assert tasks[1] == tasks[3] == {"goalX": 0.5, "goalY": 0.25} != tasks[0] != tasks[2]
    assert env.env_method("get_task", indices=2) == [tasks[2]]
    env.set_options([{}, {"task": {"goalX": 0.125}}, {}, {"task": None}])
    env.seed(5)
    env.reset()
    after = env.env_method("get_task")
    assert after[1] == {"goalX": 0.125, "goalY": 0} and after[3] != tasks[3]
    assert env.reset_infos[1]["task"] == after[1]
    # Options count once.
    env.env_method("set_task", task={"goalX": -0.25}, indices=1)
    env.reset()
    assert env.env_method("get_task", indices=1) == [{"goalX": -0.25, "goalY": 0}]
    assert len(env.env_method("sample_tasks", 3, seed=1, indices=[0])[0]) == 3

    assert env.get_attr("split", indices=[0, 1]) == ["train", "train"]
    assert env.has_attr("horizon") and not env.has_attr("nothing")
    env.set_attr("note", 3)
    assert env.get_attr("note") == [3] * 4
    with pytest.raises(ValueError, match="The copies share 'note'"):
        env.set_attr("note", 4, indices=[0])
    assert env.get_images() == [None] * 4 and env.render_mode is None
    env.set_options({"goal": 1})
    with pytest.raises(ValueError, match="no option 'goal' at its reset; it has 'task'"):
        env.reset()
    before = env.env_method("get_task")
    env.set_options({"task": {"goalX": 0.5}})
    env.seed(-1)
    with pytest.raises(gymnasium.error.Error, match="from 0, not -1"):
        env.reset()
    assert env.env_method("get_task") == before


def test_it_says_which_wrappers_it_has() -> None:
    envs = gymnasium.make_vec(NAVIGATION, num_envs=2, autoreset_mode="SameStep")
    env = FledgeVecEnv(ShowTasks(RecordEpisodeStatistics(envs)))
    assert env.env_is_wrapped(ShowTasks) == [True, True]
    assert env.env_is_wrapped(RecordEpisodeStatistics, indices=0) == [True]
    assert env.env_is_wrapped(gymnasium.wrappers.TimeLimit) == [False, False]


def test_what_cannot_be_adapted() -> None:
    with pytest.raises(ValueError, match="autoreset_mode='SameStep'"):
        FledgeVecEnv(gymnasium.make_vec(NAVIGATION, num_envs=2))
    with pytest.raises(ValueError, match="copy=True"):
        adapted(copy=False)
    with pytest.raises(TypeError, match="adapts vector environments of Fledge"):
        FledgeVecEnv(SyncVectorEnv([lambda: gymnasium.make("CartPole-v1")]))


@pytest.mark.parametrize("name", [NAVIGATION, "fledge/CartPoleReversed-v2"])
def test_ppo_trains_saves_and_evaluates(name: str, tmp_path: Path) -> None:
    env = VecNormalize(VecMonitor(adapted(name, 8)))
    model = PPO("MlpPolicy", env, n_steps=64, batch_size=128, n_epochs=1, seed=1, device="cpu")
    before = evaluate_policy(model, VecMonitor(adapted(name)), n_eval_episodes=4)
    model.learn(1024)
    model.save(tmp_path / "model")
    assert np.isfinite(before).all() and env.ret_rms.count > 1000
    loaded = PPO.load(tmp_path / "model", env=env)
    observations = np.zeros((8, *env.observation_space.shape), np.float32)
    assert_same(
        loaded.predict(observations, deterministic=True)[0],
        model.predict(observations, deterministic=True)[0],
    )


def test_the_same_seed_gives_the_same_training() -> None:
    def weights() -> Any:
        model = PPO("MlpPolicy", adapted(count=8), n_steps=32, n_epochs=1, seed=3, device="cpu")
        return next(model.learn(512).policy.parameters()).detach().numpy()

    assert_same(weights(), weights())


def test_the_page_runs() -> None:
    """The blocks about stable-baselines3; others run with the tests of the package."""
    for block in blocks_about("fledge_gym.stable_baselines3"):
        exec(compile(block, "examples.md", "exec"), {})
