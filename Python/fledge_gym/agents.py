"""Agents of your own, for `fledge_gym.score`: the contract, and reference agents that follow it.

An agent plays a trial: blocks of episodes of one task, one after the other. It is called in this
order:

    begin(block)        before each block; block.is_first begins the trial
    act, observe        once for each step, until every episode of the block has ended
    absorb(rollouts)    between two blocks, not after the last
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from fledge_gym import _library
from fledge_gym.tasks import TaskDistribution

Floats = npt.NDArray[np.float32]

ACTIONS = 5
"""The purpose of random numbers that choose actions, in Fledge's numbering."""


class RandomKey:
    """The address of random numbers of Fledge: the same key and position always give the same ones.

    Agents that draw from `Block.rng` need none of this. With it a copy of one of Fledge's agents
    draws the very numbers of the original.
    """

    def __init__(self, words: npt.ArrayLike) -> None:
        self.words: npt.NDArray[np.uint32] = np.ascontiguousarray(words, np.uint32)
        """Two words, `[2]`."""
        if self.words.shape != (2,):
            raise ValueError(f"A key has two words, not {self.words.shape}.")

    def child(self, purpose: int, index: int = 0) -> RandomKey:
        """The key for a narrower use, such as `ACTIONS`, and its number, such as the step."""
        return RandomKey(_library.random_child(self.words, purpose, index))

    def bits(
        self, x: npt.ArrayLike, y: npt.ArrayLike = 0, z: npt.ArrayLike = 0
    ) -> npt.NDArray[np.uint32]:
        """Four words at each position; coordinates are broadcast: `[..., 4]`."""
        positions, shape = _positions(x, y, z)
        return _library.random_words(self.words, positions).reshape(*shape, 4)

    def uniform(self, x: npt.ArrayLike, y: npt.ArrayLike = 0, z: npt.ArrayLike = 0) -> Floats:
        """A number in [0, 1), a multiple of 2⁻²³, at each position."""
        return unit_interval(self.bits(x, y, z)[..., 0])

    def normals(self, x: npt.ArrayLike, y: npt.ArrayLike = 0, z: npt.ArrayLike = 0) -> Floats:
        """Two standard normal numbers at each position: `[..., 2]`."""
        positions, shape = _positions(x, y, z)
        return _library.random_normals(self.words, positions).reshape(*shape, 2)

    def beta(
        self, a: npt.ArrayLike, b: npt.ArrayLike, x: npt.ArrayLike, y: npt.ArrayLike = 0
    ) -> npt.NDArray[np.float64]:
        """A number of Beta(a, b), both at least 1, at each position."""
        first, second, x, y = np.broadcast_arrays(a, b, x, y)
        positions, _ = _positions(x, y)
        return _library.random_betas(
            self.words,
            positions,
            np.ascontiguousarray(first, np.float64).reshape(-1),
            np.ascontiguousarray(second, np.float64).reshape(-1),
        ).reshape(first.shape)


def unit_interval(words: npt.NDArray[np.uint32]) -> Floats:
    """Words as numbers in [0, 1), multiples of 2⁻²³, as Fledge makes them."""
    return (words >> np.uint32(9) | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)


def _positions(*coordinates: npt.ArrayLike) -> tuple[npt.NDArray[np.uint32], tuple[int, ...]]:
    arrays = np.broadcast_arrays(*coordinates)
    stacked = np.stack([array.reshape(-1) for array in arrays], axis=-1)
    return np.ascontiguousarray(stacked, np.uint32), arrays[0].shape


@dataclass(frozen=True, eq=False)
class Block:
    """Episodes that are played side by side, one per copy.

    Attributes:
        number: In its trial, from 0.
        copies: How many copies play, E.
        key: The address of the agent's random numbers in this block.
        distribution: Spaces, horizon and parameters; not the task. Actions are those of
            `distribution.native_action_space`.
    """

    number: int
    copies: int
    key: RandomKey
    distribution: TaskDistribution = field(repr=False)

    @property
    def is_first(self) -> bool:
        """Whether a trial begins with this block."""
        return self.number == 0

    @property
    def rng(self) -> np.random.Generator:
        """A new generator of random numbers, the same for the same block of the same score."""
        return np.random.Generator(np.random.Philox(self.key.words.tolist()))


