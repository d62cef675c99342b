"""Reads what Fledge writes: runs and their logs, replays, learning histories, tables, scores.

    from fledge_gym.files import read_replay, read_run

    run = read_run("runs/nav")
    print(run.log["postAdaptationReturn"][-1])
    for episode in read_replay("Replays/point-robot-goals.safetensors").episodes():
        print(episode.stage, episode.total_reward)

`Documentation/formats.md` defines the files.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fledge_gym._frames import data_frame
from fledge_gym.replays import Episode, Replay, Stage, Trial, read_history, read_replay
from fledge_gym.scores import Point, Score, WholeTrial, read_score

__all__ = [
    "Episode",
    "Point",
    "Replay",
    "Run",
    "Score",
    "Stage",
    "Table",
    "Trial",
    "WholeTrial",
    "read_history",
    "read_replay",
    "read_run",
    "read_score",
    "read_table",
]

FilePath = str | os.PathLike[str]


class Table(Mapping[str, npt.NDArray[Any]]):
    """Columns of a CSV file by name, each of one length.

    Numbers are float64, with NaN for an empty field, or int64 where all are whole; other columns
    are texts.
    """

    def __init__(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise KeyError(
                f"There is no column {name!r}; there are {', '.join(self._columns)}."
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        """The number of columns."""
        return len(self._columns)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(next(iter(self._columns.values()), ()))

    def __repr__(self) -> str:
        return f"Table({self.row_count} rows of {', '.join(self._columns)})"

    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`.

        Raises:
            ImportError: pandas is not installed.
        """
        return data_frame(self._columns)


def read_table(path: FilePath, *, grows: bool = False) -> Table:
    """Reads a CSV file: a run's `log.csv`, or what `fledge score --csv` and `--csv-by-step` write.

    Args:
        path: The file.
        grows: Whether a program is writing the file, or was when it crashed, as training writes
            `log.csv`. A last line without its end may then be cut off, even within a number, and is
            left out. Otherwise it is a row like the others.

    Raises:
        OSError: The file cannot be read.
        ValueError: It has no columns, or a row of another length.
    """
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if grows:
        text = text[: text.rfind("\n") + 1]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or not all(rows[0]):
        raise ValueError(f"Cannot read '{os.fspath(path)}': its first line does not name columns.")
    names, rows = rows[0], rows[1:]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise ValueError(
                f"Cannot read '{os.fspath(path)}': row {number} has {len(row)} fields, but there"
                f" are {len(names)} columns."
            )
    return Table({name: _column([row[place] for row in rows]) for place, name in enumerate(names)})


def _column(texts: list[str]) -> npt.NDArray[Any]:
    try:
        return np.array([int(text) for text in texts], np.int64)
    except (ValueError, OverflowError):
        pass
    try:
        return np.array([float(text) if text else np.nan for text in texts], np.float64)
    except ValueError:
        return np.array(texts, np.str_)


@dataclass(frozen=True)
class Run:
    """A run folder of `fledge train`.

    Attributes:
        path: The folder.
        config: `config.json`: distribution, settings, seed, iterations.
        log: `log.csv`, a row for each iteration that has ended; the file grows while training goes
            on.
    """

    path: Path
    config: dict[str, Any] = field(repr=False)
    log: Table

    @property
    def distribution(self) -> str:
        """The name of the distribution, such as "point-robot/goals"."""
        record = self.config["distribution"]
        return f"{record['environment']}/{record['distribution']}"

    @property
    def learner(self) -> str:
        """The name of the learner, such as "maml"."""
        return str(self.config["settings"]["learner"])

    @property
    def seed(self) -> int:
        """The seed of all random numbers."""
        return int(self.config["seed"])

    @property
    def policy_path(self) -> Path:
        """The policy, which `fledge_gym.Policy.load` reads."""
        return self.path / "policy.safetensors"

    def history(self) -> Iterator[tuple[int, Replay]]:
        """The learning history that `fledge train --record-history` wrote; see `read_history`."""
        return read_history(self.path)


def read_run(path: FilePath) -> Run:
    """Reads a run folder.

    Args:
        path: The folder that `fledge train --output` names.

    Raises:
        OSError: There is no such folder, or a file cannot be read.
        ValueError: It is not a run folder.
    """
    folder = Path(path)
    text = (folder / "config.json").read_text(encoding="utf-8")
    try:
        config = json.loads(text)
        kind = config.get("format")
    except (ValueError, AttributeError) as error:
        raise ValueError(
            f"Cannot read '{folder / 'config.json'}': it is damaged ({error})."
        ) from None
    if not isinstance(kind, str) or not kind.startswith("fledge-run/"):
        raise ValueError(
            f"Cannot read '{folder}': the format of its config.json is {kind!r}, not one of a run."
        )
    return Run(folder, config, read_table(folder / "log.csv", grows=True))
