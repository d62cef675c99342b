"""Three arms, one pull an episode."""

import itertools
import math

import numpy as np

from .calculus import complex_step, confirm, score, softmax, softmax_curvature

ARMS = np.array([1, 0.5, 0])
LOGITS = np.array([0.2, -0.1, 0.3])
BANDIT_RATE = 0.5


def bandit_value(logits):
    return softmax(logits) @ ARMS


def bandit_gradient(logits):
    return softmax(logits) * (ARMS - bandit_value(logits))


def bandit_hessians(logits, baseline):
    """H1 and H2 of Rothfuss et al., with advantages over a constant baseline."""
    p = softmax(logits)
    first = sum(p[a] * (ARMS[a] - baseline) * np.outer(score(a, logits), score(a, logits))
                for a in range(3))
    return first, (p @ ARMS - baseline) * softmax_curvature(logits)


def pull_gradient(pulls, advantages, logits, old=None):
    """The gradient of a block's surrogate: log likelihood, or the ratio to an old policy."""
    ratio = [1 if old is None else softmax(logits)[a] / softmax(old)[a] for a in pulls]
    return sum(w * r * score(a, logits) for w, r, a in zip(advantages, ratio, pulls)) / len(pulls)


def bandit_case(count, name):
    """All blocks of `count` pulls and one inner step on each."""
    old, alpha = LOGITS, BANDIT_RATE

    def advantages(pulls):
        rewards = ARMS[list(pulls)]
        return rewards - {"zero": 0, "value": bandit_value(old), "blockMean": rewards.mean()}[name]

    def expectation(logits, frozen=None, is_ratio=False):
        total = 0
        for pulls in itertools.product(range(3), repeat=count):
            step = pull_gradient(pulls, advantages(pulls), logits, old if is_ratio else None)
            chance = np.prod(softmax(logits if frozen is None else frozen)[list(pulls)])
            total = total + chance * bandit_value(logits + alpha * step)
        return total

    terms = {key: np.zeros(3) for key in
             ["firstOrder", "logLikelihood", "likelihoodRatio", "scoreFunctionTerm"]}
    for pulls in itertools.product(range(3), repeat=count):
        chance = np.prod(softmax(old)[list(pulls)])
        a = advantages(pulls)
        adapted = old + alpha * pull_gradient(pulls, a, old)
        after = bandit_gradient(adapted)
        second = a.mean() * softmax_curvature(old)
        first = sum(w * np.outer(score(p, old), score(p, old)) for w, p in zip(a, pulls)) / count
        terms["firstOrder"] += chance * after
        terms["logLikelihood"] += chance * (after + alpha * second @ after)
        terms["likelihoodRatio"] += chance * (after + alpha * (first + second) @ after)
        terms["scoreFunctionTerm"] += chance * bandit_value(adapted) * sum(
            score(p, old) for p in pulls)
    full = terms["logLikelihood"] + terms["scoreFunctionTerm"]
    confirm(full, complex_step(expectation, old))
    confirm(terms["logLikelihood"], complex_step(lambda x: expectation(x, old), old))
    confirm(terms["likelihoodRatio"], complex_step(lambda x: expectation(x, old, True), old))
    if name == "blockMean":
        confirm(terms["logLikelihood"], terms["firstOrder"])
    return dict(pulls=count, baseline=name, value=expectation(old), fullGradient=full, **terms)


def score_term_of_many(count, baseline):
    """The score-function term for many pulls, summed over how often each arm was pulled."""
    p, total = softmax(LOGITS), np.zeros(3)
    for n in itertools.product(range(count + 1), repeat=2):
        counts = np.array([*n, count - sum(n)])
        if counts[2] < 0:
            continue
        log_chance = math.lgamma(count + 1) - sum(math.lgamma(c + 1) for c in counts)
        chance = math.exp(log_chance + counts @ np.log(p))
        step = sum(c * (r - baseline) * score(a, LOGITS)
                   for a, (c, r) in enumerate(zip(counts, ARMS))) / count
        total += chance * bandit_value(LOGITS + BANDIT_RATE * step) * (counts - count * p)
    return total


