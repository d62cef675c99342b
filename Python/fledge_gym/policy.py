"""Policies that Fledge trained, acting in NumPy.

    policy = Policy.load("Policies/point-robot-goals.safetensors")
    action = policy.act(observation)

A policy with a memory carries a state from step to step:

    agent = Policy.load("Policies/bandit-bernoulli-memory.safetensors").agent()
    agent.begin()
    action = agent.act(observation)
    agent.observe(reward, episode_over=terminated or truncated)

Numbers are those of the program to 1e-5 or better; random numbers are NumPy's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _networks, safetensors

__all__ = ["Outputs", "Policy", "PolicyAgent", "PolicyFileError", "PolicyState"]

Array = NDArray[np.float32]

# Fledge's own floor, ln 1e-6.
_MINIMUM_LOG_DEVIATION = np.float32(-13.815510557964274)
# What networks are made of, without the numbers of layers.
_KNOWN = {
    "layer.weight", "layer.bias", "context", "context.weight", "logStandardDeviation",
    "encoder.weight", "encoder.bias", "core.inputWeight", "core.inputBias", "core.recurrentWeight",
    "core.recurrentBias", "decoder.weight", "decoder.bias", "output.weight", "output.bias"}
_FAMILY = ("maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint")


class PolicyFileError(ValueError):
    """A file that is no policy of Fledge, or one whose arrays do not fit each other."""


@dataclass(frozen=True)
class Outputs:
    """What a policy says of the next action, for each of n rows.

    Attributes:
        logits: Of discrete actions: logarithms of probabilities but for a constant, `[n,
            choices]`.
        mean: Of continuous actions, `[n, A]`, in the action's units.
        log_deviation: Logarithms of their standard deviations, `[A]`.
        value: What the policy expects of the rest of the trial, `[n]`, in units of the returns'
            deviation in training; `None` without a memory.
        memory: What each row remembers after this step, `[n, M]`; M is 0 without a memory.
    """

    logits: Array | None
    mean: Array | None
    log_deviation: Array | None
    value: Array | None
    memory: Array

    @property
    def probabilities(self) -> Array:
        """Of each choice, `[n, choices]`; for discrete actions only."""
        if self.logits is None:
            raise TypeError("Continuous actions have no probabilities: use mean and log_deviation.")
        weights = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        result: Array = weights / weights.sum(axis=1, keepdims=True)
        return result

    def log_probability(self, actions: ArrayLike) -> Array:
        """The logarithm of the probability (or density) of actions, in nats, `[n]`.

        Args:
            actions: Numbers of choices, `[n]`, or vectors, `[n, A]`.
        """
        if self.logits is not None:
            chosen = np.asarray(actions, np.int64).reshape(-1)
            shifted = self.logits - self.logits.max(axis=1, keepdims=True)
            total = np.log(np.exp(shifted).sum(axis=1))
            result: Array = shifted[np.arange(len(chosen)), chosen] - total
            return result
        assert self.mean is not None and self.log_deviation is not None
        standardized = (np.asarray(actions, np.float32) - self.mean) / np.exp(self.log_deviation)
        constant = np.float32(0.5 * np.log(2 * np.pi))
        parts = np.float32(-0.5) * standardized**2 - self.log_deviation - constant
        total_of_coordinates: Array = parts.sum(axis=1)
        return total_of_coordinates


@dataclass(frozen=True)
class PolicyState:
    """What a policy carries from step to step in n copies; a policy without a memory ignores it.

    Attributes:
        memory: `[n, M]`.
        action: The last action, `[n]` or `[n, A]`; means nothing where the trial begins.
        reward: The last reward, `[n]`, not scaled.
        episode_start: Whether an episode begins, `[n]`.
        trial_start: Whether the trial begins, `[n]`: memory, action and reward then count as 0.
    """

    memory: Array
    action: NDArray[Any]
    reward: Array
    episode_start: NDArray[np.bool_]
    trial_start: NDArray[np.bool_]


class Policy:
    """A policy file: the arrays, and what they mean.

    Attributes:
        arrays: Every array of the file by name, `float32`, in the order of the file. They may be
            changed in place.
        metadata: The texts of the file, see `Documentation/formats.md`.
        learner: For instance `"maml"` or `"rl2"`.
        settings: The learner's settings as the file has them.
        observation_size: O.
        choices: The number of discrete actions; `None` for continuous ones.
        action_size: A; 1 for discrete actions.
        memory_size: M; 0 without a memory.
        hidden, activation: Of a multilayer perceptron.
        core, resets_before, reward_scale: Of a memory.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> None:
        """Takes the content of a policy file.

        Raises:
            PolicyFileError: It is none, or not complete.
        """
        self.arrays = dict(arrays)
        self.metadata = dict(metadata)
        kind = self.metadata.get("format", "")
        if kind not in ("fledge-policy/1", "fledge-policy/2"):
            raise PolicyFileError(
                f"its format is '{kind}', but 'fledge-policy/1' or 'fledge-policy/2' is needed.")
        try:
            self.learner = self.metadata["learner"]
            self.settings: dict[str, Any] = json.loads(self.metadata["settings"])
            self._trained_on = json.loads(self.metadata["distribution"])
            self._read_architecture()
        except (KeyError, json.JSONDecodeError, TypeError, IndexError) as error:
            raise PolicyFileError(f"something in it is missing or malformed: {error!r}.") from None
        self._shapes = {name: array.shape for name, array in self.arrays.items()}

    def _read_architecture(self) -> None:
        parameters = self.parameters
        for name in parameters:
            if re.sub(r"^layer\d+", "layer", name) not in _KNOWN:
                raise PolicyFileError(f"it has an array '{name}', which is unknown here.")
        deviation = parameters.get("logStandardDeviation")
        self._is_recurrent = self.learner == "rl2"
        if self._is_recurrent:
            self.core: str = self.settings["core"]
            self.resets_before = self.settings.get("resetGate") == "before"
            self.reward_scale = np.float32(self.settings["rewardScale"])
            outputs = parameters["output.bias"].shape[1] - 1
            width = parameters["core.recurrentWeight"].shape[0]
            self.memory_size = 2 * width if self.core == "lstm" else width
            first = "encoder.weight" if "encoder.weight" in parameters else "core.inputWeight"
            self.observation_size = parameters[first].shape[0] - outputs - 3
        elif self.learner in _FAMILY:
            policy = self.settings.get("policy", self.settings)
            self.activation: str = policy["activation"]
            self.hidden: tuple[int, ...] = tuple(policy["hidden"])
            outputs = parameters[f"layer{len(self.hidden)}.bias"].shape[1]
            self.memory_size = 0
            self.observation_size = parameters["layer0.weight"].shape[0]
        else:
            raise PolicyFileError(
                f"there is no learner '{self.learner}' here, but {', '.join(_FAMILY)} and rl2.")
        self.choices = outputs if deviation is None else None
        self.action_size = 1 if deviation is None else deviation.shape[1]
        if deviation is not None and deviation.shape[1] != outputs:
            raise PolicyFileError(
                f"it has {deviation.shape[1]} standard deviations for {outputs} means.")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """Reads a policy: a file, or the folder of a run.

        Raises:
            OSError: The file cannot be read.
            SafetensorsError: It is not a safetensors file.
            PolicyFileError: It is not a policy, or not complete.
        """
        file = os.path.join(path, "policy.safetensors") if os.path.isdir(path) else path
        try:
            policy = cls(*safetensors.read(file))
            policy._check()
            policy._probe()
        except PolicyFileError as error:
            raise PolicyFileError(f"Cannot use '{file}': {error}") from None
        return policy

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the policy as a file that every command of Fledge reads.

        An unchanged policy gives the bytes it was read from.

        Raises:
            OSError: The file cannot be written.
            PolicyFileError: An array was added or removed, or has another shape, or numbers that
                are not finite.
        """
        try:
            self._check()
        except PolicyFileError as error:
            raise PolicyFileError(f"Cannot write '{path}': {error} Nothing was written.") from None
        safetensors.write(path, self.arrays, self.metadata)

    def _check(self) -> None:
        if list(self.arrays) != list(self._shapes):
            raise PolicyFileError(
                f"it needs the arrays {', '.join(self._shapes)} in this order.")
        for name, array in self.arrays.items():
            if array.dtype != np.float32 or array.shape != self._shapes[name]:
                raise PolicyFileError(
                    f"its array '{name}' is {array.dtype} of the shape {array.shape}, but float32"
                    f" of {self._shapes[name]} is needed.")
            if not np.isfinite(array).all():
                raise PolicyFileError(f"its array '{name}' has numbers that are not finite.")

    def _probe(self) -> None:
        """Acts once, so that arrays that do not fit each other are found."""
        try:
            self.outputs(np.zeros((1, self.observation_size)), self.begin())
        except (KeyError, ValueError, IndexError) as error:
            raise PolicyFileError(f"its arrays do not fit each other: {error}.") from None

    @property
    def parameters(self) -> dict[str, Array]:
        """The arrays of the network and the head by name, without `policy/`; not copies."""
        return {
            name.removeprefix("policy/"): array
            for name, array in self.arrays.items() if name.startswith("policy/")}

    @property
    def distribution(self) -> str:
        """What the policy was trained on, for instance `"point-robot/goals"`."""
        return f"{self._trained_on['environment']}/{self._trained_on['distribution']}"

    @property
    def distribution_version(self) -> int:
        """The version of the distribution in training."""
        return int(self._trained_on["version"])

    @property
    def options(self) -> dict[str, Any]:
        """The options of the distribution in training, such as `{"pulls": 100}`."""
        return dict(self._trained_on.get("options", {}))

    @property
    def is_discrete(self) -> bool:
        """Whether actions are choices."""
        return self.choices is not None

    @property
    def adaptation_steps(self) -> int:
        """How many adaptation steps had been taken when `fledge adapt --save` wrote the file."""
        return int(json.loads(self.metadata.get("counters", "{}")).get("adaptationSteps", 0))

    @property
    def adaptations(self) -> list[dict[str, Any]]:
        """The adaptations after which the policy was saved: task, steps, seed and so on."""
        return list(json.loads(self.metadata.get("adaptations", "[]")))

    def __repr__(self) -> str:
        return f"<Policy of {self.learner} for {self.distribution}>"

    # Acting

    def begin(self, count: int = 1) -> PolicyState:
        """The state of n copies at the beginning of a trial."""
        return PolicyState(
            memory=np.zeros((count, self.memory_size), np.float32),
            action=np.zeros(count, np.int64) if self.is_discrete
            else np.zeros((count, self.action_size), np.float32),
            reward=np.zeros(count, np.float32),
            episode_start=np.ones(count, bool), trial_start=np.ones(count, bool))

    def outputs(self, observations: ArrayLike, state: PolicyState | None = None) -> Outputs:
        """What the policy says of the next action.

        Args:
            observations: `[n, O]`, or `[O]` for one row.
            state: As `begin` and `observe` gave it; only a policy with a memory needs it.

        Raises:
            ValueError: A shape does not fit, or the state is missing.
        """
        rows = np.asarray(observations, np.float32)
        if rows.ndim == 1:
            rows = rows[None]
        if rows.ndim != 2 or rows.shape[1] != self.observation_size:
            raise ValueError(
                f"Observations of the shape {np.shape(observations)}, but this policy needs"
                f" [{self.observation_size}] or [n, {self.observation_size}].")
        if not self._is_recurrent:
            result = _networks.mlp(self.parameters, rows, self.activation)
            return self._named(result, None, np.zeros((len(rows), 0), np.float32))
        if state is None:
            raise ValueError(
                "This policy has a memory: pass the state of policy.begin(n), or use"
                " policy.agent().")
        if len(state.memory) != len(rows):
            raise ValueError(
                f"Observations of {len(rows)} copies, but the state is of {len(state.memory)}.")
        memory = np.where(state.trial_start[:, None], np.float32(0), state.memory)
        result, memory = _networks.recurrent(
            self.parameters, np.concatenate([rows, self._history(state)], axis=1), memory,
            core=self.core, resets_before=self.resets_before)
        return self._named(result[:, :-1], result[:, -1], memory)

    def _history(self, state: PolicyState) -> Array:
        """What enters of the step before: action, scaled reward, and two flags."""
        if self.choices is None:
            action = np.asarray(state.action, np.float32)
        else:
            action = np.eye(self.choices, dtype=np.float32)[state.action]
        previous = np.concatenate([action, (state.reward * self.reward_scale)[:, None]], axis=1)
        previous = np.where(state.trial_start[:, None], np.float32(0), previous)
        flags = np.stack([state.episode_start, state.trial_start], axis=1)
        return np.concatenate([previous, flags.astype(np.float32)], axis=1)

    def _named(self, result: Array, value: Array | None, memory: Array) -> Outputs:
        if self.is_discrete:
            return Outputs(result, None, None, value, memory)
        logs = self.arrays["policy/logStandardDeviation"][0]
        return Outputs(None, result, np.maximum(logs, _MINIMUM_LOG_DEVIATION), value, memory)

    @overload
    def act(
        self, observations: ArrayLike, state: None = None, *, deterministic: bool = False,
        rng: np.random.Generator | None = None,
    ) -> Any: ...

    @overload
    def act(
        self, observations: ArrayLike, state: PolicyState, *, deterministic: bool = False,
        rng: np.random.Generator | None = None,
    ) -> tuple[Any, PolicyState]: ...

    def act(
        self, observations: ArrayLike, state: PolicyState | None = None, *,
        deterministic: bool = False, rng: np.random.Generator | None = None,
    ) -> Any:
        """Chooses actions.

        Args:
            observations: `[O]` for one action, `[n, O]` for n of them.
            state: As `begin` and `observe` gave it; only a policy with a memory needs it.
            deterministic: Takes the most probable choice, or the mean, instead of drawing.
            rng: Draws the actions; by default a new generator of NumPy's.

        Returns:
            An `int` or `[n]` int64 for discrete actions; `[A]` or `[n, A]` float32 for
            continuous ones, which may lie outside the action space, as in Fledge, whose
            environments clip them.
            With a state a pair: also the state after the actions, which `observe` completes.

        Raises:
            ValueError: A shape does not fit, or the state is missing.
        """
        outputs = self.outputs(observations, state)
        actions = self._choose(outputs, deterministic, rng)
        is_single = np.ndim(observations) == 1
        result = actions[0] if is_single else actions
        if is_single and self.is_discrete:
            result = int(result)
        if state is None:
            return result
        return result, replace(state, memory=outputs.memory, action=actions)

    def _choose(
        self, outputs: Outputs, deterministic: bool, rng: np.random.Generator | None
    ) -> NDArray[Any]:
        if rng is None and not deterministic:
            rng = np.random.default_rng()
        if outputs.logits is not None:
            if deterministic:
                best: NDArray[Any] = np.argmax(outputs.logits, axis=1)
                return best
            assert rng is not None
            sums = np.cumsum(outputs.probabilities, axis=1)
            targets = rng.random(len(sums), np.float32)[:, None] * sums[:, -1:]
            # Rounding may leave no sum above the target.
            drawn: NDArray[Any] = np.minimum((sums <= targets).sum(axis=1), sums.shape[1] - 1)
            return drawn
        assert outputs.mean is not None and outputs.log_deviation is not None
        if deterministic:
            return outputs.mean
        assert rng is not None
        noise = rng.standard_normal(outputs.mean.shape, np.float32)
        return outputs.mean + np.exp(outputs.log_deviation) * noise

    def observe(
        self, state: PolicyState, rewards: ArrayLike, *, episode_over: ArrayLike = False,
        trial_over: ArrayLike = False, actions: ArrayLike | None = None,
    ) -> PolicyState:
        """The state with what followed from the actions.

        Args:
            state: As `act` gave it.
            rewards: `[n]`, or a number for all.
            episode_over: Whether the episode has ended, `[n]`; memory goes on.
            trial_over: Whether the task will be another one, `[n]`; memory begins anew.
            actions: What was done, if it was not what `act` chose.
        """
        count = len(state.memory)
        trial = np.broadcast_to(np.asarray(trial_over, bool), count)
        if actions is not None:
            actions = np.asarray(actions, state.action.dtype).reshape(state.action.shape)
        return PolicyState(
            memory=state.memory, action=state.action if actions is None else actions,
            reward=np.broadcast_to(np.asarray(rewards, np.float32), count).copy(),
            episode_start=np.broadcast_to(np.asarray(episode_over, bool), count) | trial,
            trial_start=trial.copy())

    def agent(
        self, *, deterministic: bool = False, rng: np.random.Generator | None = None
    ) -> PolicyAgent:
        """An agent that keeps the state itself."""
        return PolicyAgent(self, deterministic=deterministic, rng=rng)


class PolicyAgent:
    """A policy with its state: `begin` a trial, then `act` and `observe` for each step."""

    def __init__(
        self, policy: Policy, *, deterministic: bool = False,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Creates an agent; see `Policy.act` for what the options mean."""
        self.policy = policy
        self.deterministic = deterministic
        self.rng = np.random.default_rng() if rng is None else rng
        self.state: PolicyState | None = None

    def begin(self, count: int = 1) -> None:
        """Begins a trial in n copies: forgets everything."""
        self.state = self.policy.begin(count)

    def act(self, observations: ArrayLike) -> Any:
        """Chooses actions; see `Policy.act`.

        Raises:
            RuntimeError: The trial has not begun.
        """
        action, self.state = self.policy.act(
            observations, self._begun("act"), deterministic=self.deterministic, rng=self.rng)
        return action

    def observe(
        self, rewards: ArrayLike, *, episode_over: ArrayLike = False, trial_over: ArrayLike = False,
        actions: ArrayLike | None = None,
    ) -> None:
        """Receives what followed; see `Policy.observe`."""
        self.state = self.policy.observe(
            self._begun("observe"), rewards, episode_over=episode_over, trial_over=trial_over,
            actions=actions)

    def _begun(self, what: str) -> PolicyState:
        if self.state is None:
            raise RuntimeError(f"PolicyAgent.{what}: call begin() first.")
        return self.state
