"""Golden numbers for the point robots of half-circle, winds and corners, in float64.

Independent of the Swift sources: NumPy for the dynamics, Python integers for Philox 4x32-10 (from
environments.py), SciPy for integrals over all goals. Written with NumPy 2.4 and SciPy 1.17.
Run `python3 Tests/Golden/pointrobot.py` to write pointrobot.json again.
"""

import json
import pathlib

import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from environments import RESET, child, root, uniforms


def actions(generator, count, limit):
    """Random actions, some beyond the limits; exact in single precision."""
    return np.float32(generator.uniform(-1.5 * limit, 1.5 * limit, (count, 2))).astype(float)


def record(seed, options, parameters, start, moves, move, reward):
    """An episode of given actions."""
    position, positions, rewards = np.array(start, float), [], []
    for action in moves:
        before, position = position, move(position, action)
        positions.append(position.tolist())
        rewards.append(float(reward(before, position)))
    return dict(seed=seed, options=options, parameters=[float(np.float32(p)) for p in parameters],
                start=list(start), actions=moves.tolist(), positions=positions, rewards=rewards)


def half_circle(seed, angle, reward, steps):
    """Wanders about, then goes to the goal and a little past it."""
    generator = np.random.default_rng(seed)
    angle = float(np.float32(angle))
    goal = np.array([np.cos(angle), np.sin(angle)])
    wandering = actions(generator, 8, 1)
    position = (0.1 * np.clip(wandering, -1, 1)).sum(0)
    rest = []
    while len(rest) < steps - 8:
        action = np.float32(np.clip((1.15 * goal - position) / 0.1, -1, 1)).astype(float)
        position = position + 0.1 * np.clip(action, -1, 1)
        rest.append(action)

    def paid(_, place):
        distance = np.hypot(*(place - goal))
        if reward == "dense":
            return -distance
        return 1 - distance if distance <= 0.2 else 0

    return record(
        seed, dict(reward=reward), [angle], (0, 0), np.concatenate([wandering, rest]),
        lambda place, action: place + 0.1 * np.clip(action, -1, 1), paid)


def winds(seed, wind, rotation, steps):
    """Wanders about in the wind."""
    generator = np.random.default_rng(seed)
    wind, rotation = np.float32(wind).astype(float), float(np.float32(rotation))
    turn = np.array([[np.cos(rotation), -np.sin(rotation)], [np.sin(rotation), np.cos(rotation)]])
    goal = np.float32([0.4, 0.4]).astype(float)
    return record(
        seed, {}, [*wind, rotation, *goal], (0, 0), actions(generator, steps, 1),
        lambda place, action: place + turn @ (0.1 * np.clip(action, -1, 1)) + wind,
        lambda _, place: -np.hypot(*(place - goal)))


def corners(seed, corner, reward, steps):
    """Wanders about, then towards the corner, across a border and back."""
    generator = np.random.default_rng(seed)
    corner = np.array(corner, float)
    start = [(2 * u - 1) * 0.2 for u in uniforms(child(root(seed), RESET), 0, 0, 0)[:2]]
    moves = np.concatenate([
        actions(generator, 6, 10), actions(generator, 10, 6) + 5 * np.sign(corner),
        actions(generator, 12, 6) + [-12 * np.sign(corner[0]), 0], actions(generator, steps, 10)])
    moves = np.float32(moves).astype(float)
    every_corner = [np.array([x, y]) for x in (-2, 2) for y in (-2, 2)]

    def paid(before, place):
        distance = np.hypot(*(place - corner))
        if reward == "dense":
            return -distance
        nearest = min(np.hypot(*(place - other)) for other in every_corner)
        if np.abs(place).sum() < 0.5 or distance > nearest:
            return 0
        return np.hypot(*(before - corner)) - distance

    return record(seed, dict(reward=reward), corner, start, moves,
                  lambda place, action: place + 0.02 * np.clip(action, -10, 10), paid)


def mean_sparse_reward(radius):
    """The sparse half circle's reward at a distance from the middle, over angles far from its ends."""
    widest = np.arccos((1 + radius**2 - 0.04) / (2 * radius))
    return 2 / np.pi * quad(
        lambda t: 1 - np.sqrt(1 + radius**2 - 2 * radius * np.cos(t)), 0, widest)[0]


def mean_distance(height):
    """From a point on the half circle's axis of symmetry to a point of it."""
    return quad(lambda t: np.sqrt(1 + height**2 - 2 * height * np.sin(t)), 0, np.pi)[0] / np.pi


def half_circle_levels():
    """The best places without knowing the goal, what staying there is worth, and the fastest path."""
    best = minimize_scalar(lambda r: -mean_sparse_reward(r), bounds=(0.9, 1.05), method="bounded",
                           options=dict(xatol=1e-10)).x
    median = minimize_scalar(mean_distance, bounds=(0.5, 1), method="bounded",
                             options=dict(xatol=1e-10)).x
    # Diagonally: after six steps 0.2 from the arc for the first time, after seven at the best place.
    blind = mean_sparse_reward(0.6 * np.sqrt(2)) + 54 * mean_sparse_reward(best)
    dense_blind = -sum(mean_distance(min(0.1 * step, median)) for step in range(1, 61))

    def oracle(angle, paid):
        goal = np.array([np.cos(angle), np.sin(angle)])
        return sum(paid(np.hypot(*(goal - np.clip(goal, -0.1 * k, 0.1 * k)))) for k in range(1, 61))

    angles = (np.arange(20_000) + 0.5) / 20_000 * np.pi
    return dict(
        bestRadius=best, medianHeight=median, sparseBlind=blind, denseBlind=dense_blind,
        sparseOracle=np.mean([oracle(a, lambda d: 1 - d if d <= 0.2 else 0) for a in angles]),
        denseOracle=np.mean([oracle(a, lambda d: -d) for a in angles]))


