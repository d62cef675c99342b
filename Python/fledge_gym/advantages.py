"""Advantages of policy-gradient steps, as Fledge's adaptation computes them.

    δ[t] = r[t] + γ b[t + 1] - b[t]
    A[t] = δ[t] + γ λ A[t + 1]

with a baseline b that is fitted to the same rollouts, and 0 behind the last step of an episode
(Schulman et al. 2016, equation 16, https://arxiv.org/abs/1506.02438).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["advantages", "advantage_settings", "linear_baseline"]

Doubles = NDArray[np.float64]


def advantage_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of `advantages` in the settings of a policy of the gradient family.

    Args:
        settings: `Policy.settings`, of either version of the file.
    """
    if "advantages" in settings:
        found = settings["advantages"]
        normalized = found["isNormalized"]
    else:
        found, normalized = settings, settings["normalizesAdvantages"]
    return {
        "discount": found["discount"], "lambda_": found["lambda"], "baseline": found["baseline"],
        "constant": found.get("baselineConstant", 0.0), "is_normalized": normalized}


def advantages(
    observations: ArrayLike, rewards: ArrayLike, lengths: Sequence[int], *, discount: float = 0.99,
    lambda_: float = 1.0, baseline: str = "linear", constant: float = 0.0,
    is_normalized: bool = True,
) -> Doubles:
    """How much better each action was than expected.

    Args:
        observations: Before each step, `[B, O]`, episode after episode.
        rewards: Of each step, `[B]`.
        lengths: The steps of each episode; together B.
        discount: γ, in 0...1.
        lambda_: λ, in 0...1: 1 for Monte Carlo, 0 for temporal differences.
        baseline: `"linear"` in features of observation and time, `"mean"` of all returns, or
            `"constant"`.
        constant: The baseline if it is constant.
        is_normalized: Whether the advantages get mean 0 and standard deviation 1.

    Returns:
        `[B]`.

    Raises:
        ValueError: The shapes do not fit, or there is no such baseline.
    """
    rewards = np.asarray(rewards, np.float64)
    observations = np.asarray(observations, np.float64)
    if rewards.shape != (sum(lengths),) or observations.shape[:1] != rewards.shape:
        raise ValueError(
            f"Observations of the shape {observations.shape} and rewards of {rewards.shape}, but"
            f" the episodes have {sum(lengths)} steps.")
    ends = np.cumsum(lengths)
    episodes = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    returns = np.concatenate([_discounted(rewards[rows], discount) for rows in episodes])
    if baseline == "linear":
        times = np.concatenate([np.arange(length) for length in lengths])
        values = linear_baseline(observations, times, returns)
    elif baseline in ("mean", "constant"):
        values = np.full_like(returns, returns.mean() if baseline == "mean" else constant)
    else:
        raise ValueError(f"There is no baseline '{baseline}', but linear, mean and constant.")
    parts = []
    for rows in episodes:
        following = np.append(values[rows][1:], 0.0)
        parts.append(
            _discounted(rewards[rows] + discount * following - values[rows], discount * lambda_))
    result: Doubles = np.concatenate(parts)
    if not is_normalized:
        return result
    deviation = result.std()
    # The ridge leaves about 1e-7 of the returns where all of them are equal.
    if deviation <= 1e-6 * np.abs(returns).max():
        return np.zeros_like(result)
    result = (result - result.mean()) / (deviation + 1e-8)
    return result


def _discounted(values: Doubles, discount: float) -> Doubles:
    """Sums from each value to the end, later ones discounted."""
    result = values.copy()
    for index in range(len(result) - 2, -1, -1):
        result[index] += discount * result[index + 1]
    return result


def linear_baseline(observations: Doubles, times: NDArray[Any], returns: Doubles) -> Doubles:
    """Predicts returns from o, o², t/100, (t/100)², (t/100)³ and 1, fitted to the same returns.

    Args:
        observations: `[B, O]`.
        times: The step of each row in its episode, from 0, `[B]`.
        returns: The return from each row on, `[B]`.

    Returns:
        `[B]`. The fit has a ridge of 1e-5, raised tenfold until it can be solved (Duan et al.
        2016, https://arxiv.org/abs/1604.06778, section 5).
    """
    time = times[:, None] / 100
    ones = np.ones_like(time)
    features = np.concatenate([observations, observations**2, time, time**2, time**3, ones], axis=1)
    moments, projections = features.T @ features, features.T @ returns
    for power in range(5):
        try:
            factor = np.linalg.cholesky(moments + 1e-5 * 10**power * np.eye(len(moments)))
            weights = np.linalg.solve(factor.T, np.linalg.solve(factor, projections))
        except np.linalg.LinAlgError:
            continue
        if np.isfinite(weights).all():
            return features @ weights
    return np.zeros_like(returns)
