"""Replays: every episode of every stage of some trials, and learning histories made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fledge_gym import safetensors
from fledge_gym.tasks import TaskDistribution

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Episode:
    """An episode of T steps.

    Attributes:
        trial: The number of its trial in the file, from 0.
        stage: Its stage: what was played after so many adaptation steps or, of separate agents, the
            number of the episode in its trial.
        number: Its number in the stage, from 0. Of separate agents that of the agent.
        task: Parameters of the task, `[P]`.
        observations: Before each step and after the last, `[T + 1, O]`.
        actions: As the agent chose them, `[T, A]`; of discrete actions whole numbers, `[T, 1]`.
        rewards: Of each step, `[T]`.
        states: Before each step and after the last, `[T + 1, S]`.
        terminated: Whether the episode ended by itself.
        truncated: Whether it was cut at the horizon; always the other.
        total_reward: The undiscounted sum of the rewards, in double precision.
        memory: What the agent remembered when it chose each action, `[T, M]`; None without a
            memory.
        probabilities: Of each discrete action before each step, `[T, C]`; None if they are not
            kept.
    """

    trial: int
    stage: int
    number: int
    task: Floats
    observations: Floats
    actions: Floats
    rewards: Floats
    states: Floats
    terminated: bool
    truncated: bool
    total_reward: float
    memory: Floats | None = None
    probabilities: Floats | None = None

    def __len__(self) -> int:
        """The number of steps, T."""
        return len(self.rewards)

    def __repr__(self) -> str:
        return (
            f"Episode(trial {self.trial}, stage {self.stage}, number {self.number}:"
            f" {len(self)} steps, total reward {self.total_reward:.2f})"
        )


@dataclass(frozen=True, eq=False)
class Stage:
    """Episodes that were played side by side, between two adaptation steps.

    Attributes:
        number: Adaptation steps taken before; of separate agents the episodes before.
        key: Random address, `[2]`.
        episodes: The episodes.
    """

    number: int
    key: npt.NDArray[np.uint32]
    episodes: tuple[Episode, ...]

    @property
    def returns(self) -> npt.NDArray[np.float64]:
        """The return of each episode, `[E]`."""
        return np.array([episode.total_reward for episode in self.episodes])


@dataclass(frozen=True, eq=False)
class Trial:
    """All that was played on one task.

    Attributes:
        task: Its parameters, `[P]`.
        stages: The stages in their order.
    """

    task: Floats
    stages: tuple[Stage, ...]


@dataclass(frozen=True, eq=False)
class Replay:
    """Trials, as `fledge adapt --record` and `fledge score --record` keep them.

    Attributes:
        distribution: The name of the distribution, such as "point-robot/goals".
        record: The distribution with its version, options and ranges, as in the file.
        policy: The policy as it was named.
        learner: The name of its learner.
        split: "train", "test" or "shifted" if tasks were drawn; None if one was given.
        seed: Of all random numbers.
        experience: "separate" if each episode of a stage is of an agent in a trial of its own;
            otherwise "pooled".
        trials: The trials.
        metadata: All texts of the file.
    """

    distribution: str
    record: dict[str, Any] = field(repr=False)
    policy: str
    learner: str
    split: str | None
    seed: int
    experience: str
    trials: tuple[Trial, ...] = field(repr=False)
    metadata: dict[str, str] = field(repr=False)

    def episodes(self) -> Iterator[Episode]:
        """All episodes, trial by trial and stage by stage."""
        for trial in self.trials:
            for stage in trial.stages:
                yield from stage.episodes

    def agents(self) -> Iterator[tuple[Episode, ...]]:
        """What each agent experienced, in its order: the sequences of in-context learning.

        A pooled agent has all episodes of its trial, stage by stage. Of separate agents each has
        one episode of every stage.
        """
        for trial in self.trials:
            if self.experience == "separate":
                yield from zip(*(stage.episodes for stage in trial.stages), strict=True)
            else:
                yield tuple(episode for stage in trial.stages for episode in stage.episodes)

    def task_distribution(self) -> TaskDistribution:
        """The distribution with its options; its ranges are those of the catalog.

        Raises:
            ValueError: This Fledge has another version of it.
        """
        distribution = TaskDistribution(self.distribution, options=self.record["options"])
        if self.record["version"] != distribution.version:
            raise ValueError(
                f"The replay is of version {self.record['version']} of {self.distribution}, but"
                f" this Fledge has version {distribution.version}, which behaves differently. The"
                " recorded episodes can be read; record others for the distribution itself."
            )
        return distribution

    def tasks(self) -> list[dict[str, float]]:
        """The task of each trial as a dict of its parameters; see `task_distribution`."""
        distribution = self.task_distribution()
        return [distribution.dictionary(trial.task) for trial in self.trials]


def read_replay(path: str | os.PathLike[str]) -> Replay:
    """Reads a replay.

    Args:
        path: The file.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no replay, or damaged: the message says what was found.
    """
    arrays, metadata = safetensors.read(path)
    name = os.fspath(path)
    kind = metadata.get("format")
    if kind != "fledge-replay/1":
        raise ValueError(
            f"Cannot read '{name}': its format is {kind!r}, but 'fledge-replay/1' is read. Record a"
            " replay with 'fledge adapt ... --record FILE'."
        )
    try:
        _check(arrays)
        record = json.loads(metadata["distribution"])
        return Replay(
            distribution=f"{record['environment']}/{record['distribution']}",
            record=record,
            policy=metadata["policy"],
            learner=metadata["learner"],
            split=metadata.get("split"),
            seed=int(metadata["seed"]),
            experience=metadata.get("experience", "pooled"),
            trials=tuple(_trial(arrays, number) for number in range(len(arrays["tasks"]))),
            metadata=metadata,
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"Cannot read '{name}': it is damaged, {reason}.") from error


def read_history(path: str | os.PathLike[str]) -> Iterator[tuple[int, Replay]]:
    """Reads the learning history of a run, one iteration after the other.

    Args:
        path: A run folder of `fledge train --record-history`, or its folder `history`.

    Yields:
        The number of an iteration, from 1, and the trials recorded in it.

    Raises:
        OSError: There is no history.
        ValueError: A file is damaged.
    """
    folder = Path(path)
    if (folder / "history").is_dir():
        folder = folder / "history"
    files = sorted(folder.glob("[0-9]*.safetensors"), key=lambda file: int(file.stem))
    if not files:
        raise FileNotFoundError(
            f"There is no learning history in '{path}': record one with 'fledge train ..."
            " --record-history 1'."
        )
    for file in files:
        yield int(file.stem), read_replay(file)


_OFFSETS = ("stageOffsets", "episodeOffsets", "stepOffsets")


def _check(arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Refuses arrays that do not fit each other."""
    episodes = len(arrays["returns"])
    steps = len(arrays["rewards"])
    sizes = (len(arrays["tasks"]), len(arrays["keys"]), episodes, steps)
    for name, count, end in zip(_OFFSETS, sizes, sizes[1:], strict=False):
        if arrays[name].dtype.kind not in "iu":
            raise ValueError(f"{name} are {arrays[name].dtype}, not whole numbers")
        # Differences of unsigned numbers would never be negative.
        offsets = arrays[name].astype(np.int64)
        if len(offsets) != count + 1 or offsets[0] != 0 or offsets[-1] != end:
            raise ValueError(f"{name} do not go from 0 to {end} in {count} parts")
        if np.any(np.diff(offsets) < 1):
            raise ValueError(f"{name} leave a part empty")
    rows = {
        "states": steps + episodes,
        "observations": steps,
        "finalObservations": episodes,
        "actions": steps,
        "terminated": episodes,
        "truncated": episodes,
        "memory": steps,
        "probabilities": steps,
    }
    for name, count in rows.items():
        if name in arrays and len(arrays[name]) != count:
            raise ValueError(f"{name} has {len(arrays[name])} rows, but {count} are needed")


