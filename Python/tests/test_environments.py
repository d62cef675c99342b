"""Every distribution is an environment of Gymnasium."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env

import fledge_gym
from comparing import assert_same
from fledge_gym import _library, registration

ENVS = fledge_gym.envs()


def test_each_distribution_is_registered_with_its_version() -> None:
    assert len(ENVS) == len(fledge_gym.distributions()) >= 15
    assert "fledge/PointRobotGoals-v2" in ENVS and "fledge/TabularMdpDirichlet-v1" in ENVS
    for name, distribution in zip(ENVS, fledge_gym.distributions(), strict=True):
        env = gymnasium.make(name)
        assert env.unwrapped.distribution.name == distribution
        assert name.endswith(f"-v{env.unwrapped.distribution.version}")
        env.close()


# Warnings are errors here, as pyproject.toml says.
@pytest.mark.parametrize("name", ENVS)
def test_checker_of_gymnasium_has_nothing_to_say(name: str) -> None:
    check_env(gymnasium.make(name).unwrapped)


@pytest.mark.parametrize("name", ENVS)
def test_passive_checks_pass_for_whole_episodes(name: str) -> None:
    env = gymnasium.make(name, disable_env_checker=False)
    env.action_space.seed(3)
    for episode in range(2):
        observation, _ = env.reset(seed=3 if episode == 0 else None)
        steps, ended = 0, False
        while not ended:
            observation, reward, terminated, truncated, info = env.step(env.action_space.sample())
            assert type(reward) is float and type(terminated) is bool and type(truncated) is bool
            assert observation in env.observation_space and info == {}
            steps, ended = steps + 1, terminated or truncated
        assert steps <= env.unwrapped.horizon
    env.close()


def test_specifications_survive_json() -> None:
    for name in ENVS:
        spec = gymnasium.spec(name)
        again = EnvSpec.from_json(spec.to_json())
        assert again == spec
        horizon = fledge_gym.TaskDistribution(spec.kwargs["distribution"]).horizon
        assert spec.max_episode_steps in (horizon, None)
    env = gymnasium.make("fledge/BanditBernoulli-v2", options={"pulls": 3}, split="test")
    copy = gymnasium.make(EnvSpec.from_json(env.spec.to_json()))
    assert copy.unwrapped.horizon == 3 and copy.unwrapped.split == "test"


def test_options_change_the_length_of_episodes() -> None:
    for pulls in (1, 7, 40):
        env = gymnasium.make("fledge/BanditBernoulli-v2", options={"pulls": pulls, "arms": 3})
        env.reset(seed=1)
        assert env.action_space.n == 3
        ends = [env.step(1)[2:4] for _ in range(pulls)]
        assert ends == [(False, False)] * (pulls - 1) + [(pulls == 1, pulls > 1)]
    check_env(gymnasium.make("fledge/BanditBernoulli-v2", options={"pulls": 1}).unwrapped)


def test_a_seed_repeats_all_that_follows() -> None:
    def play(seed: int) -> list:
        env = gymnasium.make("fledge/CartPoleReversed-v2", episodes_per_trial=2)
        results = [env.reset(seed=seed)]
        env.action_space.seed(9)
        for _ in range(200):
            result = env.step(env.action_space.sample())
            results.append(result)
            if result[2] or result[3]:
                results.append(env.reset())
        return results

    assert_same(play(5), play(5))
    for seed in (0, 2**32 - 1, 2**32, 2**32 + 5, 2**70):
        assert_same(play(seed), play(seed))
    with pytest.raises(AssertionError):
        assert_same(play(5), play(6))
    with pytest.raises(AssertionError):
        assert_same(play(5), play(2**32 + 5))


def test_without_a_seed_environments_differ() -> None:
    tasks = set()
    for _ in range(5):
        env = gymnasium.make("fledge/PointRobotGoals-v2")
        _, info = env.reset()
        tasks.add(tuple(info["task"].values()))
    assert len(tasks) == 5


def test_actions_of_corners_are_rescaled() -> None:
    ours = gymnasium.make("fledge/PointRobotCorners-v1", options={"reward": "dense"})
    native = gymnasium.make(
        "fledge/PointRobotCorners-v1", options={"reward": "dense"}, rescale_actions=False
    )
    assert ours.action_space.high.tolist() == [1, 1]
    assert native.action_space.high.tolist() == [10, 10]
    ours.reset(seed=2), native.reset(seed=2)
    assert_same(
        ours.step(np.array([0.5, -0.25], np.float32)),
        native.step(np.array([5, -2.5], np.float32)),
    )


def test_importing_by_name_is_enough() -> None:
    code = (
        "import gymnasium; env = gymnasium.make('fledge_gym:fledge/CartPolePhysics-v2');"
        "print(env.reset(seed=1)[0].shape)"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "(4,)\n", done.stderr


def test_levels_and_normalized_scores() -> None:
    env = gymnasium.make("fledge/PointRobotGoals-v2", split="test").unwrapped
    # As `fledge describe point-robot/goals` prints them.
    assert {name: round(value, 2) for name, value in env.levels.items()} == {
        "random": -61.42,
        "blind": -38.01,
        "oracle": -0.50,
    }
    assert env.normalized_score(env.levels["random"]) == 0
    assert env.normalized_score(env.levels["oracle"]) == 1
    # The first row of the README's table: -36.59 is 0.408.
    assert round(env.normalized_score(-36.59), 3) == 0.408
    shifted = gymnasium.make("fledge/PointRobotGoals-v2", split="shifted").unwrapped
    assert shifted.levels != env.levels
    other = gymnasium.make("fledge/BanditBernoulli-v2", options={"pulls": 7}).unwrapped
    assert other.levels == {}
    with pytest.raises(ValueError, match="levels of bandit/bernoulli"):
        other.normalized_score(1)
    varied = gymnasium.make("fledge/CartPolePhysics-v2", vary={"gravity": (1, 2)}).unwrapped
    assert varied.levels == {}


def test_descriptions_are_plain_data() -> None:
    for name in fledge_gym.distributions():
        distribution = fledge_gym.TaskDistribution(name)
        json.dumps(distribution.description)
        assert distribution.summary and distribution.task_size == len(distribution.parameters)


def test_options_that_change_the_length_of_episodes_are_known() -> None:
    tried = set()
    for line in _library.catalog():
        usual = fledge_gym.TaskDistribution(line["name"]).horizon
        for option in line["options"]:
            # "1...1000" has two ends; "'sparse' and 'dense'" has two words.
            values = re.findall(r"'([^']+)'|(\d+)", option["legalValues"])
            assert len(values) >= 2, option
            horizons = {
                fledge_gym.TaskDistribution(
                    line["name"], options={option["name"]: word or int(number)}
                ).horizon
                for word, number in values
            }
            changes = horizons != {usual}
            assert changes == (option["name"] in registration.LENGTH_OPTIONS), (line, option)
            tried.add((option["name"], changes))
        spec = gymnasium.spec(registration.environment_id(line["name"], line["version"]))
        has_own = any(option["name"] in registration.LENGTH_OPTIONS for option in line["options"])
        assert spec.max_episode_steps == (None if has_own else usual)
    assert {("pulls", True), ("arms", False), ("reward", False)} <= tried
