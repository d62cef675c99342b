"""A vector environment whose copies each have a task of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import error
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from fledge_gym import _library
from fledge_gym._numbers import whole_number
from fledge_gym.environment import _wrong_array
from fledge_gym.setting import RENDER_MODES, RENDER_SIZE, TaskSetting, action_space, stream_of
from fledge_gym.tasks import Task, TaskDistribution

_MODES = {
    AutoresetMode.NEXT_STEP: _library.NEXT_STEP,
    AutoresetMode.SAME_STEP: _library.SAME_STEP,
    AutoresetMode.DISABLED: _library.DISABLED,
}
_RESET_OPTIONS = ("reset_mask", "task", "tasks")


class FledgeVectorEnv(TaskSetting, VectorEnv):
    """Copies of an environment, each on a task of its own, stepped together.

    It gives what `SyncVectorEnv` of `FledgeEnv` gives, bit for bit, in each autoreset mode.

    Args:
        distribution: Where tasks come from; this and the next arguments as for `FledgeEnv`.
        num_envs: The number of copies, E.
        split: "train", "test" or "shifted".
        task: One task that all copies keep.
        tasks: A task for each copy, which it keeps: E dicts, or an array `[E, P]`.
        options: What changes the distribution.
        vary: Other values of parameters.
        episodes_per_trial: After so many episodes a copy draws another task.
        autoreset_mode: What happens where an episode has ended: an `AutoresetMode` or its value,
            "NextStep", "SameStep" or "Disabled".
        copy: With False, all calls return the same arrays, which the next call changes.
        rescale_actions: Whether actions are in [-1, 1] where the environment has larger ones.
        max_episode_steps: None, or at least the horizon.
        render_mode: "rgb_array" or None. Pictures need a library that was built with Cairo; see
            `metadata["render_modes"]`.
        render_size: Width and height of pictures in pixels, from 32 to 4096.

    Raises:
        ValueError: There is no such distribution, split, option, parameter, mode or value.
        TypeError: An argument has the wrong type.

    `reset` takes the options "reset_mask" (a bool array `[E]`: only these copies begin an episode),
    "tasks" (a task or None for each copy) and "task" (one for all of them).
    """

    def __init__(
        self,
        distribution: str | TaskDistribution,
        num_envs: int = 1,
        *,
        split: str = "train",
        task: Task | None = None,
        tasks: Sequence[Task] | npt.ArrayLike | None = None,
        options: Mapping[str, Any] | None = None,
        vary: Mapping[str, Any] | str | Sequence[str] | None = None,
        episodes_per_trial: int | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        copy: bool = True,
        rescale_actions: bool = True,
        max_episode_steps: int | None = None,
        render_mode: str | None = None,
        render_size: tuple[int, int] = RENDER_SIZE,
    ) -> None:
        mode = AutoresetMode(autoreset_mode)
        count = whole_number(num_envs, "num_envs is", 1, _library.MOST_COPIES)
        self._prepare(
            distribution,
            split=split,
            options=options,
            vary=vary,
            episodes_per_trial=episodes_per_trial,
            rescale_actions=rescale_actions,
            render_mode=render_mode,
            render_size=render_size,
            count=count,
            autoreset=_MODES[mode],
            has_choices=True,
        )
        if max_episode_steps is not None and max_episode_steps < self.horizon:
            raise ValueError(
                f"max_episode_steps is {max_episode_steps}, but the episodes of"
                f" {self.distribution.name} have {self.horizon} steps."
            )
        self.num_envs = count
        self.autoreset_mode = mode
        self.copy = copy
        self.metadata = {
            "render_modes": list(RENDER_MODES),
            "render_fps": self.distribution.steps_per_second,
            "autoreset_mode": mode,
        }
        self.single_observation_space = self.distribution.observation_space
        self.single_action_space = action_space(self.distribution, rescale_actions)
        self.observation_space = batch_space(self.single_observation_space, count)
        self.action_space = batch_space(self.single_action_space, count)
        copies = self._copies
        actions = copies.choices if self._is_discrete else copies.actions
        assert actions is not None
        self._actions: npt.NDArray[Any] = actions
        self._actions_shape = actions.shape
        self._kinds = "iu" if self._is_discrete else "fiu"
        self._has_one_step = self.horizon == 1
        # What every call writes unless each has arrays of its own.
        self._results = None if copy else copies.results()
        self._resets_at_once = mode is AutoresetMode.SAME_STEP
        # Indexing this gives numbers of Python.
        self._counts = memoryview(copies.counts)
        self._begun = copies.begun.view(np.bool_)
        if task is not None and tasks is not None:
            raise ValueError("Give either a task for all copies or tasks for each, not both.")
        if task is not None:
            self.set_task(task)
        if tasks is not None:
            self.set_tasks(tasks)

    # Tasks.

    def set_tasks(self, tasks: Sequence[Task | None] | npt.ArrayLike) -> None:
        """Puts each copy on a task from its next episode on.

        Args:
            tasks: For each copy a dict, an array `[P]`, or None to draw again; or all as an array
                `[E, P]`.

        Raises:
            ValueError: There are not E tasks, or a value is not legal.
        """
        self._put_all(self._checked_tasks(tasks), range(self.num_envs))

    def set_task(self, task: Task | None) -> None:
        """Puts all copies on one task from their next episodes on; with None they draw again."""
        self._put_all([self._checked_task(task)] * self.num_envs, range(self.num_envs))

    def get_tasks(self) -> list[dict[str, float]]:
        """The task of each copy: that of its next episode if one was set."""
        return [self.distribution.dictionary(self._task(i)) for i in range(self.num_envs)]

    def _put_all(
        self, tasks: list[npt.NDArray[np.float32] | None], copies: Sequence[int]
    ) -> None:
        for place in copies:
            self._put(place, tasks[place])

    def _checked_tasks(self, tasks: Any) -> list[npt.NDArray[np.float32] | None]:
        if isinstance(tasks, Mapping) or not hasattr(tasks, "__len__"):
            raise TypeError(
                f"Tasks are a list of {self.num_envs} tasks or an array, not {tasks!r}."
            )
        if len(tasks) != self.num_envs:
            raise ValueError(f"There are {len(tasks)} tasks for {self.num_envs} copies.")
        return [self._checked_task(task) for task in tasks]

    # Episodes.

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Begins episodes in all copies, or in some.

        Args:
            seed: Begins the random numbers anew: of copy i with `seed + i`, or with number i of a
                list.
            options: "reset_mask", "task", "tasks".

        Returns:
            Observations, `[E, O]`, and infos.

        Raises:
            ValueError: An option is unknown, or a value is not legal.
            TypeError: A value has the wrong type.
        """
        self._check_open()
        options = options or {}
        for name in options:
            if name not in _RESET_OPTIONS:
                raise ValueError(
                    f"reset() has no option {name!r}; it has 'reset_mask', 'task' and 'tasks'."
                    " What changes the distribution is given when the environment is made."
                )
        # Nothing changes before all is checked.
        mask = self._checked_mask(options.get("reset_mask"))
        seeded = self._streams(seed)
        tasks = None
        if "task" in options:
            tasks = [self._checked_task(options["task"])] * self.num_envs
        if "tasks" in options:
            tasks = self._checked_tasks(options["tasks"])
        if seed is None or isinstance(seed, (int, np.integer)):
            super().reset(seed=None if seed is None else int(seed))
        if tasks is not None:
            chosen = range(self.num_envs) if mask is None else np.flatnonzero(mask).tolist()
            self._put_all(tasks, chosen)
        results = self._results or self._copies.results()
        self._begin(results, np.ones(self.num_envs, np.bool_) if mask is None else mask, seeded)
        infos: dict[str, Any] = {}
        self._add_beginnings(infos, int(np.count_nonzero(self._copies.begun == 2)))
        return results.observations, infos

    def _checked_mask(self, mask: Any) -> npt.NDArray[np.bool_] | None:
        if mask is None:
            return None
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            raise TypeError(f"options['reset_mask'] has to be an array of bool, not {mask!r}.")
        if mask.shape != (self.num_envs,):
            raise ValueError(
                f"options['reset_mask'] has shape {mask.shape}, but ({self.num_envs},) is needed."
            )
        if not mask.any():
            raise ValueError("options['reset_mask'] chooses no copy; it has to choose one.")
        if not self._has_begun and not mask.all():
            raise error.ResetNeeded("No episode has begun: the first reset() is one of all copies.")
        return mask

    def _streams(self, seed: int | Sequence[int | None] | None) -> list[int | None]:
        """The stream of random numbers for each copy; None where it goes on."""
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (int, np.integer)):
            return [stream_of(int(seed) + place) for place in range(self.num_envs)]
        if not hasattr(seed, "__len__"):
            raise TypeError(f"A seed is a whole number or a list of them, not {seed!r}.")
        if len(seed) != self.num_envs:
            raise ValueError(f"There are {len(seed)} seeds for {self.num_envs} copies.")
        return [None if number is None else stream_of(number) for number in seed]

    def _begin(
        self, results: _library.Results, mask: npt.NDArray[np.bool_], given: list[int | None]
    ) -> None:
        """Begins episodes where chosen, on new streams where there is a seed."""
        copies = self._copies
        if self._has_begun:
            streams = np.zeros(self.num_envs, np.uint32)
        else:
            streams = self.np_random.integers(1 << 32, size=self.num_envs, dtype=np.uint32)
        seeded = np.full(self.num_envs, not self._has_begun)
        for place, stream in enumerate(given):
            if stream is not None:
                streams[place], seeded[place] = stream, True
        begun = np.zeros_like(copies.begun)
        for part, own in ((mask & seeded, streams), (mask & ~seeded, None)):
            if part.any():
                copies.begin(results, None if part.all() else part.view(np.uint8), own)
                begun += copies.begun
        copies.begun[:] = begun
        self._has_begun = True
        for place in np.flatnonzero(mask).tolist() if self._next_tasks else ():
            self._next_tasks.pop(place, None)

    def step(
        self, actions: npt.ArrayLike
    ) -> tuple[
        npt.NDArray[np.float32],
        npt.NDArray[np.float64],
        npt.NDArray[np.bool_],
        npt.NDArray[np.bool_],
        dict[str, Any],
    ]:
        """Takes a step in every copy.

        Args:
            actions: Whole numbers `[E]`, or numbers `[E, A]`.

        Returns:
            Observations `[E, O]`, rewards `[E]`, whether episodes ended by themselves `[E]`,
            whether they were cut at the horizon `[E]`, and infos.

        Raises:
            ValueError: An action is outside a `Discrete` space, not finite, or the shape is wrong.
            TypeError: Actions have the wrong type.
            RuntimeError: Another thread is using this environment.
            gymnasium.error.ResetNeeded: An episode has ended and resets are disabled, or none has
                begun.
        """
        array = np.asarray(actions)
        if array.shape != self._actions_shape or array.dtype.kind not in self._kinds:
            raise self._wrong_actions(array)
        if self._scale is None:
            self._actions[...] = array
        else:
            np.multiply(array, self._scale, out=self._actions, casting="same_kind")
        results = self._results or self._copies.results()
        try:
            self._take_step(results)
        except ValueError as failure:
            raise self._explained(failure) from None
        infos: dict[str, Any] = {}
        ended, begun, trials = self._counts
        if ended and self._resets_at_once:
            self._add_ends(infos, results.terminated | results.truncated)
        if begun:
            self._add_beginnings(infos, trials)
        terminated, truncated = results.terminated, results.truncated
        if self._has_one_step:
            # An episode of one step has an end of its own: it is not cut.
            terminated, truncated = terminated | truncated, np.zeros_like(truncated)
        return results.observations, results.rewards, terminated, truncated, infos

    def _wrong_actions(self, array: npt.NDArray[Any]) -> Exception:
        if self._is_discrete and array.dtype.kind not in self._kinds:
            return TypeError(
                f"Actions have type {array.dtype}, but whole numbers are needed, such as int64."
            )
        return _wrong_array(array, self._actions.shape, "The array of actions")

    def _explained(self, failure: ValueError) -> Exception:
        """What a failed step means."""
        if not self._has_begun:
            return error.ResetNeeded("No episode has begun: call reset() before step().")
        text = str(failure)
        if "has ended" in text:
            return error.ResetNeeded(
                text.split(".")[0] + ": call reset(options={'reset_mask': terminated | truncated})."
            )
        return ValueError(text)

    def _add_beginnings(self, infos: dict[str, Any], trials: int) -> None:
        """Adds which episodes began, and the tasks of trials, as `SyncVectorEnv` does."""
        if trials == 0:
            infos["_trial_start"] = self._begun.copy()
            infos["trial_start"] = np.zeros(self.num_envs, np.bool_)
            return
        infos["_trial_start"] = self._copies.begun != 0
        infos["trial_start"] = begins = self._copies.begun == 2
        names = self.distribution.parameter_names
        columns = np.zeros((len(names), self.num_envs))
        chosen = np.flatnonzero(begins)
        columns[:, chosen] = self._copies.tasks[chosen].T
        masks = np.empty((len(names) + 1, self.num_envs), np.bool_)
        masks[:] = begins
        task: dict[str, Any] = {}
        for place, name in enumerate(names):
            task[name], task["_" + name] = columns[place], masks[place]
        infos["task"], infos["_task"] = task, masks[-1]

    def _add_ends(self, infos: dict[str, Any], ended: npt.NDArray[np.bool_]) -> None:
        """Adds what was seen last of the episodes that ended in this step."""
        places = np.flatnonzero(ended)
        seen = self._copies.final_observations
        assert seen is not None
        last = np.full(self.num_envs, None, dtype=object)
        for place, row in zip(places.tolist(), seen[places], strict=True):
            last[place] = row
        infos["final_obs"], infos["_final_obs"] = last, ended
        infos["final_info"], infos["_final_info"] = {}, ended.copy()

    def render(self) -> tuple[npt.NDArray[np.uint8], ...] | None:
        """Draws the episode of each copy up to now.

        Returns:
            A picture for each copy, `[height, width, 3]`; None, with a warning, if the environment
            was made without a render mode.

        Raises:
            gymnasium.error.ResetNeeded: No episode has begun.
        """
        return self._pictures(range(self.num_envs))

    def close_extras(self, **kwargs: Any) -> None:
        """Releases the library's memory."""
        self.close_copies()
