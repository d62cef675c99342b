"""What single and vector environments have in common: tasks, splits, levels, actions."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
from gymnasium import error, logger, spaces
from gymnasium.utils import seeding

from fledge_gym import _library
from fledge_gym._numbers import shown, whole_number
from fledge_gym.tasks import Task, TaskDistribution, TaskSpace


RENDER_MODES = ["rgb_array"] if _library.draws() else []
"""None where the library was built without Cairo."""
RENDER_SIZE = (480, 400)
"""Width and height of pictures, in pixels."""


class TaskSetting:
    """A distribution, a split of it, and the tasks of some copies."""

    distribution: TaskDistribution
    split: str
    render_mode: str | None
    render_size: tuple[int, int]
    """Width and height of pictures, in pixels."""
    task_space: TaskSpace
    """All tasks with legal values."""
    np_random: np.random.Generator
    # Until there are copies.
    _is_closed = True

    def _prepare(
        self,
        distribution: str | TaskDistribution,
        *,
        split: str,
        options: Mapping[str, Any] | None,
        vary: Mapping[str, Any] | str | Sequence[str] | None,
        episodes_per_trial: int | None,
        rescale_actions: bool,
        render_mode: str | None,
        render_size: tuple[int, int],
        count: int,
        autoreset: int,
        has_choices: bool = False,
    ) -> None:
        """Makes the copies and all that describes them."""
        if isinstance(distribution, TaskDistribution):
            if options is not None or vary is not None:
                raise ValueError("Options and other values belong to the TaskDistribution itself.")
        else:
            distribution = TaskDistribution(distribution, options=options, vary=vary)
        self.render_mode = _checked_mode(render_mode)
        self.render_size = _checked_size(render_size)
        # The library keeps the task for ever with 0.
        episodes = 0
        if episodes_per_trial is not None:
            episodes = whole_number(episodes_per_trial, "episodes_per_trial is", 1, (1 << 63) - 1)
        self.distribution = distribution
        self.split = distribution.check_split(split)
        self.episodes_per_trial = episodes_per_trial
        self.task_space = TaskSpace(distribution.parameters)
        self.horizon = distribution.horizon
        self._scale = _scale(distribution.native_action_space) if rescale_actions else None
        self._is_discrete = isinstance(distribution.native_action_space, spaces.Discrete)
        shape = distribution.native_action_space.shape
        assert shape is not None
        self._copies = _library.Copies(
            distribution.library,
            count=count,
            observation_size=distribution.observation_space.shape[0],
            action_size=1 if self._is_discrete else shape[0],
            task_size=distribution.task_size,
            split=self.split,
            episodes_per_trial=episodes,
            autoreset=autoreset,
            has_choices=self._is_discrete and has_choices,
        )
        if self.render_mode is not None:
            self._copies.watch()
        self._take_step = self._copies.step
        self._is_closed = False
        self._has_begun = False
        # What copies are put on from their next episode on.
        self._next_tasks: dict[int, npt.NDArray[np.float32]] = {}

    def __reduce_ex__(self, _protocol: Any) -> NoReturn:
        # Its state is in the library, which cannot hand it out.
        raise TypeError(
            f"A {type(self).__name__} is neither copied nor pickled: make another one from its"
            " spec, gymnasium.make(env.spec), or hand the other process a function that makes it."
        )

    @property
    def levels(self) -> dict[str, float]:
        """Mean returns of an episode on this split: random, blind (the best that ignores the task),
        oracle (one that knows it). Empty where options or values are not the standard ones.
        """
        return dict(self.distribution.levels.get(self.split, {}))

    def normalized_score(self, mean_return: float) -> float:
        """Where a mean return of an episode lies: 0 at random's level, 1 at the oracle's.

        Raises:
            ValueError: The levels are not known.
        """
        levels = self.distribution.levels.get(self.split)
        if levels is None:
            raise ValueError(
                f"The levels of {self.distribution.name} with these options and values are not"
                " known; 'fledge anchors' measures them."
            )
        return (mean_return - levels["random"]) / (levels["oracle"] - levels["random"])

    def sample_tasks(
        self, n: int, *, seed: int | None = None, split: str | None = None, first: int = 0
    ) -> list[dict[str, float]]:
        """Draws tasks of the split.

        Args:
            n: How many.
            seed: With a seed, these are tasks `first`, `first + 1`, ... of that seed; of split
                "test" `fledge score --seed` scores them. Without one, each call draws others.
            split: Another split than that of the environment.
            first: The number of the first task.

        Returns:
            A dict of parameters for each task.
        """
        if seed is None:
            seed = int(self.np_random.integers(1 << 63))
        tasks = self.distribution.draw(
            n, split=self.split if split is None else split, seed=seed, first=first
        )
        return [self.distribution.dictionary(task) for task in tasks]

    def _pictures(self, copies: Sequence[int]) -> tuple[npt.NDArray[np.uint8], ...] | None:
        """A picture of each of these copies, `[height, width, 3]`; None without a render mode."""
        self._check_open()
        if self.render_mode is None:
            logger.warn(
                "render() draws only where the environment was made with a render mode, such as"
                " gymnasium.make(..., render_mode='rgb_array'); this one was not."
            )
            return None
        if not self._has_begun:
            raise error.ResetNeeded("No episode has begun: call reset() before render().")
        return tuple(self._copies.render(copy, *self.render_size) for copy in copies)

    def close_copies(self) -> None:
        """Releases the library's memory; steps and resets are then refused."""
        if self._is_closed:
            return
        self._copies.close()
        self._is_closed = True
        self._take_step = self._refuse

    def _refuse(self, *_: Any) -> NoReturn:
        raise error.ClosedEnvironmentError("The environment is closed: make another one.")

    def _check_open(self) -> None:
        if self._is_closed:
            self._refuse()

    def _task(self, copy: int) -> npt.NDArray[np.float32]:
        """The task of a copy, or that of its next episode if one was set."""
        self._check_open()
        if copy in self._next_tasks:
            return self._next_tasks[copy]
        if not self._has_begun:
            raise error.ResetNeeded("No task is drawn before the first reset(): call it first.")
        return self._copies.tasks[copy]

    def _checked_task(self, task: Task | None) -> npt.NDArray[np.float32] | None:
        """A task for `_put`: so nothing has changed where it is refused."""
        return None if task is None else self.distribution.array(task)

    def _put(self, copy: int, task: npt.NDArray[np.float32] | None) -> None:
        self._check_open()
        self._copies.set_task(copy, task)
        if task is None:
            self._next_tasks.pop(copy, None)
        else:
            self._next_tasks[copy] = task


