"""Registers every distribution with Gymnasium."""

from __future__ import annotations

from typing import Any

import gymnasium

from fledge_gym import _library
from fledge_gym.tasks import TaskDistribution

NAMESPACE = "fledge"

LENGTH_OPTIONS = frozenset({"pulls"})
"""The options that change how long episodes are; a test tries all options there are."""


def environment_id(name: str, version: int) -> str:
    """The name in Gymnasium: that of "point-robot/goals" is "fledge/PointRobotGoals-v2"."""
    words = name.replace("/", "-").split("-")
    return f"{NAMESPACE}/{''.join(word.capitalize() for word in words)}-v{version}"


def distributions() -> list[str]:
    """The names of all distributions, such as "point-robot/goals"."""
    return [line["name"] for line in _library.catalog()]


def envs() -> list[str]:
    """The names of all environments in Gymnasium, such as "fledge/PointRobotGoals-v2"."""
    return [environment_id(line["name"], line["version"]) for line in _library.catalog()]


def register() -> None:
    """Registers every distribution; importing `fledge_gym` does so.

    Where an option changes how long episodes are, the environment alone cuts them: a limit of
    Gymnasium's would ignore the option. Gymnasium's wrappers that refuse a step before a reset and
    check types are left out: the environment itself does so, and they take a tenth of a step.
    """
    for line in _library.catalog():
        name = environment_id(line["name"], line["version"])
        if name in gymnasium.registry:
            continue
        has_own_length = any(option["name"] in LENGTH_OPTIONS for option in line["options"])
        limit: dict[str, Any] = {}
        if not has_own_length:
            limit["max_episode_steps"] = TaskDistribution(line["name"]).horizon
        gymnasium.register(
            name,
            entry_point="fledge_gym.environment:FledgeEnv",
            vector_entry_point="fledge_gym.vector:FledgeVectorEnv",
            kwargs={"distribution": line["name"]},
            order_enforce=False,
            disable_env_checker=True,
            **limit,
        )
