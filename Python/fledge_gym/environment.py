"""A single environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import index
from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import error

from fledge_gym import _library
from fledge_gym._numbers import shown
from fledge_gym.setting import RENDER_MODES, RENDER_SIZE, TaskSetting, action_space, stream_of
from fledge_gym.tasks import Task, TaskDistribution

_NO_TASK: Any = object()


class FledgeEnv(TaskSetting, gymnasium.Env):
    """One copy of an environment, on one task at a time.

    Args:
        distribution: Where tasks come from: a name such as "point-robot/goals", or a
            `TaskDistribution`, which then has the options and values.
        split: "train", "test" or "shifted".
        task: A task that the environment keeps; without one it draws a task of the split.
        options: What changes the distribution, such as `{"pulls": 100}`.
        vary: Other values of parameters, such as `{"gravity": (5, 15)}`; see `TaskDistribution`.
        episodes_per_trial: After so many episodes another task is drawn. With None, the task stays
            until `reset(seed=...)` or `set_task`.
        rescale_actions: Whether actions are in [-1, 1] where the environment itself has larger ones
            (`point-robot/corners`: ±10).
        render_mode: "rgb_array" or None. Pictures need a library that was built with Cairo; see
            `metadata["render_modes"]`.
        render_size: Width and height of pictures in pixels, from 32 to 4096.

    Raises:
        ValueError: There is no such distribution, split, option, parameter or value.
        TypeError: An argument has the wrong type.

    `reset` takes the options `{"task": ...}`, which puts the environment on a task that it then
    keeps, and `{"task": None}`, after which it draws tasks again. Its info says whether a trial
    begins, "trial_start", and if so on which task, "task", a dict. A trial begins with a seed, with
    a task that was set, and after `episodes_per_trial` episodes.
    """

    metadata: dict[str, Any] = {"render_modes": list(RENDER_MODES), "render_fps": 50}

    def __init__(
        self,
        distribution: str | TaskDistribution,
        *,
        split: str = "train",
        task: Task | None = None,
        options: Mapping[str, Any] | None = None,
        vary: Mapping[str, Any] | str | Sequence[str] | None = None,
        episodes_per_trial: int | None = None,
        rescale_actions: bool = True,
        render_mode: str | None = None,
        render_size: tuple[int, int] = RENDER_SIZE,
    ) -> None:
        self._prepare(
            distribution,
            split=split,
            options=options,
            vary=vary,
            episodes_per_trial=episodes_per_trial,
            rescale_actions=rescale_actions,
            render_mode=render_mode,
            render_size=render_size,
            count=1,
            autoreset=_library.DISABLED,
        )
        self.metadata = {
            "render_modes": list(RENDER_MODES),
            "render_fps": self.distribution.steps_per_second,
        }
        self.observation_space = self.distribution.observation_space
        self.action_space = action_space(self.distribution, rescale_actions)
        copies = self._copies
        assert copies.actions is not None
        self._action = copies.actions[0]
        self._action_shape = self._action.shape
        self._results = results = copies.results()
        self._observation = results.observations[0]
        # Indexing these gives numbers of Python.
        self._choice = memoryview(self._action)
        self._rewards = memoryview(results.rewards)
        self._terminated = memoryview(results.terminated)
        self._truncated = memoryview(results.truncated)
        self._begun = memoryview(copies.begun)
        self._has_one_step = self.horizon == 1
        # One call less for each step.
        self._step, self._pointer, self._memory, self._error = copies.step_call(results)
        if task is not None:
            self.set_task(task)

    def set_task(self, task: Task | None) -> None:
        """Puts the environment on a task from the next `reset` on; with None it draws tasks again.

        Args:
            task: A dict of parameters (those left out have their defaults), or all as an array
                `[P]`.

        Raises:
            ValueError: A parameter is unknown or a value is not legal.
        """
        self._put(0, self._checked_task(task))

    def get_task(self) -> dict[str, float]:
        """The task, as a dict of parameters: that of the next episode if one was set.

        Raises:
            gymnasium.error.ResetNeeded: No task is drawn before the first `reset`.
        """
        return self.distribution.dictionary(self._task(0))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Begins an episode.

        Args:
            seed: Begins the random numbers anew, and with them the tasks that are drawn.
            options: `{"task": ...}`, as `set_task` takes it.

        Returns:
            The observation, `[O]`, and an info.

        Raises:
            ValueError: An option or a parameter is unknown, or a value is not legal.
        """
        self._check_open()
        # Nothing changes before all is checked.
        task: Any = _task_of(options) if options else _NO_TASK
        if task is not _NO_TASK:
            task = self._checked_task(task)
        streams = None
        if seed is not None:
            streams = np.array([stream_of(seed)], np.uint32)
        super().reset(seed=seed)
        if task is not _NO_TASK:
            self._put(0, task)
        if seed is None and not self._has_begun:
            streams = self.np_random.integers(1 << 32, size=1, dtype=np.uint32)
        self._copies.begin(self._results, streams=streams)
        self._has_begun = True
        self._next_tasks.clear()
        if self._begun[0] != 2:
            return self._observation.copy(), {"trial_start": False}
        drawn = self.distribution.dictionary(self._copies.tasks[0])
        return self._observation.copy(), {"trial_start": True, "task": drawn}

    def step(
        self, action: Any
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Takes a step.

        Args:
            action: A whole number, or an array `[A]`.

        Returns:
            The observation `[O]`, the reward, whether the episode ended by itself, whether it was
            cut at the horizon, and an empty info.

        Raises:
            ValueError: The action is outside a `Discrete` space, not finite, or of the wrong shape.
            TypeError: The action is no number.
            gymnasium.error.ResetNeeded: The episode has ended, or none has begun.
        """
        if self._is_discrete:
            try:
                self._choice[0] = index(action)
            except TypeError:
                raise TypeError(
                    f"An action is a whole number of {self.action_space}, not {action!r}."
                ) from None
            except (OverflowError, ValueError):
                # It is beyond any number of float32.
                raise ValueError(
                    f"An action is a whole number of {self.action_space}, not {shown(action)}."
                ) from None
        else:
            self._read(action)
        if self._step(self._pointer, self._memory, self._error):
            raise self._explained(self._copies.failure())
        terminated, truncated = self._terminated[0], self._truncated[0]
        if self._has_one_step:
            # An episode of one step has an end of its own: it is not cut.
            terminated, truncated = terminated or truncated, False
        return self._observation.copy(), self._rewards[0], terminated, truncated, {}

    def _read(self, action: Any) -> None:
        array = np.asarray(action)
        if array.shape != self._action_shape or array.dtype.kind not in "fiu":
            raise _wrong_array(array, self._action_shape, "An action")
        if self._scale is None:
            self._action[:] = array
        else:
            np.multiply(array, self._scale, out=self._action, casting="same_kind")

    def _explained(self, failure: str) -> Exception:
        """What a failed step means."""
        if not self._has_begun:
            return error.ResetNeeded("No episode has begun: call reset() before step().")
        if self._terminated[0] or self._truncated[0]:
            return error.ResetNeeded("The episode has ended: call reset() before step().")
        return ValueError(failure.replace(" of copy 0", ""))

    def render(self) -> npt.NDArray[np.uint8] | None:
        """Draws the episode up to now.

        Returns:
            Red, green and blue, `[height, width, 3]`, in an array of its own; None, with a warning,
            if the environment was made without a render mode.

        Raises:
            gymnasium.error.ResetNeeded: No episode has begun.
        """
        pictures = self._pictures([0])
        return None if pictures is None else pictures[0]

    def close(self) -> None:
        """Releases the library's memory. A second call does nothing."""
        self.close_copies()
        self._step = self._refuse


def _task_of(options: Mapping[str, Any]) -> Any:
    unknown = set(options) - {"task"}
    if unknown:
        raise ValueError(
            f"reset() has no option {sorted(unknown)[0]!r}; it has 'task'. What changes the"
            " distribution is given when the environment is made: options={...}."
        )
    return options.get("task", _NO_TASK)


def _wrong_array(array: npt.NDArray[Any], shape: tuple[int, ...], what: str) -> Exception:
    if array.dtype.kind not in "fiu":
        return TypeError(f"{what} has numbers of type {array.dtype}, but float32 is needed.")
    return ValueError(f"{what} has shape {array.shape}, but {shape} is needed.")
