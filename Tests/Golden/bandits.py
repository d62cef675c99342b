"""Golden numbers for the bandits and their players, from the textbook in float64.

Independent of the Swift sources: NumPy's generators and beta numbers for the players, backward
induction with bisection for Gittins indices, Python integers for Philox (environments.py).
Run `python3 Tests/Golden/bandits.py` to write bandits.json again; it takes about a minute.
"""

import json
import math
import pathlib

import numpy as np

from environments import DYNAMICS, RESET, child, root, uniforms

# How many tasks each pair (pulls, arms) is played on: fewer where a task costs more.
TASKS = {(10, 5): 40_000, (10, 10): 40_000, (10, 50): 40_000,
         (100, 5): 20_000, (100, 10): 10_000, (100, 50): 5_000,
         (500, 5): 8_000, (500, 10): 4_000, (500, 50): 2_000}


def total(name, choose, pulls, arms, generator):
    """The mean of the rewards of a player, summed over the pulls, and its standard error."""
    tasks = TASKS[pulls, arms]
    chances = generator.random((tasks, arms))
    wins, losses = np.zeros((tasks, arms)), np.zeros((tasks, arms))
    rows = np.arange(tasks)
    for _ in range(pulls):
        arm = choose(wins, losses, generator)
        won = generator.random(tasks) < chances[rows, arm]
        wins[rows, arm] += won
        losses[rows, arm] += ~won
    sums = wins.sum(axis=1)
    return dict(player=name, pulls=pulls, arms=arms, tasks=tasks, mean=sums.mean(),
                standardError=sums.std(ddof=1) / math.sqrt(tasks))


def uniform(wins, losses, generator):
    return generator.integers(0, wins.shape[1], len(wins))


def thompson(wins, losses, generator):
    return generator.beta(1 + wins, 1 + losses).argmax(axis=1)


def gittins(discount, wins, losses, depth=2_000):
    """The sure payment that is as good as going on with the arm, by bisection."""
    low, high = (wins + 1) / (wins + losses + 2), 1.0
    chances = [(wins + np.arange(m + 1) + 1) / (wins + losses + m + 2) for m in range(depth + 1)]
    for _ in range(30):
        payment = (low + high) / 2
        value = np.maximum(payment, chances[depth])
        for p in reversed(chances[:depth]):
            going_on = (1 - discount) * p + discount * (p * value[1:] + (1 - p) * value[:-1])
            value = np.maximum(payment, going_on)
        if going_on[0] > payment:
            low = payment
        else:
            high = payment
    return dict(discount=discount, wins=wins, losses=losses, index=(low + high) / 2)


def best_of_contexts(arms, deviation, generator, count=4_000_000):
    """The mean chance of the arm that pays best in a context, over tasks and contexts."""
    # Given a context x, the logits of the arms are independent and normal, |x| times as wide as w.
    lengths = np.linalg.norm(generator.standard_normal((count, 4)), axis=1)
    best = np.full(count, -np.inf)
    for _ in range(arms):
        best = np.maximum(best, generator.standard_normal(count))
    chances = 1 / (1 + np.exp(-deviation * lengths * best))
    return dict(arms=arms, deviation=deviation, mean=chances.mean(),
                standardError=chances.std(ddof=1) / math.sqrt(count))


def normals(noise):
    """Standard normal numbers of pairs of uniform ones, by Box and Muller."""
    return [math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v)
            for u, v in zip(noise[0::2], noise[1::2])]


def gaussian(seed, means, copies, pulls):
    """Every copy pulls all arms in turn."""
    key = child(root(seed), DYNAMICS)
    rewards = [[means[(step + copy) % len(means)] + normals(uniforms(key, step, copy, 0)[:2])[0]
                for copy in range(copies)] for step in range(pulls)]
    return dict(seed=seed, parameters=means, rewards=rewards)


def contextual(seed, weights, copies, pulls):
    """Every copy pulls all arms in turn; contexts are those before each pull and after the last."""
    reset, dynamics = child(root(seed), RESET), child(root(seed), DYNAMICS)

    def context(key, step, copy, blocks):
        # Eight numbers make a context; a pull takes one more, from a third block of four.
        noise = [u for block in range(blocks) for u in uniforms(key, step, copy, block)]
        return normals(noise[:8]), noise[8:9]

    contexts = [[context(reset, 0, copy, 2)[0] for copy in range(copies)]]
    rewards = []
    for step in range(pulls):
        following, paid = [], []
        for copy in range(copies):
            w = weights[(step + copy) % len(weights)]
            chance = 1 / (1 + math.exp(-float(np.dot(w, contexts[-1][copy]))))
            x, (u,) = context(dynamics, step, copy, 3)
            following.append(x)
            paid.append(int(u < chance))
        contexts.append(following)
        rewards.append(paid)
    return dict(seed=seed, parameters=[w for arm in weights for w in arm], contexts=contexts,
                rewards=rewards)


def main():
    generator = np.random.default_rng(20160211)
    numbers = dict(
        totals=[total(name, choose, pulls, arms, generator)
                for name, choose in [("uniform", uniform), ("thompson", thompson)]
                for pulls, arms in TASKS],
        gittins=[gittins(discount, wins, losses) for discount in [0.9, 0.99, 0.995]
                 for wins, losses in [(0, 0), (1, 0), (0, 1), (3, 2), (10, 1), (20, 20), (60, 3),
                                      (150, 100), (200, 190), (370, 20)]],
        contextual=[best_of_contexts(arms, deviation, generator)
                    for deviation in [1, 2] for arms in [2, 5, 10]],
        gaussianRewards=[gaussian(8, [-0.5, 0.25, 1.5], 3, 30)],
        contextualRewards=[contextual(9, [[1.0, -0.5, 0.25, 2.0], [-1.5, 0.5, 1.0, 0.0]], 3, 30)],
    )
    families = [
        json.dumps(name) + ":[\n" + ",\n".join(json.dumps(case) for case in cases) + "]"
        for name, cases in numbers.items()
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{" + ",\n".join(families) + "}\n")


if __name__ == "__main__":
    main()
