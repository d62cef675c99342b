"""Steps per second beside Gymnasium's own cart-pole, in the same run.

Usage: python steps.py [SECONDS]

Both sides get the same random actions. No result changes later, as is the default. Time is that of
the processor, since other programs may run; neither side uses more than one. The ratio is the
median of five turns, a figure the fastest of them.
"""

from __future__ import annotations

import statistics
import sys
import time

import gymnasium
import numpy as np

import fledge_gym  # noqa: F401

OURS, THEIRS = "fledge/CartPolePhysics-v2", "CartPole-v1"
ACTIONS = 64


def single(name: str, seconds: float) -> float:
    """Steps per second of one copy, as `gymnasium.make` wraps it."""
    env = gymnasium.make(name)
    actions = [int(a) for a in np.random.default_rng(0).integers(2, size=ACTIONS)]
    env.reset(seed=0)
    steps, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        for action in actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()
        steps += ACTIONS
    env.close()
    return steps / elapsed


def vector(name: str, count: int, seconds: float) -> float:
    """Steps per second of many copies, those of Fledge each on a task of its own."""
    envs = gymnasium.make_vec(name, num_envs=count, vectorization_mode="vector_entry_point")
    actions = np.random.default_rng(0).integers(2, size=(ACTIONS, count))
    envs.reset(seed=0)
    if name == OURS:
        tasks = {tuple(task.values()) for task in envs.unwrapped.get_tasks()}
        assert len(tasks) == count, f"{len(tasks)} tasks for {count} copies"
    steps, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        for row in actions:
            envs.step(row)
        steps += ACTIONS * count
    envs.close()
    return steps / elapsed


def main() -> None:
    """Prints a table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"Gymnasium {gymnasium.__version__}, NumPy {np.__version__}; million steps per second")
    print(f"{'copies':>8}{'Gymnasium':>12}{'Fledge':>10}{'ratio':>8}")
    for count in (1, 16, 1024, 16384):
        pairs = []
        for _ in range(5):
            if count == 1:
                pairs.append((single(THEIRS, seconds), single(OURS, seconds)))
            else:
                pairs.append((vector(THEIRS, count, seconds), vector(OURS, count, seconds)))
        theirs, ours = (max(side) / 1e6 for side in zip(*pairs, strict=True))
        ratio = statistics.median(fledge / own for own, fledge in pairs)
        print(f"{count:>8}{theirs:>12.3f}{ours:>10.3f}{ratio:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
