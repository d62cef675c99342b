"""Your own agent, scored by Fledge's protocol on the very tasks of `fledge score`."""

from __future__ import annotations

import copy
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from fledge_gym import _library
from fledge_gym._numbers import shown, whole_number
from fledge_gym._scored_policy import scored_policy, trained_on
from fledge_gym.agents import Agent, Block, Outcome, RandomKey, Rollouts, View
from fledge_gym.policy import Policy, PolicyAgent
from fledge_gym.scores import Score
from fledge_gym.tasks import TaskDistribution

Floats = npt.NDArray[np.float32]

_LARGEST = (1 << 63) - 1


def score(
    agent: Agent | Policy,
    distribution: str | TaskDistribution | None = None,
    *,
    blocks: int | None = None,
    rollouts: int | None = None,
    episodes: int | None = None,
    episodes_per_step: int | None = None,
    tasks: int | None = None,
    split: str = "test",
    seed: int = 1,
    by_step: bool = False,
    name: str | None = None,
    options: Mapping[str, Any] | None = None,
    vary: Mapping[str, Any] | str | Sequence[str] | None = None,
) -> Score:
    """Scores how well an agent adapts to held-out tasks.

    The agent plays the tasks of `fledge score` with the same initial states and random numbers of
    the environment, and the same code computes the table; `Documentation/protocol.md` defines it. A
    pooled agent plays `blocks` blocks of `rollouts` episodes on each task and absorbs each but the
    last. A separate one plays `blocks` episodes per trial, and `rollouts` trials on each task.

    Args:
        agent: A subclass of `Agent`, or anything with its methods; or a `Policy`, which acts with
            the random numbers of `fledge score`. One without a memory takes no gradient steps here:
            it plays one block.
        distribution: A name such as "point-robot/goals", or a `TaskDistribution`. Default: what a
            policy was trained on, with the options of its training where `options` has no others.
        blocks: Blocks of each trial, K + 1: `fledge score --steps K`. Default: that of `fledge
            score --player`, and of a policy with a memory what it was trained on.
        rollouts: Episodes of each block, or separate trials on each task. Default: that of `fledge
            score --player`.
        episodes: Plays separate trials of so many episodes, each by an agent of its own, also of a
            pooled agent: `fledge score --episodes`. Instead of `blocks`.
        episodes_per_step: After how many episodes of a separate trial a pooled agent absorbs them;
            1 by default.
        tasks: How many tasks. Default: the distribution's, which has more of them for separate
            trials.
        split: "test", "train" or "shifted".
        seed: Of the tasks and of all other random numbers.
        by_step: Whether the score has the mean reward at each environment step.
        name: What the score calls the agent; by default the name of its class, or a policy's
            learner.
        options: What changes the distribution, such as `{"pulls": 100}`.
        vary: Other values of parameters; see `TaskDistribution`.

    Returns:
        The score; `print` shows the table of `fledge score`.

    Raises:
        ValueError: A number, split or option is wrong, or an action is none of the environment.
        TypeError: An argument has the wrong type, or the agent misses a method.
        Exception: What the agent raises.
    """
    if isinstance(agent, PolicyAgent):
        raise TypeError("A PolicyAgent draws random numbers of its own: score its policy instead.")
    if distribution is None:
        if not isinstance(agent, Policy):
            raise TypeError("Name the distribution: only a policy says what it was trained on.")
        distribution, options, vary = trained_on(agent, options, vary), None, None
    if isinstance(distribution, TaskDistribution):
        if options is not None or vary is not None:
            raise ValueError("Options and other values belong to the TaskDistribution itself.")
    else:
        distribution = TaskDistribution(distribution, options=options, vary=vary)
    distribution.check_split(split)
    if isinstance(agent, Policy):
        name = agent.learner if name is None else name
        agent, blocks = scored_policy(agent, distribution, blocks=blocks, episodes=episodes)
    protocol: dict[str, Any] = {
        "name": name if name is not None else type(agent).__name__,
        "split": split,
        "seed": operator.index(seed),
        "byStep": bool(by_step),
    }
    if not 0 <= protocol["seed"] < 1 << 64:
        raise ValueError(f"A seed is a whole number from 0 to 2⁶⁴ - 1, not {shown(seed)}.")
    if blocks is not None:
        protocol["steps"] = whole_number(blocks, "blocks is", 1, 10_001) - 1
    for key, argument, number in (
        ("rollouts", "rollouts", rollouts),
        ("episodes", "episodes", episodes),
        ("episodesPerStep", "episodes_per_step", episodes_per_step),
        ("tasks", "tasks", tasks),
    ):
        if number is not None:
            # The library has narrower limits and says which.
            protocol[key] = whole_number(number, f"{argument} is", 0, _LARGEST)
    player = _Player(agent, distribution)
    scored = _library.ScoredAgent(
        player,
        separate=player.is_separate,
        observation_size=int(np.prod(distribution.observation_space.shape)),
        action_size=player.action_size,
    )
    return Score.from_document(_library.score(distribution.library, scored, protocol))


class _Player:
    """Hands the library's calls to a copy of the agent for each trial."""

    def __init__(self, agent: Agent, distribution: TaskDistribution) -> None:
        missing = [
            method
            for method in ("begin", "act", "observe", "absorb")
            if not callable(getattr(agent, method, None))
        ]
        if missing:
            raise TypeError(
                f"{agent!r} has no method {', '.join(missing)}. Derive it from fledge_gym.Agent,"
                " which has them all but act."
            )
        experience = getattr(agent, "experience", "pooled")
        if experience not in ("pooled", "separate"):
            raise ValueError(
                f"An agent's experience is 'pooled' or 'separate', not {experience!r}."
            )
        self.is_separate = experience == "separate"
        self._agent = agent
        self._distribution = distribution
        self._agents: dict[int, Agent] = {}
        space = distribution.native_action_space
        self._is_discrete = isinstance(space, spaces.Discrete)
        self.action_size = 1 if isinstance(space, spaces.Discrete) else int(np.prod(space.shape))

    def begin(self, trial: int, number: int, copies: int, key: npt.NDArray[np.uint32]) -> None:
        if number == 0:
            self._agents[trial] = copy.deepcopy(self._agent)
        self._agents[trial].begin(Block(number, copies, RandomKey(key), self._distribution))

    def act(
        self, trial: int, step: int, copies: npt.NDArray[np.int64], observations: Floats
    ) -> Floats:
        chosen = self._agents[trial].act(View(step, copies, observations))
        try:
            actions = np.asarray(chosen, np.float32)
        except (TypeError, ValueError):
            raise TypeError(f"The agent's actions are not numbers, but {chosen!r}.") from None
        shapes: list[tuple[int, ...]] = [(len(copies), self.action_size)]
        if self._is_discrete:
            shapes.insert(0, (len(copies),))
        if actions.shape not in shapes:
            raise ValueError(
                f"The agent's actions have the shape {actions.shape}, but {len(copies)} copies are"
                f" running: {' or '.join(map(str, shapes))} is needed."
            )
        return actions

    def observe(
        self,
        trial: int,
        step: int,
        copies: npt.NDArray[np.int64],
        observations: Floats,
        *outcome: Any,
    ) -> None:
        self._agents[trial].observe(Outcome(View(step, copies, observations), *outcome))

    def absorb(self, trial: int, *rollouts: Any) -> None:
        self._agents[trial].absorb(Rollouts(*rollouts))

    def end(self, trial: int) -> None:
        self._agents.pop(trial, None)
