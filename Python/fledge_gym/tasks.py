"""Task distributions: what they are, and tasks as dicts and arrays."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from fledge_gym import _library
from fledge_gym._numbers import shown, whole_number

Task = Mapping[str, float] | npt.ArrayLike
"""A task: some of its parameters by name, or all as an array, `[P]`.

A parameter that is not named has the only value it has in the distribution, or else its default.
"""

LARGEST = float(np.finfo(np.float32).max)
# No parameter may be beyond this.
UNBOUNDED = 1e30


class TaskSpace(spaces.Box):
    """All tasks with legal values, as arrays `[P]`.

    `sample` draws a legal task; tasks of the distribution come from `sample_tasks`.
    """

    def __init__(self, parameters: Sequence[dict[str, Any]]) -> None:
        self._choices = [
            None if p.get("legalChoices") is None else np.asarray(p["legalChoices"], np.float32)
            for p in parameters
        ]
        low = np.array([p.get("low", -np.inf) for p in parameters], np.float32)
        high = np.array([p.get("high", np.inf) for p in parameters], np.float32)
        super().__init__(low, high, dtype=np.float32)

    def sample(self, *arguments: Any, **named: Any) -> npt.NDArray[np.float32]:
        """A legal task, `[P]`."""
        task = super().sample(*arguments, **named)
        for index, choices in enumerate(self._choices):
            if choices is not None:
                task[index] = self.np_random.choice(choices)
        return task

    def contains(self, x: Any) -> bool:
        """Whether an array is a task with legal values."""
        if not super().contains(x) or not np.all(np.abs(x) <= UNBOUNDED):
            return False
        return all(
            choices is None or value in choices
            for value, choices in zip(x, self._choices, strict=True)
        )


class TaskDistribution:
    """A distribution of tasks, such as "point-robot/goals".

    Args:
        name: Its name in Fledge; `fledge_gym.distributions()` has all.
        options: What changes the distribution, such as `{"pulls": 100}`.
        vary: Other values of parameters, in every split: `{"gravity": (5, 15)}` is a range,
            `{"gravity": [(1, 5), (15, 20)]}` a union of ranges, `{"forceSign": [-1, 1]}` single
            values, `{"gravity": 9.8}` one value. The notation "gravity=1...5,15...20" is understood
            too, one text or a list of them.

    Raises:
        ValueError: There is no such distribution, option, parameter or value.
        TypeError: An argument has the wrong type.
    """

    def __init__(
        self,
        name: str,
        *,
        options: Mapping[str, Any] | None = None,
        vary: Mapping[str, Any] | str | Sequence[str] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise TypeError(
                f"A distribution is named by a text such as 'point-robot/goals', not {name!r}."
            )
        plain = _checked_options(options)
        varied = tuple(_varied(vary))
        self.library = _library.Distribution(name, plain)
        for text in varied:
            self.library.vary(text)
        # What the same distribution is made from, in another process too.
        self._made_from = (name, plain, varied)
        facts = self.library.describe()
        self.name: str = facts["name"]
        self.version: int = facts["version"]
        self.summary: str = facts["summary"]
        self.options: dict[str, str] = facts["options"]
        self.horizon: int = facts["horizon"]
        """Steps after which an episode is cut."""
        self.steps_per_second: float = facts.get("stepsPerSecond", 50.0)
        """How fast a film shows them: real time where steps have a length, as cart-pole's have."""
        self.splits: tuple[str, ...] = tuple(facts["splits"])
        self.parameters: list[dict[str, Any]] = facts["parameters"]
        """Name, meaning, unit, defaultValue and legal values of each parameter."""
        self.parameter_names: tuple[str, ...] = tuple(p["name"] for p in self.parameters)
        self.levels: dict[str, dict[str, float]] = facts["levels"]
        """Known mean returns of an episode, by split: random, blind, oracle."""
        self.description: dict[str, Any] = facts
        """All that the library says of it."""
        self.observation_space = _observation_space(facts["observationSpace"])
        self.native_action_space = _space(facts["actionSpace"])
        """Actions as the environment takes them."""
        self._places = {name: place for place, name in enumerate(self.parameter_names)}
        self._defaults = np.array([p["defaultValue"] for p in self.parameters], np.float32)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles are made anew, from the same name, options and values."""
        return _distribution, self._made_from

    @property
    def task_size(self) -> int:
        """The number of parameters of a task, P."""
        return len(self.parameter_names)

    def check_split(self, split: str) -> str:
        """Refuses a split that this distribution does not have."""
        if split not in self.splits:
            known = " and ".join(
                filter(None, [", ".join(map(repr, self.splits[:-1])), repr(self.splits[-1])])
            )
            raise ValueError(f"{self.name} has no split {split!r}; it has {known}.")
        return split

    def draw(self, count: int, *, split: str, seed: int, first: int = 0) -> npt.NDArray[np.float32]:
        """Draws tasks by their address.

        Args:
            count: How many.
            split: "train", "test" or "shifted".
            seed: `fledge score --seed` scores the tasks of "test" from 0 on; from 0 to 2⁶⁴ - 1.
            first: The number of the first task.

        Returns:
            Tasks, `[count, P]`.
        """
        count, seed, first = (operator.index(value) for value in (count, seed, first))
        if count < 0 or first < 0 or first + count > 1 << 31:
            raise ValueError(
                f"{shown(count)} tasks from number {shown(first)} on were asked for; tasks are"
                " numbered from 0 to 2147483647."
            )
        if not 0 <= seed < 1 << 64:
            raise ValueError(f"A seed is a whole number from 0 to 2⁶⁴ - 1, not {shown(seed)}.")
        return self.library.sample(self.check_split(split), seed, first, count, self.task_size)

    def array(self, task: Task) -> npt.NDArray[np.float32]:
        """A task as an array, `[P]`.

        Raises:
            ValueError: A parameter is unknown, a value is not legal, or the shape is wrong.
            TypeError: It is neither a mapping nor numbers.
        """
        if isinstance(task, Mapping):
            values = self._defaults.copy()
            for name, value in task.items():
                if name not in self._places:
                    known = ", ".join(self.parameter_names[:12])
                    more = ", ..." if self.task_size > 12 else ""
                    raise ValueError(
                        f"A task of {self.name} has no parameter {name!r}; it has {known}{more}."
                    )
                try:
                    with np.errstate(over="ignore"):
                        values[self._places[name]] = value
                except OverflowError:
                    raise ValueError(
                        f"The parameter {name!r} of a task is too large: {shown(value)}."
                    ) from None
                except (TypeError, ValueError):
                    raise TypeError(
                        f"The parameter {name!r} of a task has to be a number, not {value!r}."
                    ) from None
        else:
            try:
                with np.errstate(over="ignore"):
                    values = np.array(task, np.float32)
            except OverflowError:
                raise ValueError("A number of a task is too large: none is beyond 1e30.") from None
            except (TypeError, ValueError):
                raise TypeError(
                    f"A task is a dict of parameters or an array of {self.task_size} numbers, not"
                    f" {task!r}."
                ) from None
        if values.shape != (self.task_size,):
            raise ValueError(
                f"A task of {self.name} has shape ({self.task_size},), not {values.shape}; its"
                f" parameters are {', '.join(self.parameter_names[:12])}."
            )
        self.library.check(values[np.newaxis])
        return values

    def dictionary(self, task: npt.NDArray[np.float32]) -> dict[str, float]:
        """A task as a dict of its parameters, from an array `[P]`."""
        return dict(zip(self.parameter_names, task.tolist(), strict=True))


def _distribution(
    name: str, options: Mapping[str, Any] | None, vary: Sequence[str]
) -> TaskDistribution:
    return TaskDistribution(name, options=options, vary=vary)


def _checked_options(options: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if options is None:
        return None
    if not isinstance(options, Mapping):
        raise TypeError(f"Options are a dict such as {{'pulls': 100}}, not {options!r}.")
    plain: dict[str, Any] = {}
    for name, value in options.items():
        if not isinstance(value, str):
            value = whole_number(value, f"The option {name!r} is", -(1 << 63), (1 << 63) - 1)
        plain[str(name)] = value
    return plain


def _varied(vary: Mapping[str, Any] | str | Sequence[str] | None) -> Iterable[str]:
    if vary is None:
        return []
    if isinstance(vary, str):
        return [vary]
    if isinstance(vary, Mapping):
        return [f"{name}={_values(values)}" for name, values in vary.items()]
    return list(vary)


def _values(values: Any) -> str:
    """The program's notation of a range, a union of ranges, or single values."""
    if isinstance(values, str):
        return values
    if isinstance(values, tuple) and len(values) == 2:
        return f"{_number(values[0])}...{_number(values[1])}"
    if isinstance(values, list):
        return ",".join(_values(value) for value in values)
    return _number(values)


def _number(value: Any) -> str:
    try:
        return repr(float(value))
    except (TypeError, ValueError):
        raise TypeError(
            f"A parameter varies over a range such as (5, 15) or a list of ranges and numbers, but"
            f" {value!r} is no number."
        ) from None


def _space(facts: dict[str, Any]) -> spaces.Box | spaces.Discrete:
    """A space; where it has no bound, with the largest number, as Gymnasium warns of infinity."""
    if facts["kind"] == "discrete":
        return spaces.Discrete(facts["choices"])
    low = np.array([-LARGEST if x is None else x for x in facts["low"]], np.float32)
    high = np.array([LARGEST if x is None else x for x in facts["high"]], np.float32)
    return spaces.Box(low, high, dtype=np.float32)


def _observation_space(facts: dict[str, Any]) -> spaces.Box:
    """The space of observations; that of the constant 1 begins at 0: Gymnasium warns of points."""
    space = _space(facts)
    assert isinstance(space, spaces.Box)
    low = np.where(space.low == space.high, np.minimum(space.low, 0), space.low)
    return spaces.Box(low, space.high, dtype=np.float32)
