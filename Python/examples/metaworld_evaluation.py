"""Meta-World's own meta-evaluation, driving a Fledge environment.

    python metaworld_evaluation.py ../../Policies/point-robot-goals.safetensors --evaluations 2

`metaworld.evaluation.metalearning_evaluation` lets an agent adapt to sampled tasks and then scores
it. Here the tasks are goals of Fledge's navigation, and the agent is a policy that Fledge
meta-trained by MAML: it takes three gradient steps, each on at least twenty episodes of its own.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
import torch
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers import RecordEpisodeStatistics
from metaworld import evaluation
from torch import Tensor
from torch.distributions import Independent, Normal

import fledge_gym  # noqa: F401
from fledge_gym.advantages import advantage_settings, advantages
from fledge_gym.torch import TorchPolicy

SHIPPED = Path(__file__).parents[2] / "Policies" / "point-robot-goals.safetensors"
Array = npt.NDArray[Any]
NAME = "fledge/PointRobotGoals-v2"


class AsMetaWorld(gymnasium.Wrapper):
    """What Meta-World's evaluation calls in each environment.

    Args:
        env: A Fledge environment.
        task_name: Results are counted by it.
    """

    def __init__(self, env: gymnasium.Env, task_name: str) -> None:
        super().__init__(env)
        self.task_name = task_name
        self.terminate_on_success = True

    def sample_tasks(self) -> tuple[Any, dict[str, Any]]:
        """Puts the environment on a task it then keeps."""
        inner: Any = self.env.unwrapped
        inner.set_task(inner.sample_tasks(1)[0])
        return self.reset()

    def toggle_sample_tasks_on_reset(self, on: bool) -> None:
        """Tasks change in `sample_tasks` only."""

    def toggle_terminate_on_success(self, on: bool) -> None:
        """Navigation always ends at the goal."""

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """Takes a step; it is a success to arrive."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        info["success"] = float(terminated)
        return observation, reward, terminated, truncated, info


class GradientAgent:
    """A policy that adapts by gradient steps, in Meta-World's protocol of a `MetaLearningAgent`.

    Args:
        module: What Fledge trained.
        copies: How many environments it plays in side by side, each with parameters of its own.
    """

    def __init__(self, module: TorchPolicy, copies: int) -> None:
        self.module, self.copies = module, copies

    def init(self) -> None:
        """Begins with other tasks: returns to what was meta-trained."""
        start = {name: value.detach() for name, value in self.module.named().items()}
        self._take([start] * self.copies)
        self.steps_taken = 0

    def _take(self, parameters: list[dict[str, Tensor]]) -> None:
        """Plays on with these parameters of each copy, and forgets what others have played."""
        self.parameters = parameters
        self.stacked = {
            name: torch.stack([own[name] for own in parameters]) for name in parameters[0]
        }
        self.played: list[evaluation.Timestep] = []

    def eval_action(self, observations: Array) -> Array:
        """Draws an action for each copy."""
        rows = torch.from_numpy(observations).float()
        with torch.no_grad():
            means, deviations = torch.vmap(self._normal)(self.stacked, rows[:, None])
        return torch.normal(means, deviations)[:, 0].numpy()

    def _normal(self, parameters: dict[str, Tensor], rows: Tensor) -> tuple[Tensor, Tensor]:
        found = self.module(rows, parameters=parameters).distribution
        assert isinstance(found, Independent) and isinstance(found.base_dist, Normal)
        return found.base_dist.loc, found.base_dist.scale

    def adapt_action(self, observations: Array) -> tuple[Array, dict[str, Array]]:
        """Acts to learn about the tasks."""
        return self.eval_action(observations), {}

    def step(self, timestep: evaluation.Timestep) -> None:
        """Keeps what was played."""
        self.played.append(timestep)

    def adapt(self) -> None:
        """Takes a gradient step in each copy, on its episodes that are complete."""
        observations, actions, rewards, terminated, truncated, _ = (
            column if isinstance(column[0], dict) else np.stack(column, axis=1)
            for column in zip(*self.played, strict=True)
        )
        settings = advantage_settings(self.module.policy.settings)
        adapted = []
        for copy, own in enumerate(self.parameters):
            ends = np.flatnonzero(terminated[copy] | truncated[copy]) + 1
            rows = slice(0, ends[-1])
            lengths = np.diff(ends, prepend=0).tolist()
            gains = advantages(observations[copy, rows], rewards[copy, rows], lengths, **settings)
            batch = [observations[copy, rows], actions[copy, rows], gains]
            new = self.module.adapted(
                *(torch.from_numpy(part).float() for part in batch),
                parameters={name: value.requires_grad_() for name, value in own.items()},
                step=self.steps_taken,
                create_graph=False,
            )
            adapted.append({name: value.detach() for name, value in new.items()})
        self.steps_taken += 1
        self._take(adapted)

    def reset(self, env_mask: npt.NDArray[np.bool_]) -> None:
        """It remembers nothing from step to step."""


def environments(count: int, seed: int) -> SyncVectorEnv:
    """Environments as Meta-World makes its own, each with a name of its own.

    Episodes are counted by name: with one for all, those that end early would count more often.
    """

    def make(place: int) -> gymnasium.Env:
        task_name = f"Goal{place}"
        evaluation.ALL_V3_ENVIRONMENTS[f"goal-{place}"] = type(task_name, (), {})
        return RecordEpisodeStatistics(AsMetaWorld(gymnasium.make(NAME, split="test"), task_name))

    envs = SyncVectorEnv(
        [partial(make, place) for place in range(count)],
        autoreset_mode=AutoresetMode.SAME_STEP,
    )
    envs.reset(seed=seed)
    return envs


def main(arguments: list[str] | None = None) -> tuple[float, float]:
    """Evaluates; returns the success rate and the mean return of the scored episodes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("policy", nargs="?", default=SHIPPED, help="one that adapts by gradients")
    parser.add_argument("--evaluations", type=int, default=2, help="with 20 goals each")
    parser.add_argument("--steps", type=int, default=3, help="gradient steps")
    parser.add_argument("--episodes", type=int, default=20, help="before each step, at least")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)

    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    envs = environments(20, options.seed)
    levels = envs.get_attr("levels")[0]
    success, mean, by_task = evaluation.metalearning_evaluation(
        GradientAgent(TorchPolicy.load(options.policy), envs.num_envs),
        envs,
        num_evals=options.evaluations,
        adaptation_steps=options.steps,
        adaptation_episodes=options.episodes,
        evaluation_episodes=10,
    )
    print(f"{len(by_task)} goals, {options.evaluations} times, after {options.steps} steps:")
    print(f"success rate {success:.2f}, mean return {mean:.2f}")
    print(", ".join(f"{name} {value:.2f}" for name, value in sorted(levels.items())))
    envs.close()
    return success, mean


if __name__ == "__main__":
    main()
