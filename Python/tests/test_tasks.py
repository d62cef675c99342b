"""Tasks: splits, seeds, trials, and all ways to give one."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import gymnasium
import numpy as np
import pytest

import fledge_gym

NAVIGATION = "fledge/PointRobotGoals-v2"


def task_bits(tasks: list[dict[str, float]]) -> set[tuple[float, ...]]:
    return {tuple(task.values()) for task in tasks}


def test_tasks_of_a_seed_are_those_of_the_program() -> None:
    env = gymnasium.make(NAVIGATION, split="test").unwrapped
    # `fledge score --player oracle --distribution point-robot/goals --tasks 3 --seed 1 --json` has
    # these.
    tasks = [list(task.values()) for task in env.sample_tasks(3, seed=1)]
    printed = [[-0.40362847, 0.038637042], [-0.34011316, 0.058420777], [0.37666535, 0.38834345]]
    assert np.array_equal(np.float32(tasks), np.float32(printed))
    assert env.sample_tasks(2, seed=1, first=1) == env.sample_tasks(3, seed=1)[1:]
    assert env.sample_tasks(0, seed=1) == []


def test_splits_are_disjoint() -> None:
    for name in ("point-robot/goals", "cart-pole/reversed", "tabular-mdp/dirichlet"):
        distribution = fledge_gym.TaskDistribution(name)
        drawn = [
            {tuple(task) for task in distribution.draw(400, split=split, seed=3).tolist()}
            for split in distribution.splits
        ]
        assert len(drawn) == 3
        assert not drawn[0] & drawn[1] and not drawn[0] & drawn[2] and not drawn[1] & drawn[2]
    env = gymnasium.make(NAVIGATION, split="train").unwrapped
    assert env.sample_tasks(5, seed=1, split="test") == gymnasium.make(
        NAVIGATION, split="test"
    ).unwrapped.sample_tasks(5, seed=1)


def test_sampling_without_a_seed_goes_on_from_that_of_the_reset() -> None:
    def draw() -> list[list[dict[str, float]]]:
        env = gymnasium.make(NAVIGATION)
        env.reset(seed=4)
        return [env.unwrapped.sample_tasks(3) for _ in range(2)]

    first, second = draw()
    assert draw() == [first, second] and len(task_bits(first + second)) == 6


def test_ways_to_give_a_task() -> None:
    goal = {"goalX": 0.25, "goalY": -0.5}
    env = gymnasium.make(NAVIGATION, task=goal)
    _, info = env.reset(seed=1)
    assert info == {"trial_start": True, "task": goal} and env.unwrapped.get_task() == goal
    # It stays, whatever the seed.
    assert env.reset()[1] == {"trial_start": False}
    assert env.reset(seed=2)[1]["task"] == goal
    # By an option of reset, from this episode on.
    _, info = env.reset(options={"task": [0.5, 0.125]})
    assert info == {"trial_start": True, "task": {"goalX": 0.5, "goalY": 0.125}}
    # By a method, from the next episode on; get_task already says so.
    env.unwrapped.set_task(np.array([0.0, 0.375]))
    assert env.unwrapped.get_task() == {"goalX": 0.0, "goalY": 0.375}
    observation, *_ = env.step(np.zeros(2, np.float32))
    assert env.reset()[1]["task"] == {"goalX": 0.0, "goalY": 0.375}
    # None draws again: what an environment of its own draws with this seed.
    drawn = gymnasium.make(NAVIGATION).reset(seed=9)[1]["task"]
    assert env.reset(seed=9, options={"task": None})[1]["task"] == drawn
    # A task of another seed, through JSON.
    text = json.dumps(env.unwrapped.sample_tasks(1, seed=5)[0])
    env.reset(options={"task": json.loads(text)})
    assert env.unwrapped.get_task() == env.unwrapped.sample_tasks(1, seed=5)[0]


def test_a_task_changes_what_happens() -> None:
    env = gymnasium.make(NAVIGATION)
    for goal in ([0.3, 0.4], [-0.6, 0.8]):
        env.reset(options={"task": goal})
        reward = env.step(np.zeros(2, np.float32))[1]
        assert reward == pytest.approx(-np.hypot(*goal), rel=1e-6)


def test_parameters_that_are_left_out_have_their_defaults() -> None:
    env = gymnasium.make("fledge/CartPolePhysics-v2", task={"gravity": 12.5})
    env.reset()
    task = env.unwrapped.get_task()
    defaults = {p["name"]: p["defaultValue"] for p in env.unwrapped.distribution.parameters}
    assert task == {name: np.float32(value) for name, value in defaults.items()} | {"gravity": 12.5}
    # One that was given a single value has that.
    env = gymnasium.make("fledge/CartPolePhysics-v2", vary={"cartMass": 2.5}, task={})
    env.reset()
    assert env.unwrapped.get_task()["cartMass"] == 2.5


def test_other_values_of_parameters() -> None:
    def values(vary: object, name: str = "gravity") -> np.ndarray:
        env = gymnasium.make("fledge/CartPolePhysics-v2", vary=vary).unwrapped
        return np.array([task[name] for task in env.sample_tasks(200, seed=1)])

    gravity = values({"gravity": (5, 15)})
    assert 5 <= gravity.min() < 6 and 14 < gravity.max() <= 15
    gravity = values({"gravity": [(1, 5), (15, 20)]})
    assert ((gravity <= 5) | (gravity >= 15)).all() and 0.2 < (gravity < 10).mean() < 0.8
    assert set(values({"gravity": 3.5})) == {3.5}
    assert set(values({"forceSign": [-1, 1]}, "forceSign")) == {-1, 1}
    assert (values("gravity=1...5,15...20") == values({"gravity": [(1, 5), (15, 20)]})).all()
    assert (values(["gravity=2", "cartMass=3"], "cartMass") == 3).all()


def test_trials_keep_a_task_for_some_episodes() -> None:
    env = gymnasium.make(
        "fledge/BanditBernoulli-v2", split="test", options={"pulls": 2}, episodes_per_trial=3
    )
    expected = env.unwrapped.sample_tasks(4, seed=21)
    for episode in range(12):
        _, info = env.reset(seed=21 if episode == 0 else None)
        assert info["trial_start"] == (episode % 3 == 0)
        assert ("task" in info) == info["trial_start"]
        assert env.unwrapped.get_task() == expected[episode // 3]
        env.step(0), env.step(1)
    # A task that is given begins a trial, and stays for the next.
    task = {f"p{arm}": 0.25 for arm in range(5)}
    starts = [env.reset(options={"task": task})[1]["trial_start"]]
    starts += [env.reset()[1]["trial_start"] for _ in range(4)]
    assert starts == [True, False, False, True, False] and env.unwrapped.get_task() == task


def test_trials_in_a_vector_environment() -> None:
    envs = gymnasium.make_vec(
        "fledge/BanditBernoulli-v2", num_envs=3, options={"pulls": 2}, episodes_per_trial=2,
        autoreset_mode="SameStep",
    )
    _, infos = envs.reset(seed=0)
    assert infos["trial_start"].all() and infos["_task"].all()
    starts = []
    for _ in range(8):
        *_, infos = envs.step(np.zeros(3, np.int64))
        starts.append(bool(infos["trial_start"].all()) if "trial_start" in infos else None)
    assert starts == [None, False, None, True, None, False, None, True]


@pytest.mark.parametrize("name", fledge_gym.envs())
def test_the_space_of_tasks_has_legal_tasks_only(name: str) -> None:
    env = gymnasium.make(name).unwrapped
    env.task_space.seed(1)
    for _ in range(20):
        task = env.task_space.sample()
        assert task in env.task_space
        env.reset(options={"task": task})
        assert list(env.get_task().values()) == task.tolist()
    for task in env.distribution.draw(20, split="train", seed=1):
        assert task in env.task_space
    assert np.full(env.distribution.task_size, 1e38, np.float32) not in env.task_space
    assert np.zeros(99, np.float32) not in env.task_space


def test_a_distribution_can_be_shared() -> None:
    distribution = fledge_gym.TaskDistribution("bandit/two-armed", options={"pulls": 4})
    single = fledge_gym.FledgeEnv(distribution)
    envs = fledge_gym.FledgeVectorEnv(distribution, 2)
    assert single.horizon == envs.horizon == 4
    with pytest.raises(ValueError, match="belong to the TaskDistribution"):
        fledge_gym.FledgeEnv(distribution, options={"pulls": 5})


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))]
)
def test_a_copy_of_a_distribution_draws_the_same_tasks(again: Any) -> None:
    for vary in ({"gravity": (5, 6)}, "gravity=5...6", ["gravity=5...6", "forceSign=-1,1"], None):
        options = None if vary else {"arms": 3}
        first = fledge_gym.TaskDistribution(
            "cart-pole/physics" if vary else "bandit/bernoulli", options=options, vary=vary
        )
        second = again(first)
        assert second is not first and second.description == first.description
        tasks = [d.draw(20, split="test", seed=3) for d in (first, second, again(second))]
        np.testing.assert_array_equal(tasks[0], tasks[1])
        np.testing.assert_array_equal(tasks[0], tasks[2])
        if vary:
            gravity = tasks[1][:, first.parameter_names.index("gravity")]
            assert gravity.min() >= 5 and gravity.max() <= 6


def test_a_copy_keeps_the_options_that_were_given() -> None:
    options = {"pulls": 7}
    first = fledge_gym.TaskDistribution("bandit/bernoulli", options=options)
    options["pulls"] = 9
    assert copy.deepcopy(first).horizon == 7


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickle.dumps])
def test_an_environment_is_not_copied_but_made_from_its_spec(again: Any) -> None:
    env = gymnasium.make(NAVIGATION, split="test")
    envs = gymnasium.make_vec(NAVIGATION, 2)
    for one in (env, env.unwrapped, envs):
        with pytest.raises(TypeError, match=r"nor pickled: .*gymnasium.make.env.spec"):
            again(one.unwrapped)
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        copy.deepcopy(env)
    other = gymnasium.make(env.spec)
    assert other.unwrapped.split == "test"
    np.testing.assert_array_equal(other.reset(seed=1)[0], env.reset(seed=1)[0])
