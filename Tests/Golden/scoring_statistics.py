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
    path = pathlib.Path(__file__).with_suffix(".json")
    cases = ",\n".join(json.dumps(case(values)) for values in lists)
    intervals = ",\n".join(json.dumps(one) for one in bootstrap)
    path.write_text(
        f'{{"fractions":{json.dumps(FRACTIONS)},\n"summaries":[\n{cases}],\n'
        f'"intervals":[\n{intervals}]}}\n')


if __name__ == "__main__":
    main()
