"""Writes replays and learning histories as datasets of Minari.

    python -m fledge_gym.minari Replays/cart-pole-reversed.safetensors fledge/cart-pole-reversed-v0
    python -m fledge_gym.minari runs/bandit fledge/bandit-history-v0

Episodes come agent by agent, each agent's in the order in which it played them, so a sequence for
in-context learning is a run of episodes. The options of an episode are `task` with the task's
parameters, `trial`, `stage` (adaptation steps taken before; of a memory the episodes before),
`agent`, `number` (of the episode in its stage), and `iteration` of a learning history.
`env.reset(options=...)` takes them: the dataset's environment then plays on the task.

Actions are what the environment carried out: those outside of its bounds are moved to them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gymnasium
import numpy as np
from gymnasium import spaces

from fledge_gym.registration import environment_id
from fledge_gym.replays import Episode, Replay, read_history, read_replay
from fledge_gym.tasks import TaskDistribution

if TYPE_CHECKING:
    from minari import MinariDataset


def write_dataset(
    source: str | os.PathLike[str],
    name: str,
    *,
    author: str | None = None,
    description: str | None = None,
    data_format: str | None = None,
) -> MinariDataset:
    """Writes a replay, or the learning history of a run, as a dataset; one file of it at a time.

    Args:
        source: A replay, or a run folder with a history.
        name: The dataset, such as "fledge/cart-pole-v0"; `MINARI_DATASETS_PATH` is where it goes.
        author: Of the dataset.
        description: Of the dataset; by default where the episodes are from.
        data_format: "hdf5", Minari's default, or "arrow".

    Returns:
        The dataset.

    Raises:
        ImportError: Minari is not installed.
        OSError: The source cannot be read.
        ValueError: It is no replay, or there is a dataset of that name.
    """
    try:
        import minari
        from minari.data_collector import EpisodeBuffer
    except ImportError as error:
        raise ImportError(
            "Datasets are written by Minari, which is not installed: 'pip install \"minari[hdf5]\""
            " pillow'."
        ) from error
    parts = _replays(Path(source))
    iteration, replay = next(parts)
    distribution = replay.task_distribution()
    datasets = Path(minari.storage.get_dataset_path())
    existed = (datasets / name).exists()

    def buffers(replay: Replay, iteration: int | None) -> list[EpisodeBuffer]:
        return [
            EpisodeBuffer(**fields) for fields in episode_fields(replay, distribution, iteration)
        ]

    try:
        with warnings.catch_warnings():
            # What is not given is not there; the catalog of Minari asks for it.
            warnings.filterwarnings("ignore", message="`.*` is set to None")
            dataset = minari.create_dataset_from_buffers(
                name,
                buffers(replay, iteration),
                env=_environment(replay, distribution),
                algorithm_name=replay.learner,
                author=author,
                description=description or _description(replay, iteration),
                data_format=data_format,
                requirements=["fledge-gym"],
            )
        for iteration, replay in parts:
            dataset.update_dataset_from_buffer(buffers(replay, iteration))
    except BaseException:
        # Written whole, or not at all.
        if not existed:
            shutil.rmtree(datasets / name, ignore_errors=True)
        raise
    return dataset


def episode_fields(
    replay: Replay, distribution: TaskDistribution, iteration: int | None = None
) -> Iterator[dict[str, Any]]:
    """The fields of Minari's `EpisodeBuffer` for each episode, agent by agent."""
    for agent, episodes in enumerate(replay.agents()):
        for episode in episodes:
            options: dict[str, Any] = {
                "task": distribution.dictionary(episode.task),
                "trial": episode.trial,
                "stage": episode.stage,
                "agent": agent,
                "number": episode.number,
            }
            if iteration is not None:
                options["iteration"] = iteration
            ends = np.arange(len(episode)) == len(episode) - 1
            yield {
                "options": options,
                "observations": episode.observations,
                "actions": _actions(episode, distribution),
                "rewards": episode.rewards,
                "terminations": ends & episode.terminated,
                "truncations": ends & episode.truncated,
            }


def _actions(episode: Episode, distribution: TaskDistribution) -> np.ndarray[Any, Any]:
    space = distribution.native_action_space
    if isinstance(space, spaces.Discrete):
        return episode.actions[:, 0].astype(np.int64)
    return np.clip(episode.actions, space.low, space.high)


def _replays(source: Path) -> Iterator[tuple[int | None, Replay]]:
    if source.is_dir():
        yield from read_history(source)
    else:
        yield None, read_replay(source)


def _environment(replay: Replay, distribution: TaskDistribution) -> gymnasium.Env[Any, Any]:
    """The environment that the dataset recovers; its actions are those of the dataset."""
    return gymnasium.make(
        environment_id(distribution.name, distribution.version),
        split=replay.split or "train",
        options=replay.record["options"],
        rescale_actions=False,
    )


def _description(replay: Replay, iteration: int | None) -> str:
    what = "Episodes of adaptation" if iteration is None else "A learning history"
    return (
        f"{what} on {replay.distribution}, policy {replay.policy} ({replay.learner}), seed"
        f" {replay.seed}, recorded by Fledge. The options of each episode have its task."
    )


def main(arguments: list[str] | None = None) -> int:
    """Writes a dataset: `python -m fledge_gym.minari REPLAY NAME`."""
    parser = argparse.ArgumentParser(
        prog="python -m fledge_gym.minari",
        description="Writes a replay, or the learning history of a run, as a dataset of Minari.",
    )
    parser.add_argument("source", help="a replay, or a run folder of fledge train --record-history")
    parser.add_argument("name", help="the dataset, such as fledge/cart-pole-v0")
    parser.add_argument("--author", help="of the dataset")
    parser.add_argument("--description", help="default: where the episodes are from")
    parser.add_argument("--format", choices=["hdf5", "arrow"], help="default: that of Minari")
    given = parser.parse_args(arguments)
    try:
        dataset = write_dataset(
            given.source,
            given.name,
            author=given.author,
            description=given.description,
            data_format=given.format,
        )
    except (ImportError, OSError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    print(
        f"Wrote {dataset.total_episodes} episodes of {dataset.total_steps} steps into"
        f" '{given.name}'; minari.load_dataset('{given.name}') reads them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
