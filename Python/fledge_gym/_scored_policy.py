"""A policy as an agent that `fledge_gym.score` plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from fledge_gym.agents import ACTIONS, Agent, Block, Outcome, RandomKey, View
from fledge_gym.policy import Outputs, Policy, PolicyState
from fledge_gym.tasks import TaskDistribution


class ScoredPolicy(Agent):
    """Plays a policy with the random numbers that `fledge score` draws its actions with.

    A policy with a memory is an agent in each trial of its own. One without a memory plays one
    block: NumPy takes no gradient steps.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.experience: Literal["pooled", "separate"] = (
            "separate" if policy.memory_size else "pooled"
        )

    def __deepcopy__(self, _memo: dict[int, Any]) -> ScoredPolicy:
        # Every trial plays the same arrays and begins with a state of its own.
        return ScoredPolicy(self._policy)

    def begin(self, block: Block) -> None:
        """Begins an episode in each copy; in the first block memory is empty."""
        if block.is_first:
            self._state = self._policy.begin(block.copies)
        self._key = block.key.child(ACTIONS)

    def act(self, view: View) -> npt.ArrayLike:
        """Draws an action for each running copy."""
        copies, state = view.copies, self._state
        rows = PolicyState(
            memory=state.memory[copies],
            action=state.action[copies],
            reward=state.reward[copies],
            episode_start=np.full(len(copies), view.step == 0),
            trial_start=state.trial_start[copies],
        )
        outputs = self._policy.outputs(view.observations, rows)
        actions = _drawn(outputs, self._key, view)
        state.memory[copies], state.action[copies] = outputs.memory, actions
        state.trial_start[copies] = False
        return actions

    def observe(self, outcome: Outcome) -> None:
        """Keeps the reward, which enters the next step of a memory."""
        self._state.reward[outcome.view.copies] = outcome.rewards


def _drawn(outputs: Outputs, key: RandomKey, view: View) -> npt.NDArray[Any]:
    """Actions drawn as Fledge does, `[n]` or `[n, A]`."""
    if outputs.logits is not None:
        weights = np.exp(outputs.logits - outputs.logits.max(axis=1, keepdims=True))
        sums = np.cumsum(weights, axis=1)
        targets = key.uniform(view.step, view.copies)[:, np.newaxis] * sums[:, -1:]
        # Rounding may leave no sum above the target.
        chosen: npt.NDArray[Any] = np.minimum((sums <= targets).sum(axis=1), sums.shape[1] - 1)
        return chosen
    assert outputs.mean is not None and outputs.log_deviation is not None
    size = outputs.mean.shape[1]
    # Two coordinates take one pair of normal numbers.
    pairs = key.normals(view.step, view.copies[:, np.newaxis], np.arange((size + 1) // 2))
    noise = pairs.reshape(len(view.copies), -1)[:, :size]
    return outputs.mean + np.exp(outputs.log_deviation) * noise


def trained_on(
    policy: Policy, options: Mapping[str, Any] | None, vary: Any
) -> TaskDistribution:
    """The distribution that a policy was trained on, with its options where no others are given.

    Raises:
        ValueError: This Fledge has another version of it, or there is no such option or value.
    """
    distribution = TaskDistribution(
        policy.distribution, options=policy.options | dict(options or {}), vary=vary
    )
    if policy.distribution_version != distribution.version:
        raise ValueError(
            f"The policy was trained on version {policy.distribution_version} of"
            f" {policy.distribution}, but this Fledge has version {distribution.version}. Name the"
            " distribution to score it there nevertheless."
        )
    return distribution


def scored_policy(
    policy: Policy, distribution: TaskDistribution, *, blocks: int | None, episodes: int | None
) -> tuple[ScoredPolicy, int | None]:
    """An agent that plays a policy, and how many blocks it plays.

    Raises:
        ValueError: The policy is for other spaces, or would have to take gradient steps.
    """
    space = distribution.native_action_space
    observations = distribution.observation_space.shape
    own = f"{policy.choices} choices" if policy.is_discrete else f"{policy.action_size} numbers"
    if isinstance(space, spaces.Discrete):
        there = f"{space.n} choices"
    else:
        there = f"{space.low.size} numbers"
    if observations != (policy.observation_size,) or own != there:
        raise ValueError(
            f"The policy observes {policy.observation_size} numbers and acts by {own}, but"
            f" {distribution.name} has {observations[0]} numbers and {there}: name what it was"
            f" trained on, {policy.distribution!r}, with the same options."
        )
    if policy.memory_size:
        if blocks is None and episodes is None:
            blocks = int(policy.settings["episodes"])
        return ScoredPolicy(policy), blocks
    if blocks not in (None, 1) or episodes is not None:
        raise ValueError(
            f"A policy of {policy.learner} adapts by gradient steps, which are not taken here:"
            " leave out blocks and episodes to score it as it is, or use 'fledge score'."
        )
    return ScoredPolicy(policy), 1
