"""Golden numbers for summaries over tasks, from NumPy and SciPy.

Run `python3 Tests/Golden/scoring_statistics.py` to write scoring_statistics.json again.
"""

import json
import pathlib

import numpy as np
import scipy.stats

FRACTIONS = [0, 0.025, 0.25, 0.5, 0.9, 0.975, 1]


def case(values):
    values = np.asarray(values, dtype=np.float64)
    return dict(
        values=values.tolist(),
        mean=float(np.mean(values)),
        standardDeviation=float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        interquartileMean=float(scipy.stats.trim_mean(values, 0.25)),
        percentiles=np.quantile(values, FRACTIONS, method="linear").tolist())


def ends(resampled):
    return np.quantile(resampled, [0.025, 0.975], method="linear").tolist()


def pooled(generator, runs, tasks, count=50_000):
    """All runs x tasks as one, with tasks fixed (stratified), and with whole runs and tasks drawn."""
    effects = generator.normal(0, 2, (runs, 1))
    values = generator.normal(-10, 7, tasks) + effects + generator.normal(0, 3, (runs, tasks))
    means, middles, crossed = [], [], []
    for _ in range(count):
        numbers = generator.integers(runs, size=(runs, tasks))
        drawn = np.take_along_axis(values, numbers, axis=0)
        means.append(drawn.mean())
        middles.append(scipy.stats.trim_mean(drawn, 0.25, axis=None))
        rows, columns = generator.integers(runs, size=runs), generator.integers(tasks, size=tasks)
        crossed.append(values[np.ix_(rows, columns)].mean())
    return dict(
        runs=values.tolist(), mean=float(values.mean()),
        interquartileMean=float(scipy.stats.trim_mean(values, 0.25, axis=None)),
        meanInterval=ends(means), interquartileMeanInterval=ends(middles),
        crossedInterval=ends(crossed))


def probability(first, second):
    """The mean over tasks of Mann and Whitney's U over the number of pairs: ties count half."""
    return np.mean([
        scipy.stats.mannwhitneyu(first[:, task], second[:, task]).statistic
        for task in range(first.shape[1])]) / (len(first) * len(second))


def comparison(generator, runs, others, tasks, count=20_000):
    level = generator.normal(0, 5, tasks)
    # Rounded, so that there are ties.
    first = np.round(level + generator.normal(0.5, 2, (runs, tasks)))
    second = np.round(level + generator.normal(0, 2, (others, tasks)))
    greater = (first[:, None] > second[None]) + 0.5 * (first[:, None] == second[None])
    differences, probabilities = [], []
    for _ in range(count):
        rows = generator.integers(runs, size=runs)
        columns = generator.integers(others, size=others)
        drawn = generator.integers(tasks, size=tasks)
        differences.append(first[rows][:, drawn].mean() - second[columns][:, drawn].mean())
        probabilities.append(greater[rows][:, columns][:, :, drawn].mean())
    return dict(
        runs=first.tolist(), others=second.tolist(),
        difference=float(first.mean() - second.mean()), differenceInterval=ends(differences),
        probability=float(probability(first, second)), probabilityInterval=ends(probabilities))


def split(generator, counts):
    first, second = (generator.normal(-10 * k, 7, count) for k, count in enumerate(counts))
    interval = scipy.stats.bootstrap(
        (first, second), lambda a, b, axis: np.mean(a, axis) - np.mean(b, axis),
        confidence_level=0.95, n_resamples=100_000, method="percentile", vectorized=True,
        rng=generator).confidence_interval
    return dict(
        values=first.tolist(), others=second.tolist(), interval=[interval.low, interval.high])


def main():
    generator = np.random.default_rng(1)
    lists = [generator.normal(-10, 7, count) for count in (1, 2, 3, 4, 5, 6, 7, 8, 11, 40, 101)]
    lists += [[3, 3, 3, 3, 3], [1, 2, 2, 100, -50, 2, 2, 1e6], [500] * 19 + [9]]
    bootstrap = []
    for count in (5, 40, 200):
        values = generator.normal(-10, 7, count)
        interval = scipy.stats.bootstrap(
            (values,), np.mean, confidence_level=0.95, n_resamples=200_000, method="percentile",
            rng=generator).confidence_interval
        bootstrap.append(dict(values=values.tolist(), interval=[interval.low, interval.high]))
    pools = [pooled(generator, *size) for size in ((2, 5), (3, 12), (5, 40))]
    comparisons = [
        comparison(generator, *size) for size in ((1, 1, 7), (1, 1, 40), (3, 1, 20), (4, 5, 30))]
    splits = [split(generator, counts) for counts in ((10, 10), (40, 25))]
    path = pathlib.Path(__file__).with_suffix(".json")
    cases = ",\n".join(json.dumps(case(values)) for values in lists)
    intervals = ",\n".join(json.dumps(one) for one in bootstrap)
    others = ",\n".join(
        f'"{name}":[\n' + ",\n".join(json.dumps(one) for one in values) + "]"
        for name, values in (("pools", pools), ("comparisons", comparisons), ("splits", splits)))
    path.write_text(
        f'{{"fractions":{json.dumps(FRACTIONS)},\n"summaries":[\n{cases}],\n'
        f'"intervals":[\n{intervals}],\n{others}}}\n')


if __name__ == "__main__":
    main()
