"""A quadratic, which is no policy: the recursion alone."""

import math

import numpy as np

from .calculus import chain, complex_step, confirm

MATRIX = np.array([[2, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1.5]])
CENTER = np.array([1, -0.5, 0.25])
START = np.array([-0.4, 0.8, 1.2])
RATES = [0.3, 0.2, 0.1]


def quadratic_case(step_count, multipliers=(1, 1, 1), lowest=None, is_whole=False, rates=RATES):
    m = np.array(multipliers, dtype=np.float64)
    rates = rates[:step_count]

    def value(x):
        return -(x - CENTER) @ MATRIX @ (x - CENTER) / 2

    def gradient(x):
        return -MATRIX @ (x - CENTER)

    def limit(x):
        is_below = np.real(x[2]) < (-math.inf if lowest is None else lowest)
        return np.array([x[0], x[1], lowest if is_below else x[2]])

    def stages(x, logarithms, log_multipliers):
        points = [x]
        for k in range(step_count):
            rate = rates[k] * np.exp(logarithms[k])
            x = limit(x + rate * m * np.exp(log_multipliers) * gradient(x))
            points.append(x)
        return points

    def objective(everything):
        points = stages(everything[:3], everything[3:3 + step_count], everything[3 + step_count:])
        return sum(value(x) for x in points) if is_whole else value(points[-1])

    points = stages(START, np.zeros(step_count), np.zeros(3))
    found = complex_step(objective, np.concatenate([START, np.zeros(step_count + 3)]))
    total = sum(map(value, points)) if is_whole else value(points[-1])
    result = dict(learningRates=rates, multipliers=m, lowestLastEntry=lowest,
                  isWholeTrial=is_whole, points=points, value=total)
    gradients = [gradient(x) for x in points[:-1]]
    free = [[1, 1, 0 if x[2] == lowest else 1] for x in points[1:]]
    for name, matrix in [("exact", -MATRIX), ("firstOrder", 0 * MATRIX)]:
        derivatives = chain(
            gradients, [matrix] * step_count, rates, gradient(points[-1]), m,
            gradients if is_whole else None, free)
        if name == "exact":
            confirm(np.concatenate(derivatives), found)
        for key, part in zip(["", "ByLogLearningRates", "ByLogMultipliers"], derivatives):
            result[name + key] = part
    if lowest is None and np.all(m == 1):
        weighted = sum(a * g for a, g in zip(rates, gradients)) / sum(rates)
        confirm(weighted, (points[-1] - points[0]) / sum(rates))
        result["reptileDirection"] = weighted
    return result


def quadratic():
    return dict(
        matrix=MATRIX, center=CENTER, parameters=START,
        cases=[quadratic_case(k) for k in (1, 2, 3)]
        + [quadratic_case(2, multipliers=(0.5, 2, 1.25))]
        + [quadratic_case(3, multipliers=(1, 0, 1))]
        + [quadratic_case(3, is_whole=True)]
        # Held by the limit at every step; held by it after the first and then free again.
        + [quadratic_case(3, lowest=0.6), quadratic_case(3, lowest=0.1, rates=[0.9, 0.2, 0.1])])
