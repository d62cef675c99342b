"""Steps per second of stable-baselines3's PPO: one environment, and 256 copies through the adapter.

Usage: python ppo.py [TURNS]

Both collect 8,192 steps for each update and have the same batches (2,048), epochs (4) and network,
so an update costs the same. The two take turns in one process with one thread, and the median of
the ratios counts. The first update of each is not timed.
"""

from __future__ import annotations

import statistics
import sys
import time

import gymnasium
import torch
from stable_baselines3 import PPO

import fledge_gym  # noqa: F401
from fledge_gym.stable_baselines3 import FledgeVecEnv
from fledge_gym.wrappers import ShowTask, ShowTasks

NAME = "fledge/PointRobotGoals-v2"
STEPS, COPIES = 8192, 256


def model(copies: int) -> PPO:
    """PPO on navigation with goals shown."""
    if copies == 1:
        env = ShowTask(gymnasium.make(NAME, episodes_per_trial=1))
    else:
        envs = gymnasium.make_vec(
            NAME, num_envs=copies, episodes_per_trial=1, autoreset_mode="SameStep"
        )
        env = FledgeVecEnv(ShowTasks(envs))
    return PPO(
        "MlpPolicy", env, n_steps=STEPS // copies, batch_size=2048, n_epochs=4, seed=0, device="cpu"
    )


def speed(learner: PPO, updates: int) -> float:
    """Steps per second of some updates."""
    start = time.perf_counter()
    learner.learn(updates * STEPS, reset_num_timesteps=False)
    return updates * STEPS / (time.perf_counter() - start)


def main(turns: int = 5) -> float:
    """Prints a line for each turn, and the median of their ratios, which it returns."""
    torch.set_num_threads(1)
    single, vector = model(1), model(COPIES)
    speed(single, 1), speed(vector, 1)
    ratios = []
    print(f"{'one environment':>16}{f'{COPIES} copies':>14}{'ratio':>8}    steps per second")
    for _ in range(turns):
        one, many = speed(single, 1), speed(vector, 8)
        ratios.append(many / one)
        print(f"{one:>16,.0f}{many:>14,.0f}{ratios[-1]:>8.1f}", flush=True)
    median = statistics.median(ratios)
    print(f"median ratio {median:.1f}")
    return median


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
