"""Two states, two steps: what is done first decides what the second can earn."""

import itertools

import numpy as np

from .calculus import (
    ESTIMATORS, chain, complex_step, confirm, score, softmax, softmax_curvature)

# The learning rate is of the gradient of an episode's return; of the mean over its two steps, as the
# library has it, it is twice as much.
REWARDS = np.array([[0, 1], [2, 0.5]])
TABLE = np.array([0.1, -0.2, 0.3, 0.4])
MDP_RATE = 0.5


def trajectories():
    """Each as steps of state and action, which is also the next state, with returns-to-go."""
    for a, b in itertools.product(range(2), repeat=2):
        yield ((0, a), (a, b)), np.array([REWARDS[0, a] + REWARDS[a, b], REWARDS[a, b]])


def step_chance(step, table):
    return softmax(table[2 * step[0]:2 * step[0] + 2])[step[1]]


def step_score(step, table):
    result = np.zeros(4, dtype=table.dtype)
    rows = slice(2 * step[0], 2 * step[0] + 2)
    result[rows] = score(step[1], table[rows])
    return result


def step_curvature(step, table):
    result = np.zeros((4, 4), dtype=table.dtype)
    rows = slice(2 * step[0], 2 * step[0] + 2)
    result[rows, rows] = softmax_curvature(table[rows])
    return result


def chance_of(steps, table):
    return step_chance(steps[0], table) * step_chance(steps[1], table)


def mdp_value(table):
    return sum(chance_of(steps, table) * returns[0] for steps, returns in trajectories())


def episode_gradient(steps, advantages, table, old, estimator):
    """The gradient of one episode's surrogate, as a function of the parameters."""
    total, before = 0, 1
    score_before = np.zeros(4, dtype=table.dtype)
    for step, advantage in zip(steps, advantages):
        ratio, own = step_chance(step, table) / step_chance(step, old), step_score(step, table)
        if estimator == "logLikelihood":
            total = total + advantage * own
        elif estimator == "likelihoodRatio":
            total = total + advantage * ratio * own
        else:
            after = before * ratio
            total = total + advantage * (after * (score_before + own) - before * score_before)
            before, score_before = after, score_before + own
    return total


def episode_hessians(steps, advantages, table):
    """H1, H2 and H12 of one episode."""
    first, second, mixed = np.zeros((4, 4)), np.zeros((4, 4)), np.zeros((4, 4))
    score_before = np.zeros(4)
    for step, advantage in zip(steps, advantages):
        own = step_score(step, table)
        first += advantage * np.outer(own, own)
        second += advantage * step_curvature(step, table)
        mixed += advantage * np.outer(score_before, own)
        score_before += own
    return first, second, mixed


def combine(hessians, estimator):
    first, second, mixed = hessians
    return {"firstOrder": 0 * second, "logLikelihood": second, "likelihoodRatio": first + second,
            "dice": first + second + mixed + mixed.T}[estimator]


def frozen_gradient(estimator, old, baseline=0.0):
    """The expected inner gradient with the data, as collected at `old`, held fixed."""
    def gradient(table):
        if estimator == "firstOrder":
            table = old
        return sum(chance_of(steps, old)
                   * episode_gradient(steps, returns - baseline, table, old, estimator)
                   for steps, returns in trajectories())
    return gradient


def mdp_hessians(table, baseline=0.0):
    totals = [np.zeros((4, 4)) for _ in range(3)]
    for steps, returns in trajectories():
        for total, part in zip(totals, episode_hessians(steps, returns - baseline, table)):
            total += chance_of(steps, table) * part
    return totals


def mdp_gradient(table):
    return frozen_gradient("likelihoodRatio", table)(table)


