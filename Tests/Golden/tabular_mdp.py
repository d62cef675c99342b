"""Golden numbers for the tabular MDP: episodes, optimal plans, and levels of known players.

Independent of the Swift sources: NumPy for tasks, value iteration and posteriors, Python integers for
Philox. Run `python3 Tests/Golden/tabular_mdp.py` to write tabular_mdp.json again; it takes two minutes.
"""

import json
import pathlib

import numpy as np
from environments import DYNAMICS, child, root, uniforms

S, A, H = 10, 5, 10
EXPLORATION = 0.1
EPISODES = [10, 25, 50, 75, 100]  # as in table 2 of Duan et al. 2016


def draw_tasks(generator, count, concentration=1.0):
    """Transitions [count, S, A, S] and mean rewards [count, S, A]."""
    transitions = generator.dirichlet(np.full(S, concentration), size=(count, S, A))
    return transitions, generator.normal(1, 1, size=(count, S, A))


def value_iteration(transitions, rewards):
    """Optimal actions [H, count, S] and the expected return from state 0 [count], undiscounted."""
    values = np.zeros(rewards.shape[:2])
    actions = []
    for _ in range(H):
        totals = rewards + np.einsum("csan,cn->csa", transitions, values)
        actions.append(totals.argmax(axis=2))
        values = totals.max(axis=2)
    return np.array(actions[::-1]), values[:, 0]


def play(generator, transitions, rewards, choose):
    """One episode of each task; yields what was seen step by step."""
    count = len(rewards)
    everyone = np.arange(count)
    state = np.zeros(count, dtype=int)
    for step in range(H):
        action = choose(step, state)
        reward = generator.normal(rewards[everyone, state, action], 1)
        limits = np.cumsum(transitions[everyone, state, action], axis=1)
        after = np.minimum((generator.random(count)[:, None] >= limits).sum(axis=1), S - 1)
        yield state, action, reward, after
        state = after


def uniform_level(generator, tasks):
    def choose(step, state):
        return generator.integers(A, size=len(state))
    return sum(reward for _, _, reward, _ in play(generator, *tasks, choose))


def learner_levels(generator, tasks, episodes, rule, exploration=0.0):
    """The sum of rewards of the first episodes, for each number of episodes asked for."""
    transitions, rewards = tasks
    count = len(rewards)
    everyone = np.arange(count)
    follows = np.ones((count, S, A, S))
    visits, sums = np.ones((count, S, A)), np.ones((count, S, A))
    earned, levels = np.zeros(count), {}
    for episode in range(max(episodes)):
        if rule == "sample":
            weights = generator.standard_gamma(follows)
            means = generator.normal(sums / visits, 1 / np.sqrt(visits))
        else:
            weights, means = follows, sums / visits
        plan, _ = value_iteration(weights / weights.sum(axis=3, keepdims=True), means)

        def choose(step, state):
            explores = generator.random(count) < exploration
            return np.where(explores, generator.integers(A, size=count), plan[step, everyone, state])

        for state, action, reward, after in play(generator, transitions, rewards, choose):
            earned += reward
            follows[everyone, state, action, after] += 1
            visits[everyone, state, action] += 1
            sums[everyone, state, action] += reward
        if episode + 1 in episodes:
            levels[episode + 1] = earned.copy()
    return levels


def level(returns):
    return dict(mean=float(np.mean(returns)), tasks=len(returns),
                standardError=float(np.std(returns, ddof=1) / np.sqrt(len(returns))))


def levels(generator, taskCount, learnerTaskCount):
    result = {}
    for name, concentration in [("train", 1.0), ("shifted", 0.3)]:
        tasks = draw_tasks(generator, taskCount, concentration)
        result[name] = dict(oracle=level(value_iteration(*tasks)[1]),
                            random=level(uniform_level(generator, tasks)))
    tasks = draw_tasks(generator, learnerTaskCount)
    result["learners"] = {
        name: {str(count): level(returns) for count, returns
               in learner_levels(generator, tasks, EPISODES, rule, exploration).items()}
        for name, rule, exploration in [
            ("psrl", "sample", 0), ("greedy", "mean", 0), ("epsilon-greedy", "mean", EXPLORATION)]}
    return result


def single(values):
    """Numbers that are the same in single precision."""
    return np.float32(values).astype(float)


def written_task(generator, concentration):
    weights = single(np.maximum(generator.gamma(concentration, size=(S, A, S)), 1e-6).round(5) + 1e-6)
    return weights, single(generator.normal(1, 1, size=(S, A)).round(4))


def plan_case(generator, concentration):
    """A task, its best action at each step in each state, and what it is worth."""
    weights, rewards = written_task(generator, concentration)
    actions, values = value_iteration(
        (weights / weights.sum(axis=2, keepdims=True))[None], rewards[None])
    return dict(parameters=weights.ravel().tolist() + rewards.ravel().tolist(),
                actions=actions[:, 0].tolist(), expectedReturn=float(values[0]))


def episode_case(generator, seed, copies):
    """Random actions; next states and rewards by the addressed noise."""
    weights, rewards = written_task(generator, 1.0)
    limits = np.cumsum(weights / weights.sum(axis=2, keepdims=True), axis=2)[:, :, :-1]
    actions = generator.integers(A, size=(H, copies))
    key = child(root(seed), DYNAMICS)
    states, paid = [[0] * copies], []
    for step in range(H):
        row, after = [], []
        for copy in range(copies):
            point, first, second, _ = uniforms(key, step, copy, 0)
            state, action = states[-1][copy], actions[step, copy]
            noise = np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second)
            row.append(float(rewards[state, action] + noise))
            after.append(int((point >= limits[state, action]).sum()))
        states.append(after)
        paid.append(row)
    return dict(seed=seed, parameters=weights.ravel().tolist() + rewards.ravel().tolist(),
                actions=actions.tolist(), states=states, rewards=paid)


def main():
    generator = np.random.default_rng(24)
    numbers = dict(
        plans=[plan_case(generator, 1.0), plan_case(generator, 0.3)],
        episode=episode_case(generator, 11, 20),
        levels=levels(generator, 20_000, 4_000))
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(",\n".join(
        f"{json.dumps(name)}:{json.dumps(value)}" for name, value in numbers.items()
    ).join(["{", "}\n"]))
    for name, value in numbers["levels"].items():
        print(name, value)


if __name__ == "__main__":
    main()