@dataclass(frozen=True, eq=False)
class View:
    """What the running copies show before a step; n of them.

    Attributes:
        step: About to be taken, from 0; the same for all copies.
        copies: Their numbers, ascending, `[n]`.
        observations: `[n, O]`.
    """

    step: int
    copies: npt.NDArray[np.int64]
    observations: Floats


@dataclass(frozen=True, eq=False)
class Outcome:
    """What followed in the copies that were running.

    Attributes:
        view: What they showed before the step.
        actions: What they did, `[n, A]`; of discrete actions whole numbers, `[n, 1]`.
        rewards: `[n]`.
        terminated: Whether the episode has ended by itself, `[n]`.
        truncated: Whether it was cut at the horizon, `[n]`.
        next_observations: What the step led to, `[n, O]`.
        targets: What is revealed after the step, such as the right answer, `[n, V]`; V is mostly 0.
    """

    view: View
    actions: Floats
    rewards: Floats
    terminated: npt.NDArray[np.bool_]
    truncated: npt.NDArray[np.bool_]
    next_observations: Floats
    targets: Floats


@dataclass(frozen=True, eq=False)
class Rollouts:
    """The episodes of a block that has ended, one after the other; B steps in all.

    Attributes:
        offsets: Where the steps of each episode begin, and B, `[E + 1]`.
        observations: Before each step, `[B, O]`.
        actions: `[B, A]`; of discrete actions whole numbers, `[B, 1]`.
        rewards: `[B]`.
        terminated: Whether the episode ended by itself; if not, it was cut at the horizon, `[E]`.
        final_observations: After the last step of each episode, `[E, O]`.
    """

    offsets: npt.NDArray[np.int64]
    observations: Floats
    actions: Floats
    rewards: Floats
    terminated: npt.NDArray[np.bool_]
    final_observations: Floats

    @property
    def returns(self) -> npt.NDArray[np.float64]:
        """The undiscounted sum of the rewards of each episode, `[E]`."""
        return np.array([self.rewards[rows].sum(dtype=np.float64) for rows in self.rows()])

    def rows(self) -> Iterator[slice]:
        """Where the steps of each episode are."""
        for begin, end in zip(self.offsets, self.offsets[1:], strict=False):
            yield slice(int(begin), int(end))


class Agent:
    """What acts in a task and changes with what it experiences there.

    Override `act`, and what the agent needs of the rest. Each trial is played by a deep copy of the
    agent that was handed to `score`, so nothing learned on a task reaches another.

    Attributes:
        experience: "pooled" if all episodes of a block teach one agent, as with gradient steps;
            "separate" if each copy is an agent in a trial of its own, as with a recurrent memory:
            then block k is the episode k of every trial, and several tasks may be side by side.
    """

    experience: Literal["pooled", "separate"] = "pooled"

    def begin(self, block: Block) -> None:
        """Gets ready for a block of episodes."""

    def act(self, view: View) -> npt.ArrayLike:
        """Chooses an action for each running copy.

        Returns:
            `[n]` whole numbers for a discrete space; otherwise `[n, A]`.
        """
        raise NotImplementedError

    def observe(self, outcome: Outcome) -> None:
        """Receives what followed from the actions just chosen."""

    def absorb(self, rollouts: Rollouts) -> None:
        """Learns from a finished block before the next one begins."""