def _checked_mode(mode: str | None) -> str | None:
    if mode is None or mode in RENDER_MODES:
        return mode
    if not RENDER_MODES:
        raise ValueError(
            f"There is no render mode {mode!r}: this library was built without Cairo and draws"
            " nothing. In Fledge's repository, 'FLEDGE_RENDER=yes pip install ./Python' installs"
            " one that draws."
        )
    raise ValueError(
        f"There is no render mode {mode!r}; there is 'rgb_array', and gymnasium.make() makes"
        " 'human' and 'rgb_array_list' from it."
    )


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    try:
        width, height = (operator.index(side) for side in size)
    except (TypeError, ValueError):
        raise TypeError(
            f"render_size has to be a width and a height in pixels, such as {RENDER_SIZE}, not"
            f" {size!r}."
        ) from None
    if not (32 <= width <= 4096 and 32 <= height <= 4096):
        raise ValueError(
            f"render_size is {width} x {height} pixels, but both sides are from 32 to 4096."
        )
    return width, height


def stream_of(seed: int) -> int:
    """The stream of random numbers that belongs to a seed: itself below 2³²."""
    seed = operator.index(seed)
    if seed < 0:
        raise error.Error(f"A seed is a whole number from 0, not {shown(seed)}.")
    return seed if seed < 1 << 32 else int(seeding.np_random(seed)[0].integers(1 << 32))


def action_space(
    distribution: TaskDistribution, rescale_actions: bool
) -> spaces.Box | spaces.Discrete:
    """The space of actions as a caller gives them."""
    native = distribution.native_action_space
    if not rescale_actions or _scale(native) is None:
        return native
    assert isinstance(native, spaces.Box)
    return spaces.Box(-1, 1, native.shape, np.float32)


def _scale(native: spaces.Box | spaces.Discrete) -> npt.NDArray[np.float32] | None:
    """What actions in [-1, 1] are multiplied by; None if by nothing."""
    if isinstance(native, spaces.Discrete) or np.all(native.high <= 1):
        return None
    assert np.array_equal(native.low, -native.high)
    return native.high