def exact_mdp(step_count):
    """K inner steps, each the exact gradient at its own parameters."""
    points = [TABLE]
    for _ in range(step_count):
        points.append(points[-1] + MDP_RATE * mdp_gradient(points[-1]))
    rates = [MDP_RATE] * step_count
    gradients = [mdp_gradient(x) for x in points[:-1]]
    last = mdp_gradient(points[-1])
    result = dict(steps=step_count, adaptedParameters=points[-1], value=mdp_value(points[-1]))
    for estimator in ESTIMATORS:
        hessians = [combine(mdp_hessians(x), estimator) for x in points[:-1]]

        def objective(logarithms_and_start):
            table = logarithms_and_start[step_count:]
            for k in range(step_count):
                rate = MDP_RATE * np.exp(logarithms_and_start[k])
                table = table + rate * frozen_gradient(estimator, points[k])(table)
            return mdp_value(table)

        by_start, by_rates, _ = chain(gradients, hessians, rates, last)
        found = complex_step(objective, np.concatenate([np.zeros(step_count), TABLE]))
        confirm(np.concatenate([by_rates, by_start]), found)
        result[estimator] = by_start
        result[estimator + "ByLogLearningRates"] = by_rates

    def exact(table):
        for _ in range(step_count):
            table = table + MDP_RATE * complex_gradient(table)
        return mdp_value(table)

    def complex_gradient(table):
        return sum(chance_of(steps, table) * returns[0]
                   * (step_score(steps[0], table) + step_score(steps[1], table))
                   for steps, returns in trajectories())

    confirm(result["dice"], complex_step(exact, TABLE))
    return result


def one_episode(baseline):
    """One inner step on a single sampled episode, over all episodes."""
    def expectation(table, estimator, frozen=None):
        total = 0
        for steps, returns in trajectories():
            step = episode_gradient(steps, returns - baseline, table, TABLE, estimator)
            chance = chance_of(steps, table if frozen is None else frozen)
            total = total + chance * mdp_value(table + MDP_RATE * step)
        return total

    result = dict(baseline=baseline, value=expectation(TABLE, "logLikelihood"))
    term = np.zeros(4)
    for estimator in ESTIMATORS:
        result[estimator] = np.zeros(4)
    for steps, returns in trajectories():
        chance, advantages = chance_of(steps, TABLE), returns - baseline
        step = episode_gradient(steps, advantages, TABLE, TABLE, "logLikelihood")
        after = mdp_gradient(TABLE + MDP_RATE * step)
        parts = episode_hessians(steps, advantages, TABLE)
        for estimator in ESTIMATORS:
            result[estimator] += chance * (after + MDP_RATE * combine(parts, estimator) @ after)
        scores = step_score(steps[0], TABLE) + step_score(steps[1], TABLE)
        term += chance * mdp_value(TABLE + MDP_RATE * step) * scores
    for estimator in ESTIMATORS[1:]:
        found = complex_step(lambda x: expectation(x, estimator, frozen=TABLE), TABLE)
        confirm(result[estimator], found)
    result["scoreFunctionTerm"] = term
    result["fullGradient"] = result["logLikelihood"] + term
    confirm(result["fullGradient"], complex_step(lambda x: expectation(x, "logLikelihood"), TABLE))
    return result


def two_step_mdp():
    gradient = mdp_gradient(TABLE)
    confirm(gradient, complex_step(mdp_value, TABLE))
    first, second, mixed = mdp_hessians(TABLE)
    hessians = {e: combine((first, second, mixed), e) for e in ESTIMATORS[1:]}
    for estimator, hessian in hessians.items():
        confirm(hessian, complex_step(frozen_gradient(estimator, TABLE), TABLE))
        if estimator != "logLikelihood":  # a baseline leaves the others as they are
            confirm(hessian, combine(mdp_hessians(TABLE, baseline=1.3), estimator))
    return dict(
        rewards=REWARDS, parameters=TABLE, learningRate=MDP_RATE,
        probabilities=np.concatenate([softmax(TABLE[:2]), softmax(TABLE[2:])]),
        value=mdp_value(TABLE), gradient=gradient, hessians=hessians,
        mixedHessianNorm=np.linalg.norm(mixed + mixed.T),
        exactSteps=[exact_mdp(k) for k in (1, 2, 3)],
        oneEpisode=[one_episode(b) for b in (0.0, 1.0)])
