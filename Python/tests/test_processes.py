"""Forks, threads, and memory."""

from __future__ import annotations

import gc
import os
import threading

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AsyncVectorEnv, SyncVectorEnv

import fledge_gym
from comparing import assert_same

EPISODES = 1_000_000


# Python 3.12 and later warn of every fork of a process with threads, and NumPy starts some.
@pytest.mark.filterwarnings("ignore:.*is multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.parametrize("context", ["fork", "spawn"])
def test_environments_in_processes_of_their_own(context: str) -> None:
    name = "fledge_gym:fledge/CartPoleReversed-v2"
    # The parent has used the library before it forks.
    gymnasium.make(name).reset(seed=0)
    makers = [lambda: gymnasium.make(name, episodes_per_trial=2)] * 3
    processes, sync = AsyncVectorEnv(makers, context=context), SyncVectorEnv(makers)
    assert_same(processes.reset(seed=5), sync.reset(seed=5))
    sync.action_space.seed(1)
    for _ in range(120):
        actions = sync.action_space.sample()
        assert_same(processes.step(actions), sync.step(actions))
    processes.close()


def test_a_distribution_goes_to_processes_that_are_spawned() -> None:
    distribution = fledge_gym.TaskDistribution("cart-pole/physics", vary={"gravity": (5, 6)})
    makers = [lambda: fledge_gym.FledgeEnv(distribution, split="test")] * 2
    processes, sync = AsyncVectorEnv(makers, context="spawn"), SyncVectorEnv(makers)
    found, wanted = processes.reset(seed=5), sync.reset(seed=5)
    assert_same(found, wanted)
    assert np.all((found[1]["task"]["gravity"] >= 5) & (found[1]["task"]["gravity"] <= 6))
    processes.close()


def play(seed: int, results: dict[int, bytes]) -> None:
    """Plays and keeps all that was seen."""
    env = gymnasium.make("fledge/CartPolePhysics-v2", episodes_per_trial=1)
    envs = fledge_gym.FledgeVectorEnv("point-robot/winds", 33, episodes_per_trial=1)
    generator = np.random.default_rng(seed)
    seen = [env.reset(seed=seed)[0], envs.reset(seed=seed)[0]]
    for _ in range(400):
        observation, _, terminated, truncated, _ = env.step(int(generator.integers(2)))
        seen += [observation, envs.step(generator.uniform(-1, 1, (33, 2)))[0]]
        if terminated or truncated:
            seen.append(env.reset()[0])
    results[seed] = b"".join(part.tobytes() for part in seen)


def test_two_threads_do_not_meet() -> None:
    alone: dict[int, bytes] = {}
    for seed in range(4):
        play(seed, alone)
    together: dict[int, bytes] = {}
    threads = [threading.Thread(target=play, args=(seed, together)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_one_environment_in_two_threads_is_refused() -> None:
    """Or the threads take turns by chance; the process goes on either way."""
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 20_000)
    single = fledge_gym.FledgeEnv("bandit/bernoulli", options={"pulls": 1})
    envs.reset(seed=1)
    actions = np.zeros((20_000, 2), np.float32)
    refusals: list[str] = []

    def use() -> None:
        for _ in range(200):
            try:
                single.reset()
                envs.step(actions)
            except RuntimeError as error:
                refusals.append(str(error))

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(refusals) <= {
        "Another thread is using this environment: make one for each thread, or use it in one"
        " thread at a time."
    }
    single.step(0), envs.step(actions)


def test_calls_meanwhile_are_refused() -> None:
    envs = fledge_gym.FledgeVectorEnv("point-robot/goals", 2)
    envs.reset(seed=1)
    # As if a thread were in the library.
    envs._copies._lock.acquire()
    for call in (
        lambda: envs.step(np.zeros((2, 2))), envs.reset, lambda: envs.set_task([0, 0]), envs.close
    ):
        with pytest.raises(RuntimeError, match="Another thread is using this environment"):
            call()
    envs._copies._lock.release()
    envs.step(np.zeros((2, 2)))
    envs.close()


def resident() -> int:
    """Bytes of memory in use."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_memory_stays_flat_over_many_episodes() -> None:
    def episodes(count: int) -> None:
        env = fledge_gym.FledgeEnv("bandit/bernoulli", options={"pulls": 1}, episodes_per_trial=1)
        envs = fledge_gym.FledgeVectorEnv(
            "bandit/bernoulli", 64, options={"pulls": 1}, episodes_per_trial=1,
            autoreset_mode="SameStep",
        )
        env.reset(seed=1), envs.reset(seed=1)
        actions = np.zeros(64, np.int64)
        for _ in range(count // 65):
            env.step(0)
            env.reset()
            envs.step(actions)

    episodes(10_000)
    gc.collect()
    before = resident()
    episodes(EPISODES)
    gc.collect()
    grown = resident() - before
    print(f"{EPISODES} episodes: memory grew by {grown} bytes")
    assert grown < 1_500_000


def test_memory_of_environments_is_released() -> None:
    def make(count: int) -> None:
        for number in range(count):
            envs = fledge_gym.FledgeVectorEnv("cart-pole/physics", 256)
            envs.reset(seed=number)
            if number % 2:
                envs.close()
            fledge_gym.FledgeEnv("tabular-mdp/dirichlet").reset(seed=number)
            for _ in range(3):
                with pytest.raises(ValueError):
                    fledge_gym.FledgeEnv("point-robot/goal")

    make(40)
    gc.collect()
    before = resident()
    make(160)
    gc.collect()
    assert resident() - before < 3_000_000
