"""Golden numbers for the environments, from the textbook equations in float64.

Independent of the Swift sources: NumPy for the dynamics, Python integers for Philox 4x32-10.
Run `python3 Tests/Golden/environments.py` to write environments.json again.
"""

import json
import pathlib

import numpy as np

RESET, DYNAMICS = 4, 6  # purposes of random keys, as in RandomKey.swift
DRAWING, DERIVING = 0, 1
MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def root(seed):
    return (seed & MASK, seed >> 32)


def child(key, purpose, index=0):
    return tuple(philox((index & MASK, index >> 32, purpose, DERIVING), key)[:2])


def uniforms(key, x, y, z):
    """Four numbers on 0..<1 at a position; exact in float64 and in float32."""
    return [(word >> 9) / 2**23 for word in philox((x, y, z, DRAWING), key)]


def cart_pole_step(state, action, p):
    x, v, angle, spin = state
    force = p["forceMagnitude"] * p["forceSign"] * (1 if action == 1 else -1)
    total = p["cartMass"] + p["poleMass"]
    mass_length = p["poleMass"] * p["poleHalfLength"]
    sine, cosine = np.sin(angle), np.cos(angle)
    push = (force + mass_length * spin**2 * sine) / total
    turn = (p["gravity"] * sine - cosine * push) / (
        p["poleHalfLength"] * (4 / 3 - p["poleMass"] * cosine**2 / total))
    acceleration = push - mass_length * turn * cosine / total
    return (x + 0.02 * v, v + 0.02 * acceleration, angle + 0.02 * spin, spin + 0.02 * turn)


CART_POLE = dict(gravity=9.8, cartMass=1.0, poleMass=0.1, poleHalfLength=0.5,
                 forceMagnitude=10.0, forceSign=1.0)


def cart_pole(seed, steps, **changes):
    """An episode kept up by a controller that now and then errs; its actions are part of the record."""
    p = CART_POLE | changes
    generator = np.random.default_rng(seed)
    state = tuple((2 * u - 1) * 0.05 for u in uniforms(child(root(seed), RESET), 0, 0, 0))
    states, actions = [state], []
    for _ in range(steps):
        x, v, angle, spin = state
        right = (angle + 0.3 * spin + 0.02 * x + 0.05 * v) * p["forceSign"] > 0
        action = int(right) if generator.random() < 0.9 else int(not right)
        state = cart_pole_step(state, action, p)
        states.append(state)
        actions.append(action)
        if abs(state[0]) > 2.4 or abs(state[2]) > 12 * 2 * np.pi / 360:
            break
    return dict(seed=seed, parameters=list(p.values()), actions=actions, states=states)


def point_robot(seed, goal, steps):
    """Random actions, some beyond the limits, then straight to the goal."""
    generator = np.random.default_rng(seed)
    position = np.zeros(2)
    actions, positions, rewards = [], [], []
    terminated = False
    while not terminated:
        if len(actions) < steps:
            action = np.float32(generator.uniform(-1.5, 1.5, 2))
        else:
            action = np.float32(np.clip((np.array(goal) - position) / 0.1, -1, 1))
        position = position + 0.1 * np.clip(action.astype(float), -1, 1)
        difference = position - goal
        terminated = bool(np.all(np.abs(difference) < 0.01))
        actions.append([float(a) for a in action])
        positions.append(position.tolist())
        rewards.append(-float(np.hypot(*difference)))
    return dict(parameters=list(goal), actions=actions, positions=positions, rewards=rewards)


def bandit(seed, probabilities, copies, pulls):
    """Every copy pulls all arms in turn; its noise decides."""
    key = child(root(seed), DYNAMICS)
    arms = len(probabilities)
    rewards = [[int(uniforms(key, step, copy, 0)[0] < probabilities[(step + copy) % arms])
                for copy in range(copies)] for step in range(pulls)]
    return dict(seed=seed, parameters=probabilities, rewards=rewards)


def main():
    numbers = dict(
        cartPole=[
            cart_pole(1, 60),
            cart_pole(2, 60, forceSign=-1.0, forceMagnitude=7.5),
            cart_pole(3, 60, poleMass=0.5, poleHalfLength=0.75, forceMagnitude=15.0),
            cart_pole(4, 60, gravity=3.5, cartMass=2.0, poleMass=0.05, poleHalfLength=0.25),
        ],
        pointRobot=[point_robot(5, (0.375, -0.25), 20), point_robot(6, (-0.5, 0.5), 40)],
        bandit=[bandit(7, [0.125, 0.5, 0.75], 2, 40)],
    )
    families = [
        json.dumps(name) + ":[\n" + ",\n".join(json.dumps(case) for case in cases) + "]"
        for name, cases in numbers.items()
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{" + ",\n".join(families) + "}\n")


if __name__ == "__main__":
    main()
