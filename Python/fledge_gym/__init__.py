"""Fledge's environments and task distributions for Gymnasium.

    import gymnasium, fledge_gym

    env = gymnasium.make("fledge/PointRobotGoals-v2", split="test")
    observation, info = env.reset(seed=1)
"""

from __future__ import annotations

from fledge_gym import _library
from fledge_gym.agents import Agent
from fledge_gym.environment import FledgeEnv
from fledge_gym.policy import Policy, PolicyAgent, PolicyState
from fledge_gym.registration import distributions, envs, register
from fledge_gym.scores import Score
from fledge_gym.scoring import score
from fledge_gym.tasks import TaskDistribution, TaskSpace
from fledge_gym.vector import FledgeVectorEnv

__version__ = _library.version()

__all__ = [
    "Agent",
    "FledgeEnv",
    "FledgeVectorEnv",
    "Policy",
    "PolicyAgent",
    "PolicyState",
    "Score",
    "TaskDistribution",
    "TaskSpace",
    "distributions",
    "envs",
    "register",
    "score",
]

register()
