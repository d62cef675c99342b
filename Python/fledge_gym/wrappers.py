"""Wrappers that show the task to the policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from gymnasium.vector import VectorEnv, VectorWrapper
from gymnasium.vector.utils import batch_space

from fledge_gym.environment import FledgeEnv
from fledge_gym.setting import TaskSetting
from fledge_gym.tasks import LARGEST, TaskDistribution
from fledge_gym.vector import FledgeVectorEnv

Floats = npt.NDArray[np.float32]


class ShowTask(gymnasium.Wrapper, RecordConstructorArgs):
    """Appends the parameters of the task to each observation: `[O]` becomes `[O + P]`.

    Args:
        env: A `FledgeEnv`, with or without wrappers.
        parameters: The names of those shown, in this order; by default all.

    Raises:
        TypeError: It is another environment.
        ValueError: There is no such parameter.
    """

    def __init__(self, env: gymnasium.Env, parameters: Sequence[str] | None = None) -> None:
        RecordConstructorArgs.__init__(self, parameters=parameters)
        gymnasium.Wrapper.__init__(self, env)
        inner = env.unwrapped
        if not isinstance(inner, FledgeEnv):
            raise TypeError(f"ShowTask wraps environments of Fledge, not {inner!r}.")
        self._tasks = inner._copies.tasks
        self._columns = _columns(inner.distribution, parameters)
        self._task: Floats | None = None
        self.observation_space = _space(env.observation_space, inner, self._columns)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Floats, dict[str, Any]]:
        """Begins an episode, whose task is shown until the next one."""
        observation, info = self.env.reset(seed=seed, options=options)
        self._task = self._tasks[0, self._columns]
        return np.concatenate([observation, self._task]), info

    def step(self, action: Any) -> tuple[Floats, Any, bool, bool, dict[str, Any]]:
        """Takes a step."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        assert self._task is not None, "step() works only after reset()"
        return np.concatenate([observation, self._task]), reward, terminated, truncated, info


class ShowTasks(VectorWrapper):
    """Appends the parameters of each copy's task to observations: `[E, O]` becomes `[E, O + P]`.

    A last observation in `infos["final_obs"]` has the task of the episode that ended.

    Args:
        env: A `FledgeVectorEnv`, with or without wrappers.
        parameters: The names of those shown, in this order; by default all.

    Raises:
        TypeError: It is another environment.
        ValueError: There is no such parameter.
    """

    def __init__(self, env: VectorEnv, parameters: Sequence[str] | None = None) -> None:
        super().__init__(env)
        inner = env.unwrapped
        if not isinstance(inner, FledgeVectorEnv):
            raise TypeError(
                f"ShowTasks wraps vector environments of Fledge, not {inner!r}. In a SyncVectorEnv,"
                " wrap each environment by ShowTask."
            )
        self._copies = inner._copies
        self._columns = _columns(inner.distribution, parameters)
        self._shown = np.zeros((env.num_envs, len(self._columns)), np.float32)
        self.single_observation_space = _space(env.single_observation_space, inner, self._columns)
        self.observation_space = batch_space(self.single_observation_space, env.num_envs)
        self._size = self.single_observation_space.shape[0] - len(self._columns)

    def reset(self, *, seed: Any = None, options: dict[str, Any] | None = None) -> tuple[Any, Any]:
        """Begins episodes, whose tasks are shown until the next ones."""
        observations, infos = self.env.reset(seed=seed, options=options)
        self._shown = self._copies.tasks[:, self._columns]
        return self._with_tasks(observations), infos

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Takes a step in every copy."""
        observations, rewards, terminated, truncated, infos = self.env.step(actions)
        if "final_obs" in infos:
            last = infos["final_obs"]
            for place in np.flatnonzero(infos["_final_obs"]).tolist():
                last[place] = np.concatenate([last[place], self._shown[place]])
        if "trial_start" in infos:
            self._shown = self._copies.tasks[:, self._columns]
        return self._with_tasks(observations), rewards, terminated, truncated, infos

    def _with_tasks(self, observations: Floats) -> Floats:
        result = np.empty((self.num_envs, self._size + len(self._columns)), np.float32)
        result[:, : self._size], result[:, self._size :] = observations, self._shown
        return result


def _columns(distribution: TaskDistribution, parameters: Sequence[str] | None) -> list[int]:
    """The places of parameters in a task."""
    names = list(distribution.parameter_names)
    for name in parameters or ():
        if name not in names:
            raise ValueError(
                f"A task of {distribution.name} has no parameter {name!r}; it has"
                f" {', '.join(names[:12])}{', ...' if len(names) > 12 else ''}."
            )
    return list(range(len(names))) if parameters is None else [names.index(n) for n in parameters]


def _space(observations: spaces.Space[Any], setting: TaskSetting, columns: list[int]) -> spaces.Box:
    """Observations and legal tasks side by side."""
    assert isinstance(observations, spaces.Box)
    tasks = setting.task_space
    low = np.concatenate([observations.low, tasks.low[columns].clip(min=-LARGEST)])
    high = np.concatenate([observations.high, tasks.high[columns].clip(max=LARGEST)])
    return spaces.Box(low, high, dtype=np.float32)
