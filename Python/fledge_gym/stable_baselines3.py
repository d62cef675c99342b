"""Fledge's vector environments as stable-baselines3 wants them.

    envs = gymnasium.make_vec("fledge/PointRobotGoals-v2", num_envs=64, autoreset_mode="SameStep")
    model = PPO("MlpPolicy", FledgeVecEnv(envs))

This is the only module of the package that needs stable-baselines3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.vector import AutoresetMode, VectorEnv
from stable_baselines3.common.vec_env import VecEnv

from fledge_gym.tasks import Task
from fledge_gym.vector import FledgeVectorEnv

__all__ = ["FledgeVecEnv"]

Indices = int | Iterable[int] | None


class FledgeVecEnv(VecEnv):
    """A `VecEnv` over a `FledgeVectorEnv`; its results are those of `DummyVecEnv` of single ones.

    Args:
        envs: A `FledgeVectorEnv`, with or without wrappers such as `ShowTasks`, that resets copies
            in the step that ends their episodes: made with `autoreset_mode="SameStep"`.

    Raises:
        TypeError: It is another environment.
        ValueError: It has another autoreset mode, or returns arrays that the next call changes.

    `env_method` has `set_task` and `get_task` for chosen copies, and all methods of the vector
    environment. `set_options({"task": ...})`, or a list with one dict for each copy, sets tasks at
    the next `reset`. Attributes belong to all copies together.
    """

    def __init__(self, envs: VectorEnv) -> None:
        inner = envs.unwrapped
        if not isinstance(inner, FledgeVectorEnv):
            raise TypeError(f"FledgeVecEnv adapts vector environments of Fledge, not {inner!r}.")
        if inner.autoreset_mode is not AutoresetMode.SAME_STEP:
            raise ValueError(
                f"The autoreset mode is {inner.autoreset_mode.value!r}, but stable-baselines3 needs"
                " 'SameStep': give autoreset_mode='SameStep' to gymnasium.make_vec()."
            )
        if not inner.copy:
            raise ValueError("stable-baselines3 keeps observations: make copies with copy=True.")
        self.envs, self._inner = envs, inner
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)
        self.metadata = inner.metadata

    def reset(self) -> npt.NDArray[np.float32]:
        """Begins episodes in all copies, with the seeds and options given before."""
        seeds: Any = None if all(seed is None for seed in self._seeds) else self._seeds
        tasks = {}
        for place, options in enumerate(self._options):
            if unknown := set(options) - {"task"}:
                raise ValueError(
                    f"A copy has no option {sorted(unknown)[0]!r} at its reset; it has 'task'."
                )
            if "task" in options:
                tasks[place] = self._inner._checked_task(options["task"])
        # Nothing changes before all is checked.
        self._inner._streams(seeds)
        for place, task in tasks.items():
            self._inner._put(place, task)
        observations, infos = self.envs.reset(seed=seeds)
        self._keep_beginnings(infos)
        self._reset_seeds()
        self._reset_options()
        result: npt.NDArray[np.float32] = observations
        return result

    def step_async(self, actions: npt.NDArray[Any]) -> None:
        """Keeps the actions, `[E]` or `[E, A]`, of the next `step_wait`."""
        self._actions = actions

    def step_wait(
        self,
    ) -> tuple[
        npt.NDArray[np.float32],
        npt.NDArray[np.float32],
        npt.NDArray[np.bool_],
        list[dict[str, Any]],
    ]:
        """Takes a step in every copy; those whose episodes end begin others.

        Returns:
            Observations `[E, O]`, rewards `[E]`, whether episodes ended `[E]`, and an info for each
            copy: "TimeLimit.truncated", and at ends "terminal_observation", what was seen last.
        """
        observations, rewards, terminated, truncated, infos = self.envs.step(self._actions)
        cut = truncated & ~terminated
        each: list[dict[str, Any]] = [{"TimeLimit.truncated": flag} for flag in cut.tolist()]
        if "final_obs" in infos:
            for place in np.flatnonzero(infos["_final_obs"]).tolist():
                each[place]["terminal_observation"] = infos["final_obs"][place]
        self._keep_beginnings(infos)
        return observations, rewards.astype(np.float32), terminated | truncated, each

    def _keep_beginnings(self, infos: dict[str, Any]) -> None:
        """Splits what is said of episodes that began into an info for each copy."""
        if "trial_start" not in infos:
            return
        for place in np.flatnonzero(infos["_trial_start"]).tolist():
            start = bool(infos["trial_start"][place])
            self.reset_infos[place] = {"trial_start": start}
            if start:
                task = self._inner.distribution.dictionary(self._inner._copies.tasks[place])
                self.reset_infos[place]["task"] = task

    def close(self) -> None:
        """Releases the library's memory."""
        self.envs.close()

    def get_attr(self, attr_name: str, indices: Indices = None) -> list[Any]:
        """The attribute, once for each chosen copy."""
        return [getattr(self._inner, attr_name) for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Indices = None) -> None:
        """Sets an attribute of all copies."""
        if set(self._get_indices(indices)) != set(range(self.num_envs)):
            raise ValueError(
                f"The copies share {attr_name!r}: set it for all of them, without indices. Tasks of"
                " single copies are set by env_method('set_task', task, indices=...)."
            )
        setattr(self._inner, attr_name, value)

    def env_method(
        self, method_name: str, *method_args: Any, indices: Indices = None, **method_kwargs: Any
    ) -> list[Any]:
        """Calls a method once for each chosen copy; `set_task` and `get_task` are of that copy."""
        places = list(self._get_indices(indices))
        if method_name == "set_task":
            for place in places:
                self._set_task(place, *method_args, **method_kwargs)
            return [None] * len(places)
        if method_name == "get_task":
            return [self._inner.distribution.dictionary(self._inner._task(i)) for i in places]
        method = getattr(self._inner, method_name)
        return [method(*method_args, **method_kwargs) for _ in places]

    def _set_task(self, place: int, task: Task | None) -> None:
        self._inner._put(place, self._inner._checked_task(task))

    def env_is_wrapped(self, wrapper_class: type, indices: Indices = None) -> list[bool]:
        """Whether a wrapper of this class lies around the copies."""
        env: Any = self.envs
        found = False
        while env is not self._inner:
            found, env = found or isinstance(env, wrapper_class), env.env
        return [found for _ in self._get_indices(indices)]

    def get_images(self) -> list[npt.NDArray[np.uint8] | None]:
        """A picture of each copy, `[height, width, 3]`; None without a render mode."""
        pictures = self._inner.render() if self._inner.render_mode else None
        return [None] * self.num_envs if pictures is None else list(pictures)
