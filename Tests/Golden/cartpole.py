"""Golden numbers for the kinds of cart-pole, from the textbook equations in float64.

Independent of the Swift sources: NumPy for the dynamics, rewards and ends. What environments.py knows
about random numbers is not needed: starts are drawn here and given to both.
Run `python3 Tests/Golden/cartpole.py` to write cartpole.json again (NumPy 2.4.6, 2026).
"""

import json
import pathlib

import numpy as np

STANDARD = dict(gravity=9.8, cartMass=1.0, poleMass=0.1, poleHalfLength=0.5, forceMagnitude=10.0,
                forceSign=1.0)


def accelerations(state, force, p):
    """Angular and linear acceleration; every derived quantity from the parameters as they are."""
    _, _, angle, spin = state
    total = p["cartMass"] + p["poleMass"]
    sine, cosine = np.sin(angle), np.cos(angle)
    push = (force + p["poleMass"] * p["poleHalfLength"] * spin**2 * sine) / total
    turn = (p["gravity"] * sine - cosine * push) / (
        p["poleHalfLength"] * (4 / 3 - p["poleMass"] * cosine**2 / total))
    return turn, push - p["poleMass"] * p["poleHalfLength"] * turn * cosine / total


def euler(state, force, p, seconds):
    x, v, angle, spin = state
    turn, acceleration = accelerations(state, force, p)
    return (x + seconds * v, v + seconds * acceleration, angle + seconds * spin,
            spin + seconds * turn)


def start(generator, around=0.0):
    """A start of numbers that float32 holds exactly."""
    numbers = np.float32(generator.uniform(-0.05, 0.05, 4))
    numbers[2] = np.float32(numbers[2] + around)
    return tuple(float(n) for n in numbers)


def is_over(state):
    return bool(abs(state[0]) > 2.4 or abs(state[2]) > 12 * 2 * np.pi / 360)


def target(seed, steps, place, **changes):
    """Two pushes; a controller that errs now and then keeps the pole up for a while."""
    p = STANDARD | changes
    generator = np.random.default_rng(seed)
    state = start(generator)
    case = dict(parameters=[*p.values(), place], start=state, actions=[], states=[], rewards=[],
                ends=[])
    for _ in range(steps):
        lean = state[2] + 0.25 * state[3] + 0.1 * (state[0] - place) + 0.1 * state[1]
        right = lean * p["forceSign"] > 0
        action = int(right) if generator.random() < 0.9 else int(not right)
        force = p["forceMagnitude"] * p["forceSign"] * (2 * action - 1)
        state = euler(state, force, p, 0.02)
        over = is_over(state)
        case["actions"].append(action)
        case["states"].append(state)
        case["rewards"].append(0.0 if over else max(0.0, 1 - abs(state[0] - place)))
        case["ends"].append(over)
        if over:
            break
    return case


def continuous(seed, steps, **changes):
    """Pushes of any strength, some beyond the limits."""
    p = STANDARD | changes
    generator = np.random.default_rng(seed)
    state = start(generator)
    case = dict(parameters=list(p.values()), start=state, actions=[], states=[], rewards=[], ends=[])
    for _ in range(steps):
        push = 8 * (state[2] + 0.2 * state[3]) * p["forceSign"] + generator.normal(0, 0.6)
        action = float(np.float32(push))
        force = p["forceMagnitude"] * p["forceSign"] * min(1.0, max(-1.0, action))
        state = euler(state, force, p, 0.02)
        over = is_over(state)
        case["actions"].append(action)
        case["states"].append(state)
        case["rewards"].append(1.0)
        case["ends"].append(over)
        if over:
            break
    return case


def swing_up(seed, steps, difficulty, around=np.pi, **changes):
    """Three pushes at random, each held for some steps; from the bottom or from elsewhere."""
    p = STANDARD | changes
    generator = np.random.default_rng(seed)
    state = start(generator, around)
    case = dict(parameters=[*p.values(), difficulty], start=state, actions=[], observations=[],
                rewards=[], ends=[])
    action = 1
    for step in range(steps):
        if step % 7 == 0:
            action = int(generator.integers(3))
        force = p["forceMagnitude"] * p["forceSign"] * (action - 1)
        state = euler(state, force, p, 0.01)
        x, v, angle, spin = state
        reach = 1 - difficulty
        held = np.cos(angle) > difficulty and abs(spin) < 1 and abs(x) < reach
        case["actions"].append(action)
        case["observations"].append([
            x / 3, v / 3, np.sin(angle), np.cos(angle), spin, (step + 1) * 0.01 / 10,
            1.0 if abs(x) < reach else -1.0, 1.0 if abs(spin) < 1 else -1.0])
        case["rewards"].append(float(held) - 0.1 * abs(action - 1))
        case["ends"].append(bool(abs(x) > 3))
        if case["ends"][-1]:
            break
    return case


def stale(pole_mass):
    """Accelerations with the pole's mass renewed everywhere, and with old derived quantities."""
    state, force = (0.01, -0.02, 0.03, 0.04), 10.0
    renewed = accelerations(state, force, STANDARD | dict(poleMass=pole_mass))
    sine, cosine = np.sin(0.03), np.cos(0.03)
    push = (force + 0.05 * 0.04**2 * sine) / 1.1
    turn = (9.8 * sine - cosine * push) / (0.5 * (4 / 3 - pole_mass * cosine**2 / 1.1))
    return dict(poleMass=pole_mass, renewed=renewed, stale=(turn, push - 0.05 * turn * cosine / 1.1))


def main():
    numbers = dict(
        target=[
            target(1, 60, 0.5), target(2, 60, -1.25, forceSign=-1.0, forceMagnitude=7.5),
            target(3, 60, 2.0, poleMass=0.5, poleHalfLength=0.75, forceMagnitude=15.0),
        ],
        continuous=[
            continuous(4, 60), continuous(5, 60, forceSign=-1.0, forceMagnitude=5.5),
            continuous(6, 60, poleMass=0.05, poleHalfLength=0.25, forceMagnitude=14.0),
        ],
        swingUp=[
            swing_up(7, 150, 0.0), swing_up(8, 240, 0.5, poleHalfLength=0.25, forceMagnitude=15.0),
            swing_up(9, 90, 0.5, around=0.0, poleHalfLength=0.75, forceMagnitude=5.0),
            swing_up(10, 90, 0.95, around=0.0, forceSign=-1.0, forceMagnitude=1.5),
            swing_up(11, 150, 0.25, gravity=3.5, cartMass=0.5, poleMass=0.5, forceMagnitude=20.0),
        ],
        stale=[stale(mass) for mass in (0.05, 0.5, 1.0)])
    families = [
        json.dumps(name) + ":[\n" + ",\n".join(json.dumps(case) for case in cases) + "]"
        for name, cases in numbers.items()
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{" + ",\n".join(families) + "}\n")


if __name__ == "__main__":
    main()