def _trial(arrays: dict[str, npt.NDArray[Any]], number: int) -> Trial:
    first, end = arrays["stageOffsets"][number : number + 2].tolist()
    task = arrays["tasks"][number]
    stages = []
    for stage in range(first, end):
        begin, stop = arrays["episodeOffsets"][stage : stage + 2].tolist()
        episodes = tuple(
            _episode(arrays, episode, trial=number, stage=stage - first, first=begin, task=task)
            for episode in range(begin, stop)
        )
        stages.append(Stage(stage - first, arrays["keys"][stage], episodes))
    return Trial(task, tuple(stages))


def _episode(
    arrays: dict[str, npt.NDArray[Any]],
    episode: int,
    *,
    trial: int,
    stage: int,
    first: int,
    task: Floats,
) -> Episode:
    begin, end = arrays["stepOffsets"][episode : episode + 2].tolist()
    rows = slice(begin, end)
    return Episode(
        trial=trial,
        stage=stage,
        number=episode - first,
        task=task,
        observations=np.concatenate(
            [arrays["observations"][rows], arrays["finalObservations"][episode : episode + 1]]
        ),
        actions=arrays["actions"][rows],
        rewards=arrays["rewards"][rows],
        states=arrays["states"][begin + episode : end + episode + 1],
        terminated=bool(arrays["terminated"][episode]),
        truncated=bool(arrays["truncated"][episode]),
        total_reward=float(arrays["returns"][episode]),
        memory=arrays["memory"][rows] if "memory" in arrays else None,
        probabilities=arrays["probabilities"][rows] if "probabilities" in arrays else None,
    )