def mean(returns):
    """The mean of simulated returns and its standard error."""
    return [float(np.mean(returns)), float(np.std(returns) / np.sqrt(len(returns)))]


def half_circle_random(tasks=100_000):
    """Uniform actions, on both rewards."""
    generator = np.random.default_rng(21)
    angles = generator.uniform(0, np.pi, tasks)
    goals = np.stack([np.cos(angles), np.sin(angles)], 1)
    places, sparse, dense = np.zeros((tasks, 2)), np.zeros(tasks), np.zeros(tasks)
    for _ in range(60):
        places += 0.1 * generator.uniform(-1, 1, (tasks, 2))
        distances = np.linalg.norm(places - goals, axis=1)
        sparse += np.where(distances <= 0.2, 1 - distances, 0)
        dense -= distances
    return dict(sparseRandom=mean(sparse), denseRandom=mean(dense))


def turned(vectors, angles):
    sine, cosine = np.sin(angles), np.cos(angles)
    x, y = vectors.T
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], 1)


def winds_levels(strongest, weakest, tasks=20_000):
    """Mean returns of players in the wind, whose larger component is between two limits."""
    generator = np.random.default_rng(22)
    wind = generator.uniform(-strongest, strongest, (20 * tasks, 2))
    wind = wind[np.abs(wind).max(1) >= weakest][:tasks]
    rotation = generator.uniform(-np.pi, np.pi, tasks)
    goal = np.array([0.4, 0.4])

    def knowing(places, step):
        return turned(goal - places - wind, -rotation) / 0.1

    def turning(places, step):
        way = goal - places
        distance = np.linalg.norm(way, axis=1)
        heading = turned(way, 20 * np.maximum(0, distance - 0.57))
        return heading / np.maximum(distance, 0.1)[:, None]

    def probing(places, step):
        probes = [np.zeros((tasks, 2)), np.tile([1.0, 0.0], (tasks, 1))]
        return probes[step] if step < 2 else knowing(places, step)

    players = dict(
        random=lambda places, step: generator.uniform(-1, 1, places.shape),
        standing=lambda places, step: np.zeros_like(places),
        heading=lambda places, step: (goal - places) / 0.1,
        blind=turning, oracle=knowing, probe=probing)
    levels = {}
    for name, player in players.items():
        places, returns = np.zeros((tasks, 2)), np.zeros(tasks)
        is_running = np.ones(tasks, bool)
        for step in range(100):
            moves = turned(0.1 * np.clip(player(places, step), -1, 1), rotation) + wind
            places = np.where(is_running[:, None], places + moves, places)
            returns -= np.where(is_running, np.linalg.norm(places - goal, axis=1), 0)
            is_running &= ~(np.abs(places - goal) < 0.01).all(1)
        levels[name] = mean(returns)
        levels[name + "Unfinished"] = [float(is_running.mean())]
    return levels


def best_of_corners(weights):
    """The best return of 100 steps on a grid of 0.05, by dynamic programming, goals weighted.

    Averaged over the starts on the grid: what no player exceeds by more than rounding of its moves.
    """
    spacing, half = 0.05, 46
    line = np.arange(-half, half + 1) * spacing
    x, y = np.meshgrid(line, line, indexing="ij")
    goals = [(a, b) for a in (-2, 2) for b in (-2, 2)]
    distances = [np.hypot(x - a, y - b) for a, b in goals]
    paid = [(x * a > -1e-9) & (y * b > -1e-9) & (np.abs(x) + np.abs(y) > 0.5 - 1e-9)
            for a, b in goals]

    def shifted(values, i, j, outside):
        padded = np.pad(values, 4, constant_values=outside)
        return padded[4 + i:4 + i + len(line), 4 + j:4 + j + len(line)]

    moves = []
    for i in range(-4, 5):
        for j in range(-4, 5):
            gain = sum(
                weight * np.where(shifted(here, i, j, False), d - shifted(d, i, j, 0), 0)
                for weight, here, d in zip(weights, paid, distances))
            moves.append((i, j, gain))
    value = np.zeros_like(x)
    for _ in range(100):
        value = np.max([gain + shifted(value, i, j, -np.inf) for i, j, gain in moves], axis=0)
    return value[half - 4:half + 5, half - 4:half + 5].mean()


def main():
    families = dict(
        halfCircle=[half_circle(11, 2.1, "sparse", 40), half_circle(12, 0.3, "dense", 30),
                    half_circle(13, 4.5, "sparse", 40)],
        winds=[winds(14, (0.03, -0.045), 2.5, 40), winds(15, (-0.05, 0.01), -0.7, 40)],
        corners=[corners(16, (2, 2), "sparse", 6), corners(17, (-2, 2), "sparse", 6),
                 corners(18, (2, -2), "dense", 2)],
    )
    lines = [json.dumps(name) + ":[\n" + ",\n".join(json.dumps(case) for case in cases) + "]"
             for name, cases in families.items()]
    lines.append('"halfCircleLevels":' + json.dumps(half_circle_levels() | half_circle_random()))
    lines.append('"windsLevels":' + json.dumps(dict(
        test=winds_levels(0.05, 0), shifted=winds_levels(0.08, 0.05))))
    lines.append('"cornersLevels":' + json.dumps(dict(
        sparseOracle=best_of_corners([1, 0, 0, 0]), sparseBlind=best_of_corners([0.25] * 4))))
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