class RandomAgent(Agent):
    """Draws every action uniformly; with the same numbers as the player `random` of Fledge.

    An infinite bound counts as ±1, or as 1 beyond the other bound where that leaves no room.
    """

    def begin(self, block: Block) -> None:
        """Takes the block's random numbers, and the bounds of actions."""
        self._key = block.key.child(ACTIONS)
        space = block.distribution.native_action_space
        self._is_discrete = isinstance(space, spaces.Discrete)
        self._lower: Floats
        self._width: Floats
        if isinstance(space, spaces.Discrete):
            self._lower, self._width = np.zeros(1, np.float32), np.array([space.n], np.float32)
        else:
            low, high = (
                np.where(np.abs(bound) >= np.finfo(np.float32).max, np.sign(bound) * np.inf, bound)
                for bound in (space.low, space.high)
            )
            lower = np.where(np.isfinite(low), low, np.minimum(-1, high - 1))
            upper = np.where(np.isfinite(high), high, np.maximum(1, lower + 1))
            self._lower = lower.astype(np.float32)
            self._width = upper.astype(np.float32) - self._lower

    def act(self, view: View) -> npt.ArrayLike:
        """Draws the actions.

        A draw of four words serves the same place in four groups of sixteen episodes.
        """
        group, lane = np.divmod(view.copies, 16)
        pair, word = np.divmod(group, 4)
        places = (16 * pair + lane)[:, np.newaxis]
        words = self._key.bits(view.step, places, np.arange(len(self._lower)))
        chosen = np.take_along_axis(words, word[:, np.newaxis, np.newaxis], axis=-1)[..., 0]
        actions: Floats = self._lower + unit_interval(chosen) * self._width
        return np.minimum(np.floor(actions), self._width - 1) if self._is_discrete else actions


class BernoulliAgent(Agent):
    """Counts what the arms of `bandit/bernoulli` paid: Beta(1, 1) before the first pull.

    Each episode of a block starts from what earlier blocks taught and goes on alone; `absorb` then
    adds every pull of the block.
    """

    def begin(self, block: Block) -> None:
        """Forgets everything if a trial begins."""
        space = block.distribution.native_action_space
        assert isinstance(space, spaces.Discrete)
        if block.is_first:
            self._known = np.zeros((2, int(space.n)), np.float32)
        self._key = block.key
        # Payments and pulls of each arm, in each copy: [2, E, arms].
        self._counts = np.repeat(self._known[:, np.newaxis], block.copies, axis=1)

    def act(self, view: View) -> npt.ArrayLike:
        """Pulls the arm with the highest index, the first of several equals."""
        wins, pulls = self._counts[:, view.copies]
        return np.argmax(self.indices(wins, pulls, view), axis=-1)

    def indices(self, wins: Floats, pulls: Floats, view: View) -> npt.NDArray[Any]:
        """How good each arm seems, `[n, arms]`, from its payments and pulls, `[n, arms]`."""
        raise NotImplementedError

    def observe(self, outcome: Outcome) -> None:
        """Counts a pull of each copy."""
        arms = outcome.actions[:, 0].astype(np.int64)
        self._counts[0, outcome.view.copies, arms] += outcome.rewards
        self._counts[1, outcome.view.copies, arms] += 1

    def absorb(self, rollouts: Rollouts) -> None:
        """Counts every pull of the block."""
        arms = rollouts.actions[:, 0].astype(np.int64)
        np.add.at(self._known[0], arms, rollouts.rewards)
        np.add.at(self._known[1], arms, 1)


class ThompsonSampling(BernoulliAgent):
    """Pulls the arm that is best in a draw from what is believed, as the player `thompson` does.

    Source: Thompson 1933, https://doi.org/10.1093/biomet/25.3-4.285.
    """

    def indices(self, wins: Floats, pulls: Floats, view: View) -> npt.NDArray[Any]:
        """A draw of each arm's probability, with the numbers of the player `thompson`."""
        arms = np.arange(wins.shape[-1])
        key = self._key.child(ACTIONS, view.step)
        drawn = key.beta(wins + 1, pulls - wins + 1, view.copies[:, np.newaxis], arms)
        return drawn.astype(np.float32)


class Greedy(BernoulliAgent):
    """Pulls the arm with the highest posterior mean, as the player `greedy` does."""

    def indices(self, wins: Floats, pulls: Floats, view: View) -> npt.NDArray[Any]:
        """The posterior mean of each arm's probability."""
        return (wins + 1) / (pulls + 2)
