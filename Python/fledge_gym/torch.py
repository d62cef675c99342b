"""Policies that Fledge trained as PyTorch modules, with Fledge's adaptation step.

    from fledge_gym.torch import TorchPolicy

    module = TorchPolicy.load("Policies/point-robot-goals.safetensors")
    distribution = module(torch.zeros(1, 2)).distribution
    adapted = module.adapted(observations, actions, advantages)   # one inner step, differentiable
    distribution = module(torch.zeros(1, 2), parameters=adapted).distribution

Numbers are those of the program to 1e-5. This is the only module of the package that needs PyTorch.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .policy import Policy, PolicyFileError

__all__ = ["TorchOutputs", "TorchPolicy", "TorchState"]

_MINIMUM_LOG_DEVIATION = -13.815510557964274


@dataclass(frozen=True)
class TorchState:
    """What a policy with a memory carries from step to step; see `PolicyState` for the shapes."""

    memory: Tensor
    action: Tensor
    reward: Tensor
    episode_start: Tensor
    trial_start: Tensor


@dataclass(frozen=True)
class TorchOutputs:
    """What a policy says of the next action.

    Attributes:
        distribution: Categorical, or independent normal coordinates, over `[n]`.
        value: What is expected of the rest of the trial, `[n]`; `None` without a memory.
        memory: What each row remembers after this step, `[n, M]`; `None` without a memory.
    """

    distribution: torch.distributions.Distribution
    value: Tensor | None = None
    memory: Tensor | None = None


class TorchPolicy(nn.Module):
    """A policy as a module. Its parameters have the names of the file, with `_` for `.`.

    Attributes:
        policy: The file it came from. `to_policy` gives one with the parameters as they are now.
    """

    log_inner_learning_rates: Tensor
    log_inner_rate_multipliers: Tensor

    def __init__(self, policy: Policy) -> None:
        """Takes the parameters of a policy; the policy is not changed by what the module learns."""
        super().__init__()
        self.policy = policy
        self._names = list(policy.parameters)
        for name, array in policy.parameters.items():
            self.register_parameter(
                _attribute(name), nn.Parameter(torch.from_numpy(array.copy())))
        found = policy.arrays
        logs = found.get("logInnerLearningRates", np.zeros(0, np.float32))
        self.register_buffer("log_inner_learning_rates", torch.from_numpy(logs.copy()))
        multipliers = found.get("logInnerRateMultipliers")
        if multipliers is not None:
            self.register_buffer(
                "log_inner_rate_multipliers", torch.from_numpy(multipliers.copy()))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> TorchPolicy:
        """Reads a policy file or the folder of a run; raises what `Policy.load` does."""
        return cls(Policy.load(path))

    def named(self) -> dict[str, Tensor]:
        """The parameters by their names in the file, without `policy/`."""
        return {name: getattr(self, _attribute(name)) for name in self._names}

    def to_policy(self, parameters: Mapping[str, Tensor] | None = None) -> Policy:
        """A policy with these parameters, otherwise as the one that the module came from.

        Args:
            parameters: As `named` or `adapted` gave them; by default the module's own.

        Raises:
            PolicyFileError: A parameter is unknown or has another shape.
        """
        arrays = {name: array.copy() for name, array in self.policy.arrays.items()}
        for name, value in (self.named() if parameters is None else parameters).items():
            if name not in self._names or value.shape != self.policy.parameters[name].shape:
                raise PolicyFileError(
                    f"Cannot make a policy of a parameter '{name}' of the shape"
                    f" {tuple(value.shape)}: pass what named() or adapted() gave.")
            arrays["policy/" + name] = value.detach().cpu().to(torch.float32).numpy().copy()
        arrays["logInnerLearningRates"] = self.log_inner_learning_rates.cpu().numpy().copy()
        if "logInnerLearningRates" not in self.policy.arrays:
            del arrays["logInnerLearningRates"]
        if "logInnerRateMultipliers" in arrays:
            arrays["logInnerRateMultipliers"] = self.log_inner_rate_multipliers.cpu().numpy().copy()
        return Policy(arrays, self.policy.metadata)

    def save(
        self, path: str | os.PathLike[str], parameters: Mapping[str, Tensor] | None = None
    ) -> None:
        """Writes the parameters as a file that Fledge reads; raises what `Policy.save` does."""
        self.to_policy(parameters).save(path)

    # Acting

    def begin(self, count: int = 1) -> TorchState:
        """The state of n copies at the beginning of a trial."""
        state = self.policy.begin(count)
        like = getattr(self, _attribute(self._names[0]))
        return TorchState(*(
            torch.as_tensor(value, device=like.device) for value in (
                state.memory, state.action, state.reward, state.episode_start, state.trial_start)))

    def observe(
        self, state: TorchState, outputs: TorchOutputs, actions: Tensor, rewards: Tensor, *,
        episode_over: Tensor | bool = False, trial_over: Tensor | bool = False,
    ) -> TorchState:
        """The state after a step.

        Args:
            state: The state before it.
            outputs: What the module gave for it.
            actions: What was done, `[n]` or `[n, A]`.
            rewards: What followed, `[n]`.
            episode_over: Whether the episode has ended, `[n]`; memory goes on.
            trial_over: Whether the task will be another one, `[n]`; memory begins anew.
        """
        trial = torch.as_tensor(
            trial_over, dtype=torch.bool, device=rewards.device).expand(len(rewards))
        episode = torch.as_tensor(
            episode_over, dtype=torch.bool, device=rewards.device).expand(len(rewards))
        return replace(
            state, memory=state.memory if outputs.memory is None else outputs.memory,
            action=actions, reward=rewards, episode_start=episode | trial, trial_start=trial)

    def forward(
        self, observations: Tensor, state: TorchState | None = None, *,
        parameters: Mapping[str, Tensor] | None = None,
    ) -> TorchOutputs:
        """What the policy says of the next action.

        Args:
            observations: `[n, O]`.
            state: As `begin` and `observe` gave it; only a policy with a memory needs it.
            parameters: As `named` or `adapted` gave them; by default the module's own.

        Raises:
            ValueError: The state of a policy with a memory is missing.
        """
        weights = self.named() if parameters is None else parameters
        if self.policy.memory_size == 0:
            return TorchOutputs(self._distribution(self._mlp(weights, observations), weights))
        if state is None:
            raise ValueError("This policy has a memory: pass the state of begin(n).")
        rows = torch.cat([observations, self._history(state)], dim=1)
        entering = _dense(weights, "encoder", rows) if "encoder.weight" in weights else rows
        memory = self._cell(weights, entering, state.memory * ~state.trial_start[:, None])
        result = memory[:, : weights["core.recurrentWeight"].shape[0]]
        if "decoder.weight" in weights:
            result = _dense(weights, "decoder", torch.cat([result, entering], dim=1))
        result = result @ weights["output.weight"] + weights["output.bias"]
        return TorchOutputs(
            self._distribution(result[:, :-1], weights), value=result[:, -1], memory=memory)

    def _mlp(self, weights: Mapping[str, Tensor], rows: Tensor) -> Tensor:
        count = len(self.policy.hidden) + 1
        for index in range(count):
            bias = weights[f"layer{index}.bias"]
            if index == 0 and "context" in weights:
                bias = weights["context"] @ weights["context.weight"] + bias
            rows = rows @ weights[f"layer{index}.weight"] + bias
            if index < count - 1:
                rows = rows.tanh() if self.policy.activation == "tanh" else rows.relu()
        return rows

    def _history(self, state: TorchState) -> Tensor:
        if self.policy.choices is None:
            action = state.action
        else:
            action = nn.functional.one_hot(state.action.long(), self.policy.choices)
        scaled = (state.reward * float(self.policy.reward_scale))[:, None]
        previous = torch.cat([action.to(scaled.dtype), scaled], dim=1) * ~state.trial_start[:, None]
        flags = torch.stack([state.episode_start, state.trial_start], dim=1)
        return torch.cat([previous, flags.to(scaled.dtype)], dim=1)

    def _cell(self, weights: Mapping[str, Tensor], rows: Tensor, memory: Tensor) -> Tensor:
        inner = rows @ weights["core.inputWeight"] + weights["core.inputBias"]
        weight, bias = weights["core.recurrentWeight"], weights["core.recurrentBias"]
        width = weight.shape[0]
        if self.policy.core == "lstm":
            hidden, cell = torch.split(memory, width, dim=1)
            enter, keep, value, out = torch.split(
                inner + hidden @ weight + bias, width, dim=1)
            cell = keep.sigmoid() * cell + enter.sigmoid() * value.tanh()
            return torch.cat([out.sigmoid() * cell.tanh(), cell], dim=1)
        gates, entering = torch.split(inner, [2 * width, width], dim=1)
        gate_weight, candidate_weight = torch.split(weight, [2 * width, width], dim=1)
        gate_bias, candidate_bias = torch.split(bias, [2 * width, width], dim=1)
        reset, update = torch.split(
            (gates + memory @ gate_weight + gate_bias).sigmoid(), width, dim=1)
        if self.policy.resets_before:
            outer = (reset * memory) @ candidate_weight + candidate_bias
        else:
            outer = reset * (memory @ candidate_weight + candidate_bias)
        return (1 - update) * (entering + outer).tanh() + update * memory

    def _distribution(
        self, result: Tensor, weights: Mapping[str, Tensor]
    ) -> torch.distributions.Distribution:
        if self.policy.is_discrete:
            return torch.distributions.Categorical(logits=result)
        logs = weights["logStandardDeviation"].clamp(min=_MINIMUM_LOG_DEVIATION)
        normal = torch.distributions.Normal(result, logs.exp().expand_as(result))
        return torch.distributions.Independent(normal, 1)

    # Adapting

    def learning_rate(self, step: int) -> float:
        """The inner learning rate of a step, counted from 0 in this module's life.

        Steps that the policy had taken before it was saved come before; beyond the rates of
        training the last one decays.
        """
        inner = self.policy.settings.get("inner")
        if inner is None:  # version 1
            flat = self.policy.settings
            inner = {
                "learningRates": flat["innerLearningRates"], "decay": flat["learningRateDecay"]}
        listed = [float(rate) for rate in self.log_inner_learning_rates.exp()]
        listed += inner["learningRates"][len(listed) :]
        step += self.policy.adaptation_steps
        if step < len(listed):
            return listed[step]
        return float(listed[-1] * inner["decay"] ** (step - len(listed) + 1))

    def adapted(
        self, observations: Tensor, actions: Tensor, advantages: Tensor, *,
        parameters: Mapping[str, Tensor] | None = None, learning_rate: float | Tensor | None = None,
        step: int = 0, estimator: str = "likelihood-ratio", create_graph: bool = True,
    ) -> dict[str, Tensor]:
        """Takes one inner step: θ' = limit(θ + α m ∘ ∇ 1/B Σ A log π(a | o; θ)).

        m are the multipliers of Meta-SGD, and 0 where nothing adapts (ANIL: all but the last layer;
        CAVIA: all but the context); `limit` clamps standard deviations to those of the settings.

        Args:
            observations: `[B, O]`.
            actions: `[B]` or `[B, A]`, of the policy with `parameters`.
            advantages: `[B]`; `fledge_gym.advantages` computes Fledge's.
            parameters: Where to start; by default the module's own.
            learning_rate: α; by default the policy's own for `step`.
            step: Which step it is, from 0.
            estimator: What derivatives through the step are of: `"likelihood-ratio"` (Fledge's
                default, the ratio to the policy that collected the rollouts) or
                `"log-likelihood"`. The step itself is the same.
            create_graph: Whether derivatives can go through the step, as MAML's do.

        Returns:
            The adapted parameters by name: pass them to `forward`, `adapted` and `save`.

        Raises:
            ValueError: The policy has a memory, and so no such steps; or the estimator is unknown.
        """
        if self.policy.memory_size > 0:
            raise ValueError("This policy adapts by its memory and has no inner steps.")
        if estimator not in ("likelihood-ratio", "log-likelihood"):
            raise ValueError(
                f"There is no estimator '{estimator}' here, but 'likelihood-ratio' and"
                " 'log-likelihood'.")
        start = dict(self.named() if parameters is None else parameters)
        rate = self.learning_rate(step) if learning_rate is None else learning_rate
        log_probabilities = self(observations, parameters=start).distribution.log_prob(actions)
        factors = log_probabilities
        if estimator == "likelihood-ratio":
            factors = (log_probabilities - log_probabilities.detach()).exp()
        objective = (factors * advantages).mean()
        names = [name for name in start if self._adapts(name)]
        gradients = torch.autograd.grad(
            objective, [start[name] for name in names], create_graph=create_graph)
        multipliers = self._multipliers()
        for name, gradient in zip(names, gradients, strict=True):
            direction = gradient * multipliers[name] if name in multipliers else gradient
            start[name] = start[name] + rate * direction
            if name == "logStandardDeviation":
                start[name] = start[name].clamp(*self._log_limits())
        return start

    def _adapts(self, name: str) -> bool:
        if self.policy.learner == "anil":
            return name.startswith(f"layer{len(self.policy.hidden)}.")
        return name == "context" if self.policy.learner == "cavia" else True

    def _multipliers(self) -> dict[str, Tensor]:
        if not hasattr(self, "log_inner_rate_multipliers"):
            return {}
        shapes = {name: value.shape for name, value in self.named().items()}
        parts = torch.split(
            self.log_inner_rate_multipliers.exp(), [shape.numel() for shape in shapes.values()])
        return {
            name: part.reshape(shape)
            for (name, shape), part in zip(shapes.items(), parts, strict=True)}

    def _log_limits(self) -> tuple[float, float]:
        found: dict[str, Any] = self.policy.settings.get("policy", self.policy.settings)
        lowest = found.get("minimumStandardDeviation", 1e-6)
        highest = found.get(
            "maximumStandardDeviation", max(1e6, found.get("initialStandardDeviation", 1.0)))
        return math.log(lowest), math.log(highest)


def _attribute(name: str) -> str:
    return name.replace(".", "_")


def _dense(weights: Mapping[str, Tensor], name: str, rows: Tensor) -> Tensor:
    return (rows @ weights[f"{name}.weight"] + weights[f"{name}.bias"]).tanh()
