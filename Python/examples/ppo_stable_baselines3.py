"""PPO by stable-baselines3 on navigation, with the goal shown to the policy.

    python ppo_stable_baselines3.py --steps 300000

Each of 256 copies has a goal of its own, and draws another one for each episode. The policy sees
its position and the goal. Afterwards it plays goals it was not trained on, of the split "test".
"""

from __future__ import annotations

import argparse

import gymnasium
import numpy as np
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.vec_env import VecEnv, VecMonitor

import fledge_gym  # noqa: F401
from fledge_gym.stable_baselines3 import FledgeVecEnv
from fledge_gym.wrappers import ShowTasks

NAME = "fledge/PointRobotGoals-v2"


def navigation(copies: int, split: str) -> VecEnv:
    """Copies that draw a goal for each episode and show it."""
    envs = gymnasium.make_vec(
        NAME, num_envs=copies, split=split, episodes_per_trial=1, autoreset_mode="SameStep"
    )
    return VecMonitor(FledgeVecEnv(ShowTasks(envs)))


class Progress(BaseCallback):
    """Prints a line every ten updates."""

    def _on_step(self) -> bool:
        return True

    def _on_rollout_end(self) -> None:
        episodes = [info["r"] for info in self.model.ep_info_buffer or ()]
        if episodes and self.num_timesteps // self.model.n_envs % 320 == 0:
            mean = sum(episodes) / len(episodes)
            print(f"{self.num_timesteps:>10,} steps   return {mean:8.2f}", flush=True)


def main(arguments: list[str] | None = None) -> float:
    """Trains and evaluates; returns the mean return on test goals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=300_000, help="of all copies together")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)

    torch.set_num_threads(1)
    model = PPO(
        "MlpPolicy",
        navigation(256, "train"),
        n_steps=32,
        batch_size=2048,
        n_epochs=4,
        learning_rate=1e-3,
        seed=options.seed,
        device="cpu",
    )
    model.learn(options.steps, callback=Progress())

    test = navigation(200, "test")
    test.seed(options.seed)
    returns, _ = evaluate_policy(model, test, n_eval_episodes=200, return_episode_rewards=True)
    mean = float(np.mean(returns))
    levels = test.get_attr("levels")[0]
    print(f"Mean return on 200 goals of split test: {mean:.2f}")
    print(", ".join(f"{name} {value:.2f}" for name, value in sorted(levels.items())))
    return mean


if __name__ == "__main__":
    main()
