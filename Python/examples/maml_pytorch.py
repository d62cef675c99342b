"""MAML in PyTorch that goes on from a policy that ships with Fledge.

    python maml_pytorch.py ../../Policies/point-robot-goals.safetensors --iterations 20

The policy was meta-trained to find goals in a square by three gradient steps. Here it meets goals
in the frame around that square, the split "shifted". It is scored, meta-trained for some iterations
on such goals (Finn et al. 2017, https://arxiv.org/abs/1703.03400, exact second order), and scored
again on those it was not trained on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import torch
from gymnasium.vector import VectorEnv
from torch import Tensor
from torch.distributions import Independent, Normal

import fledge_gym  # noqa: F401
from fledge_gym.advantages import advantage_settings, advantages
from fledge_gym.torch import TorchPolicy

SHIPPED = Path(__file__).parents[2] / "Policies" / "point-robot-goals.safetensors"
NAME, ROLLOUTS = "fledge/PointRobotGoals-v2", 20

Parameters = Mapping[str, Tensor]


@dataclass
class Batch:
    """What a task's episodes taught: observations `[B, O]`, actions `[B, A]`, advantages `[B]`."""

    observations: Tensor
    actions: Tensor
    advantages: Tensor
    mean_return: float


class Tasks:
    """Copies of the environment, `ROLLOUTS` on each of the tasks."""

    def __init__(self, tasks: list[dict[str, float]], seed: int) -> None:
        self.count = len(tasks)
        self.envs: VectorEnv = gymnasium.make_vec(
            NAME,
            num_envs=self.count * ROLLOUTS,
            tasks=[task for task in tasks for _ in range(ROLLOUTS)],
            autoreset_mode="SameStep",
        )
        self.envs.reset(seed=seed)

    def play(self, module: TorchPolicy, parameters: list[Parameters]) -> list[Batch]:
        """Plays an episode in every copy, on each task with its own parameters."""
        stacked = {
            name: torch.stack([own[name].detach() for own in parameters]) for name in parameters[0]
        }
        observations, _ = self.envs.reset()
        running = np.ones(self.envs.num_envs, bool)
        columns: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
        while running.any():
            rows = torch.from_numpy(observations).reshape(self.count, ROLLOUTS, -1)
            means, deviations = torch.vmap(lambda own, row: normal(module, own, row))(stacked, rows)
            actions = torch.normal(means, deviations).flatten(0, 1).numpy()
            following, rewards, terminated, truncated, _ = self.envs.step(actions)
            columns.append((observations, actions, rewards, running.copy()))
            # A copy whose episode has ended plays another one, which is left out.
            running &= ~(terminated | truncated)
            observations = following
        history = [np.stack(column, axis=1) for column in zip(*columns, strict=True)]
        return [
            learned(module, [part[task * ROLLOUTS : (task + 1) * ROLLOUTS] for part in history])
            for task in range(self.count)
        ]


def normal(module: TorchPolicy, parameters: Parameters, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Means and standard deviations of actions."""
    found = module(rows, parameters=parameters).distribution
    assert isinstance(found, Independent) and isinstance(found.base_dist, Normal)
    return found.base_dist.loc, found.base_dist.scale


def learned(module: TorchPolicy, history: list[np.ndarray]) -> Batch:
    """A batch from observations, actions, rewards and running, each `[E, T, ...]`."""
    observations, actions, rewards, running = history
    gains = advantages(
        observations[running],
        rewards[running],
        running.sum(axis=1).tolist(),
        **advantage_settings(module.policy.settings),
    )
    return Batch(
        torch.from_numpy(observations[running]),
        torch.from_numpy(actions[running]),
        torch.from_numpy(gains).float(),
        float((rewards * running).sum(axis=1).mean()),
    )


def adapt(
    module: TorchPolicy, tasks: Tasks, steps: int, create_graph: bool
) -> tuple[list[Parameters], list[list[Batch]]]:
    """Adapts to each task by some inner steps.

    Returns:
        Each task's parameters, and the batches before each step and after the last one.
    """
    parameters: list[Parameters] = [module.named()] * tasks.count
    stages = [tasks.play(module, parameters)]
    for step in range(steps):
        parameters = [
            module.adapted(
                batch.observations,
                batch.actions,
                batch.advantages,
                parameters=own,
                step=step,
                create_graph=create_graph,
            )
            for own, batch in zip(parameters, stages[-1], strict=True)
        ]
        stages.append(tasks.play(module, parameters))
    return parameters, stages


def objective(module: TorchPolicy, parameters: list[Parameters], batches: list[Batch]) -> Tensor:
    """What the gradient of the return after adaptation is the gradient of."""
    terms = []
    for own, batch in zip(parameters, batches, strict=True):
        found = module(batch.observations, parameters=own).distribution
        terms.append((found.log_prob(batch.actions) * batch.advantages).mean())
    return torch.stack(terms).mean()


def score(module: TorchPolicy, tasks: list[dict[str, float]], steps: int, seed: int) -> list[float]:
    """Mean returns over the tasks, after 0, 1, ... inner steps."""
    _, stages = adapt(module, Tasks(tasks, seed), steps, create_graph=False)
    return [float(np.mean([batch.mean_return for batch in stage])) for stage in stages]


def main(arguments: list[str] | None = None) -> dict[str, list[float]]:
    """Scores, meta-trains and scores again; returns the curves of mean returns."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("policy", nargs="?", default=SHIPPED, help="a file that Fledge wrote")
    parser.add_argument("--iterations", type=int, default=20, help="outer steps")
    parser.add_argument("--inner-steps", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=20, help="of each outer step")
    parser.add_argument("--split", default="shifted")
    parser.add_argument("--save", help="where to write the policy, a file that Fledge reads")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)

    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    module = TorchPolicy.load(options.policy)
    sampler: Any = gymnasium.make(NAME, split=options.split).unwrapped

    def drawn(count: int, first: int) -> list[dict[str, float]]:
        return sampler.sample_tasks(count, seed=options.seed, first=first)

    def show(title: str, curve: list[float]) -> None:
        print(f"{title:24}" + "".join(f"{value:9.2f}" for value in curve), flush=True)

    print(f"{'return after steps':24}" + "".join(f"{k:9}" for k in range(options.inner_steps + 1)))
    # Tasks 0 to 39 are kept for scores; training has those after them.
    curves = {"before": score(module, drawn(40, 0), options.inner_steps, options.seed)}
    show("as it ships", curves["before"])
    optimizer = torch.optim.Adam(module.parameters(), lr=1e-3)
    for iteration in range(options.iterations):
        tasks = Tasks(drawn(options.tasks, 40 + iteration * options.tasks), seed=iteration)
        parameters, stages = adapt(module, tasks, options.inner_steps, create_graph=True)
        optimizer.zero_grad()
        (-objective(module, parameters, stages[-1])).backward()
        optimizer.step()
        if (iteration + 1) % 5 == 0:
            means = [float(np.mean([batch.mean_return for batch in stage])) for stage in stages]
            show(f"  outer step {iteration + 1}", means)
    if options.iterations:
        curves["after"] = score(module, drawn(40, 0), options.inner_steps, options.seed)
        show("meta-trained further", curves["after"])
    if options.save:
        module.save(options.save)
        print(f"Wrote {options.save}.")
    return curves


if __name__ == "__main__":
    main()
