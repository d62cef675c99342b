"""cart-pole/physics with its default parameters is CartPole-v1 of Gymnasium."""

from __future__ import annotations

from typing import Any

import gymnasium
import pytest
from gymnasium.utils.env_match import check_environments_match


class Remembering(gymnasium.Wrapper):
    """Keeps what the latest reset showed."""

    def reset(self, **arguments: Any) -> Any:
        result = super().reset(**arguments)
        self.start = result[0]
        return result


class StartingAs(gymnasium.Wrapper):
    """Puts CartPole-v1 into the start state of another environment."""

    def __init__(self, env: gymnasium.Env, other: Remembering) -> None:
        super().__init__(env)
        self.other = other
        # That of Gymnasium has infinite bounds, and wider ones than can be seen.
        self.observation_space = other.observation_space

    def reset(self, **arguments: Any) -> Any:
        _, info = super().reset(**arguments)
        self.env.unwrapped.state = self.other.start.astype("float64")
        return self.other.start.copy(), info


@pytest.mark.parametrize("seed", range(30))
def test_same_as_gymnasiums(seed: int) -> None:
    ours = Remembering(gymnasium.make("fledge/CartPolePhysics-v2", task={}))
    theirs = StartingAs(gymnasium.make("CartPole-v1"), ours)
    check_environments_match(ours, theirs, num_steps=200, seed=seed, info_comparison="skip")
