"""Scores: what `fledge score --json` prints, and what `fledge_gym.score` returns."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fledge_gym._frames import data_frame

Interval = tuple[float, float]


@dataclass(frozen=True)
class Point:
    """A row of a score's table; `Documentation/protocol.md` defines each number.

    Attributes:
        step: Adaptation steps taken; of separate trials the episodes before.
        rollouts: Episodes an agent had played before.
        environment_steps: Environment steps those took, mean over tasks.
        mean: Mean return over tasks, an undiscounted sum of rewards.
        confidence95: Bootstrap interval of the mean; over runs if several policies were scored.
        interquartile_mean: Mean of the middle half of the tasks.
        interquartile_mean_confidence95: Its bootstrap interval.
        standard_deviation: Over tasks.
        normalized: 0 at the level of random actions, 1 at the oracle's; None where these are equal.
        confidence95_over_runs_and_tasks: Of several policies only.
    """

    step: int
    rollouts: int
    environment_steps: float
    mean: float
    confidence95: Interval
    interquartile_mean: float
    interquartile_mean_confidence95: Interval
    standard_deviation: float
    normalized: float | None
    confidence95_over_runs_and_tasks: Interval | None = None


@dataclass(frozen=True)
class WholeTrial:
    """The return of whole trials: every reward that an agent earned counts.

    What is None exists only for separate trials; see `Point`.
    """

    mean: float
    confidence95: Interval
    episodes: int
    interquartile_mean: float | None = None
    interquartile_mean_confidence95: Interval | None = None
    standard_deviation: float | None = None
    normalized: float | None = None
    confidence95_over_runs_and_tasks: Interval | None = None


@dataclass(frozen=True, eq=False)
class Score:
    """How well an agent adapts. Scores are equal if their documents are.

    Attributes:
        policy: What was scored.
        environment: Such as "point-robot".
        distribution: Such as "point-robot/goals".
        split: Which tasks.
        seed: Of the tasks and all other random numbers.
        experience: "pooled" if the episodes of a block teach one agent, "separate" if each episode
            belongs to a trial of its own.
        rollouts: Episodes of each block, R; of separate trials how many there are on each task.
        curve: A point for each block, `[K + 1]`.
        trial: The whole trial.
        levels: Mean returns of an episode by name: random, blind, oracle, and untrained of a
            policy.
        tasks: Parameters of each task, `[N, P]`.
        task_returns: Mean return of each task in each block, `[N, K + 1]`.
        task_trial_returns: Return of the whole trial on each task, `[N]`; separate trials only.
        rewards_by_step: For each block the mean reward at each environment step; may be empty.
        running_shares_by_step: For each block the share of episodes that have each step.
        document: The JSON object itself, with all that is not above.
    """

    policy: str
    environment: str
    distribution: str
    split: str
    seed: int
    experience: str
    rollouts: int
    curve: tuple[Point, ...]
    trial: WholeTrial
    levels: dict[str, float]
    tasks: npt.NDArray[np.float32] = field(repr=False)
    task_returns: npt.NDArray[np.float64] = field(repr=False)
    task_trial_returns: npt.NDArray[np.float64] | None = field(repr=False, default=None)
    rewards_by_step: tuple[npt.NDArray[np.float64], ...] = field(repr=False, default=())
    running_shares_by_step: tuple[npt.NDArray[np.float64], ...] = field(repr=False, default=())
    document: dict[str, Any] = field(repr=False, default_factory=dict)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Score:
        """Reads the JSON object "fledge-score/1".

        Raises:
            ValueError: It is another object.
        """
        if not isinstance(document, Mapping) or document.get("format") != "fledge-score/1":
            found = document.get("format") if isinstance(document, Mapping) else None
            raise ValueError(
                f"This is no score: its format is {found!r}, but 'fledge-score/1' is read. Write"
                " one with 'fledge score ... --json'."
            )
        try:
            return cls._of(document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(
                f"The score is damaged: {type(error).__name__} {error}. Compute it again."
            ) from error

    @classmethod
    def _of(cls, document: Mapping[str, Any]) -> Score:
        trial_returns = document.get("taskTrialReturns")
        return cls(
            policy=document["policy"],
            environment=document["environment"],
            distribution=document["distribution"],
            split=document["split"],
            seed=document["seed"],
            experience=document["experience"],
            rollouts=document["rolloutsPerStep"],
            curve=tuple(_point(point) for point in document["curve"]),
            trial=_trial(document["trial"]),
            levels={name: level["mean"] for name, level in document["anchors"].items()},
            tasks=np.array(document["taskParameters"], np.float32),
            task_returns=np.array(document["taskReturns"], np.float64),
            task_trial_returns=None
            if trial_returns is None
            else np.array(trial_returns, np.float64),
            rewards_by_step=_rows(document.get("rewardsByStep")),
            running_shares_by_step=_rows(document.get("runningSharesByStep")),
            document=dict(document),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Score) and self.document == other.document

    __hash__ = None  # type: ignore[assignment]

    @property
    def means(self) -> npt.NDArray[np.float64]:
        """The mean of each block, `[K + 1]`."""
        return np.array([point.mean for point in self.curve])

    def to_pandas(self) -> Any:
        """The curve as a `pandas.DataFrame`, a row for each block.

        Raises:
            ImportError: pandas is not installed.
        """
        columns: dict[str, Any] = {
            name: [getattr(point, name) for point in self.curve]
            for name in (
                "step",
                "rollouts",
                "environment_steps",
                "mean",
                "interquartile_mean",
                "standard_deviation",
            )
        }
        columns["normalized"] = [
            math.nan if point.normalized is None else point.normalized for point in self.curve
        ]
        for name in ("confidence95", "interquartile_mean_confidence95"):
            for place, end in enumerate(("low", "high")):
                columns[f"{name}_{end}"] = [getattr(point, name)[place] for point in self.curve]
        return data_frame(columns)

    def __str__(self) -> str:
        """The table that `fledge score` prints for one policy."""
        separate = self.experience == "separate"
        tasks = _counted(len(self.tasks), f"{self.split} task")
        if separate:
            episodes = _counted(len(self.curve), "episode")
            how = f"{_counted(self.rollouts, 'trial')} of {episodes} per task"
        else:
            how = f"{_counted(self.rollouts, 'rollout')} per step"
        title = f"{self.policy} on {self.distribution}: {tasks}, {how}, seed {self.seed}"
        rows = [
            ([str(point.step + 1)] if separate else [str(point.step), str(point.rollouts)])
            + [_fixed(point.environment_steps, 0), *_cells(point)]
            for point in self.curve
        ]
        headings = ["env steps", "mean", "95 % interval", "IQM", "sd", "normalised"]
        if separate:
            rows.append(["trial", "", *_cells(self.trial)])
        headings = (["episode"] if separate else ["step", "rollouts"]) + headings
        lines = [title, "", *_table(headings, rows), ""]
        lines.append("  " + "   ".join(f"{name} {_fixed(self.levels[name])}" for name in _LEVELS))
        count = self.trial.episodes
        levels = ", ".join(f"{name} {_fixed(self.levels[name] * count)}" for name in _LEVELS)
        whole = f"  whole trial of {_counted(count, 'episode')}:"
        if separate:
            lines.append(f"{whole} {levels}")
        else:
            lines.append(f"{whole} {_fixed(self.trial.mean)} {_interval(self.trial.confidence95)}")
            lines.append(f"    ({levels})")
        return "\n".join(lines)


def read_score(path: str | os.PathLike[str]) -> Score:
    """Reads what `fledge score ... --json` printed.

    Args:
        path: The file.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no score.
    """
    try:
        return Score.from_document(json.loads(Path(path).read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"Cannot read '{os.fspath(path)}': {error}") from None


_LEVELS = ("random", "blind", "oracle")


def _range(ends: Sequence[float] | None) -> Interval | None:
    if ends is None:
        return None
    low, high = ends
    return float(low), float(high)


def _needed(ends: Sequence[float]) -> Interval:
    low, high = ends
    return float(low), float(high)


def _point(point: Mapping[str, Any]) -> Point:
    return Point(
        step=point["step"],
        rollouts=point["rollouts"],
        environment_steps=point["environmentSteps"],
        mean=point["mean"],
        confidence95=_needed(point["confidence95"]),
        interquartile_mean=point["interquartileMean"],
        interquartile_mean_confidence95=_needed(point["interquartileMeanConfidence95"]),
        standard_deviation=point["standardDeviation"],
        normalized=point["normalized"],
        confidence95_over_runs_and_tasks=_range(point.get("confidence95OverRunsAndTasks")),
    )


def _trial(trial: Mapping[str, Any]) -> WholeTrial:
    return WholeTrial(
        mean=trial["mean"],
        confidence95=_needed(trial["confidence95"]),
        episodes=trial["episodes"],
        interquartile_mean=trial.get("interquartileMean"),
        interquartile_mean_confidence95=_range(trial.get("interquartileMeanConfidence95")),
        standard_deviation=trial.get("standardDeviation"),
        normalized=trial.get("normalized"),
        confidence95_over_runs_and_tasks=_range(trial.get("confidence95OverRunsAndTasks")),
    )


def _rows(rows: Sequence[Sequence[float]] | None) -> tuple[npt.NDArray[np.float64], ...]:
    return tuple(np.array(row, np.float64) for row in rows or ())


def _fixed(value: float | None, decimals: int = 2) -> str:
    if value is None or not math.isfinite(value):
        return "-"
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.") else text


def _interval(ends: Interval) -> str:
    return f"[{_fixed(ends[0])}, {_fixed(ends[1])}]"


def _cells(point: Point | WholeTrial) -> list[str]:
    return [
        _fixed(point.mean),
        _interval(point.confidence95),
        _fixed(point.interquartile_mean),
        _fixed(point.standard_deviation),
        _fixed(point.normalized, 3),
    ]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return [
        "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in [headings, *rows]
    ]
