"""The checkers of stable-baselines3 and TorchRL accept every environment."""

from __future__ import annotations

import warnings

import gymnasium
import pytest

import fledge_gym

ENVS = fledge_gym.envs()


@pytest.mark.parametrize("name", ENVS)
def test_stable_baselines3(name: str) -> None:
    from stable_baselines3.common.env_checker import check_env

    check_env(gymnasium.make(name).unwrapped)


@pytest.mark.parametrize("name", ENVS)
def test_torchrl(name: str) -> None:
    with warnings.catch_warnings():
        # Its own imports warn.
        warnings.simplefilter("ignore")
        from torchrl.envs.libs.gym import GymEnv
        from torchrl.envs.utils import check_env_specs

        env = GymEnv(name)
        check_env_specs(env)
        rollout = env.rollout(30)
    assert rollout["next", "reward"].shape[-1] == 1
    env.close()
