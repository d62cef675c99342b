"""Golden numbers for returns, the linear baseline and advantages, in float64.

Independent of the Swift sources: NumPy and the definitions of Duan et al. 2016 and Schulman et al.
2016. Run `python3 Tests/Golden/metalearning_baseline.py` to write metalearning_baseline.json again.
"""

import json
import pathlib

import numpy as np


def features(observation, step):
    o = np.asarray(observation, dtype=np.float64)
    t = step / 100
    return np.concatenate([o, o**2, [t, t**2, t**3, 1]])


def returns_to_go(rewards, discount):
    return np.array([sum(discount**k * r for k, r in enumerate(rewards[t:]))
                     for t in range(len(rewards))])


def advantages(rewards, values, discount, lam):
    """Sums of discounted temporal-difference errors; the value after the last step is 0."""
    nexts = np.append(values[1:], 0)
    errors = rewards + discount * nexts - values
    return np.array([sum((discount * lam)**k * e for k, e in enumerate(errors[t:]))
                     for t in range(len(rewards))])


def case(seed, lengths, size, discount, lam, scale=1.0):
    generator = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    count = int(offsets[-1])
    # Multiples of 1/64, so that float32 and JSON hold them exactly.
    observations = np.round(generator.normal(0, scale, (count, size)) * 64) / 64
    rewards = np.round(generator.normal(-0.5, 1, count) * 64) / 64
    episodes = [slice(a, b) for a, b in zip(offsets[:-1], offsets[1:])]
    phi = np.stack([features(observations[row], row - e.start)
                    for e in episodes for row in range(e.start, e.stop)])
    returns = np.concatenate([returns_to_go(rewards[e], discount) for e in episodes])
    weights = np.linalg.solve(phi.T @ phi + 1e-5 * np.eye(phi.shape[1]), phi.T @ returns)
    values = phi @ weights
    result = np.concatenate([advantages(rewards[e], values[e], discount, lam) for e in episodes])
    return dict(
        observationSize=size, observations=observations.ravel().tolist(), rewards=rewards.tolist(),
        offsets=offsets.tolist(), discount=discount, lam=lam, returns=returns.tolist(),
        fittedValues=values.tolist(), advantages=result.tolist(),
        normalizedAdvantages=((result - result.mean()) / (result.std() + 1e-8)).tolist())


def main():
    cases = [
        case(1, [5, 12, 1, 8], 2, 0.99, 1.0),
        case(2, [3], 1, 0.9, 0.8),
        case(3, [40, 7, 23], 4, 0.99, 0.95, scale=0.5),
        case(4, [2] * 10, 1, 0.0, 1.0),
        case(5, [30, 30], 3, 1.0, 0.0),
    ]
    for one in cases:
        one["lambda"] = one.pop("lam")
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("[" + ",\n".join(json.dumps(one) for one in cases) + "]\n")


if __name__ == "__main__":
    main()
