"""One action drawn from a Gaussian, whose mean and log standard deviation adapt."""

import math

import numpy as np

from .calculus import ESTIMATORS, complex_step, confirm

GOAL = -0.2
MEAN_AND_LOG = np.array([0.3, math.log(0.5)])
GAUSSIAN_RATE = 0.1
# Integrands are polynomials of degree 6 at most; 8 nodes are exact up to degree 15.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(8)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def gaussian_value(x):
    return -(x[0] - GOAL)**2 - np.exp(2 * x[1])


def gaussian_gradient(x):
    return np.array([-2 * (x[0] - GOAL), -2 * np.exp(2 * x[1])])


def gaussian_hessian(x, estimator, baseline):
    """Closed forms; the log likelihood's alone depends on the baseline."""
    if estimator == "firstOrder":
        return np.zeros((2, 2))
    if estimator != "logLikelihood":
        return np.diag([-2, -4 * math.exp(2 * x[1])])
    distance, variance = x[0] - GOAL, math.exp(2 * x[1])
    return np.array([[(distance**2 + variance + baseline) / variance, 4 * distance],
                     [4 * distance, 2 * (distance**2 + 3 * variance + baseline)]])


def gaussian_frozen_gradient(estimator, old, baseline):
    """By quadrature over the actions drawn at `old`, which do not move with the parameters."""
    actions = old[0] + np.exp(old[1]) * NODES

    def gradient(x):
        if estimator == "firstOrder":
            x = old
        z, z_old = (actions - x[0]) * np.exp(-x[1]), NODES
        ratio = np.exp(old[1] - x[1] + (z_old**2 - z**2) / 2)
        weights = WEIGHTS * (-(actions - GOAL)**2 - baseline)
        if estimator != "logLikelihood":
            weights = weights * ratio
        return np.array([weights @ (z * np.exp(-x[1])), weights @ (z**2 - 1)])
    return gradient


def gaussian_case(step_count, name, mask=(1, 1), lowest=None):
    """K exact inner steps; `mask` says what adapts, `lowest` bounds the standard deviation.

    The baseline "value" is the return expected of each step's own parameters.
    """
    mask = np.array(mask)
    floor = -math.inf if lowest is None else math.log(lowest)

    def limit(x):
        return np.array([x[0], x[1] if np.real(x[1]) >= floor else floor])

    points = [MEAN_AND_LOG]
    for _ in range(step_count):
        moved = points[-1] + GAUSSIAN_RATE * mask * gaussian_gradient(points[-1])
        points.append(limit(moved))
    baselines = [{"zero": 0, "value": gaussian_value(x)}[name] for x in points[:-1]]
    result = dict(steps=step_count, baseline=name, adapts=mask, minimumStandardDeviation=lowest,
                  adaptedParameters=points[-1], value=gaussian_value(points[-1]))
    is_limited = [moved[1] == floor for moved in points[1:]]
    for estimator in ESTIMATORS:
        jacobian = np.eye(2)
        for x, b, limited in zip(points, baselines, is_limited):
            hessian = gaussian_hessian(x, estimator, b)
            if estimator not in ("firstOrder", "dice"):
                confirm(hessian, complex_step(gaussian_frozen_gradient(estimator, x, b), x))
            confirm(gaussian_frozen_gradient(estimator, x, b)(x), gaussian_gradient(x))
            step = np.eye(2) + GAUSSIAN_RATE * np.diag(mask) @ hessian
            jacobian = np.diag([1, 0 if limited else 1]) @ step @ jacobian
        result[estimator] = jacobian.T @ gaussian_gradient(points[-1])

    def exact(x):
        for _ in range(step_count):
            x = limit(x + GAUSSIAN_RATE * mask * gaussian_gradient(x))
        return gaussian_value(x)

    confirm(result["likelihoodRatio"], complex_step(exact, MEAN_AND_LOG))
    return result


def gaussian():
    return dict(
        goal=GOAL, parameters=MEAN_AND_LOG, learningRate=GAUSSIAN_RATE, nodes=NODES,
        weights=WEIGHTS,
        cases=[gaussian_case(k, b) for b in ("zero", "value") for k in (1, 2, 3)]
        + [gaussian_case(1, b, mask=(1, 0)) for b in ("zero", "value")]
        + [gaussian_case(k, "zero", lowest=0.49) for k in (1, 2)])
