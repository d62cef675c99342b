"""Derivatives confirmed by complex steps, chains of Jacobians, and softmax policies."""

import numpy as np

ESTIMATORS = ["firstOrder", "logLikelihood", "likelihoodRatio", "dice"]


def complex_step(function, point):
    """The derivative of a function, [value, point], by a step along i so small that none cancels."""
    point = np.asarray(point, dtype=np.float64)
    columns = [np.asarray(function(point + 1e-30j * unit)).imag / 1e-30
               for unit in np.eye(point.size)]
    return np.moveaxis(np.array(columns), 0, -1)


def confirm(claimed, found, tolerance=1e-12):
    claimed, found = np.asarray(claimed), np.asarray(found)
    assert claimed.shape == found.shape, (claimed.shape, found.shape)
    scale = max(1.0, float(np.max(np.abs(found))))
    error = float(np.max(np.abs(claimed - found)))
    assert error <= tolerance * scale, f"{claimed} is not {found}: off by {error}"


def softmax(logits):
    weights = np.exp(logits)
    return weights / weights.sum()


def score(choice, logits):
    """The gradient of a softmax policy's log probability."""
    return np.eye(len(logits))[choice] - softmax(logits)


def softmax_curvature(logits):
    """The Hessian of a softmax policy's log probability: the same for every choice."""
    p = softmax(logits)
    return np.outer(p, p) - np.diag(p)


def chain(gradients, hessians, rates, last, multipliers=None, stages=None, free=None):
    """Derivatives through known steps, by forward products of their Jacobians.

    x[k+1] = x[k] + rates[k] * multipliers * gradients[k](x[k]), the objective's gradient at the
    last x is `last`, at x[k] `stages[k]`. Where `free[k]` is 0, a limit holds what step k made.
    Returns the derivatives by x[0], by the logarithm of each rate and of each multiplier.
    """
    size = len(last)
    m = np.ones(size) if multipliers is None else multipliers
    by_start = np.eye(size)
    by_rates = np.zeros((size, len(rates)))
    by_multipliers = np.zeros((size, size))
    totals = [np.zeros(size), np.zeros(len(rates)), np.zeros(size)]

    def collect(gradient):
        for total, jacobian in zip(totals, (by_start, by_rates, by_multipliers)):
            total += jacobian.T @ gradient

    for k, rate in enumerate(rates):
        if stages is not None:
            collect(stages[k])
        passed = np.eye(size) if free is None else np.diag(free[k])
        step = passed @ (np.eye(size) + rate * np.diag(m) @ hessians[k])
        by_start, by_rates, by_multipliers = step @ by_start, step @ by_rates, step @ by_multipliers
        by_rates[:, k] += passed @ (rate * m * gradients[k])
        by_multipliers += passed @ np.diag(rate * m * gradients[k])
    collect(last)
    return totals