def exact_bandit():
    """Infinitely many pulls: the inner step is the exact gradient."""
    alpha, gradient, value = BANDIT_RATE, bandit_gradient(LOGITS), bandit_value(LOGITS)
    confirm(gradient, complex_step(bandit_value, LOGITS))
    hessian = sum(bandit_hessians(LOGITS, 0))
    confirm(hessian, complex_step(bandit_gradient, LOGITS))
    adapted = LOGITS + alpha * gradient
    after = bandit_gradient(adapted)
    exact = after + alpha * hessian @ after
    confirm(exact, complex_step(lambda x: bandit_value(x + alpha * bandit_gradient(x)), LOGITS))
    by_baseline = []
    for name, baseline in [("zero", 0.0), ("value", value)]:
        first, second = bandit_hessians(LOGITS, baseline)
        confirm(first + second, hessian)
        limit = alpha * first @ after
        # What is left falls like one over the number of pulls.
        errors = [np.abs(score_term_of_many(n, baseline) - limit).max() for n in (40, 80)]
        assert errors[0] < 1e-3 and 1.8 < errors[0] / errors[1] < 2.2, errors
        by_baseline.append(dict(
            baseline=name, logLikelihood=after + alpha * second @ after,
            logLikelihoodHessian=second, scoreFunctionTermLimit=limit))
    confirm(by_baseline[1]["logLikelihood"], after)
    jacobian = np.eye(3) + alpha * hessian
    fisher = -softmax_curvature(adapted)

    def slope_of_divergence(logits):
        moved = softmax(logits + alpha * bandit_gradient(logits))
        there = np.eye(3) + alpha * complex_hessian(logits)
        return there.T @ (moved - softmax(adapted))

    def complex_hessian(logits):
        p = softmax(logits)
        return sum(p[a] * ARMS[a] * (np.outer(score(a, logits), score(a, logits))
                                     + softmax_curvature(logits)) for a in range(3))

    confirm(jacobian.T @ fisher @ jacobian, complex_step(slope_of_divergence, LOGITS))
    return dict(
        adaptedParameters=adapted, value=bandit_value(adapted), exact=exact,
        likelihoodRatio=exact, firstOrder=after, baselines=by_baseline, adaptedFisher=fisher,
        trustRegionCurvature=jacobian.T @ fisher @ jacobian)


def two_pulls_in_turn(name):
    """Two inner steps, one pull each: the pull of the second is drawn from what the first made.

    The baseline "value" of both is the return expected of the initial parameters.
    """
    alpha, old = BANDIT_RATE, LOGITS
    baseline = {"zero": 0, "value": bandit_value(old)}[name]

    def path(a, b, logits):
        middle = logits + alpha * pull_gradient([a], [ARMS[a] - baseline], logits)
        return middle, middle + alpha * pull_gradient([b], [ARMS[b] - baseline], middle)

    def expectation(logits, is_whole):
        total = bandit_value(logits) if is_whole else 0
        for a, b in itertools.product(range(3), repeat=2):
            middle, last = path(a, b, logits)
            value = bandit_value(last) + (bandit_value(middle) if is_whole else 0)
            total = total + softmax(logits)[a] * softmax(middle)[b] * value
        return total

    def parts(is_whole):
        names = ["logLikelihood", "scoreFunctionTermOfFirstStep", "scoreFunctionTermOfSecondStep"]
        result = {key: np.zeros(3) for key in names}
        for a, b in itertools.product(range(3), repeat=2):
            middle, last = path(a, b, old)
            chance = softmax(old)[a] * softmax(middle)[b]
            steps = [np.eye(3) + alpha * (ARMS[x] - baseline) * softmax_curvature(at)
                     for x, at in ((a, old), (b, middle))]
            term = steps[0].T @ (steps[1].T @ bandit_gradient(last))
            after = bandit_value(last)
            second = steps[0].T @ score(b, middle) * after
            if is_whole:
                term += bandit_gradient(old) + steps[0].T @ bandit_gradient(middle)
                after += bandit_value(middle)
            for key, part in zip(names, [term, score(a, old) * after, second]):
                result[key] += chance * part
        result["fullGradient"] = sum(result.values())
        confirm(result["fullGradient"], complex_step(lambda x: expectation(x, is_whole), old))
        return dict(value=expectation(old, is_whole), **result)

    return dict(baseline=name, lastStage=parts(False), wholeTrial=parts(True))


def bandit():
    return dict(
        rewards=ARMS, parameters=LOGITS, learningRate=BANDIT_RATE, probabilities=softmax(LOGITS),
        value=bandit_value(LOGITS), gradient=bandit_gradient(LOGITS),
        hessian=sum(bandit_hessians(LOGITS, 0)),
        cases=[bandit_case(n, b) for n, b in
               [(1, "zero"), (2, "zero"), (1, "value"), (2, "value"), (2, "blockMean")]],
        infinitelyManyPulls=exact_bandit(),
        twoStepsOfOnePull=[two_pulls_in_turn(b) for b in ("zero", "value")])
