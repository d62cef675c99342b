"""An iteration of RL² by PPO over whole trials in jitted JAX.

`make compare-jax` runs it and the same work in Fledge, in turns. The task is `bandit/bernoulli` with five arms
and 100 pulls, the policy a GRU of 128 units without a layer before it, 1,024 trials, four epochs of four
minibatches: collecting, advantages over the whole trial, the clipped objective with entropy and value, the norm of
the gradient limited, Adam. Two forms:

    plain     as one writes it: `scan` over time, reverse differentiation, one device with all cores
    devices   cut by hand: two devices, each minibatch in eight parts whose gradients are added up

Usage: memory_jax.py FORM [SECONDS]. Prints the form, thousands of environment steps per second in the fastest
iteration, and the mean return of the last three: after a minute or two it shows that the policy learns.
"""

import os
import sys
import time

form = sys.argv[1]
if form == "devices":
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"

import jax
import jax.numpy as jnp
from jax import lax

TRIALS, PULLS, ARMS, WIDTH = 1024, 100, 5, 128
EPOCHS, MINIBATCHES = 4, 4
INPUTS = 1 + ARMS + 3
DISCOUNT, LAMBDA, CLIP, ENTROPY, VALUE, RATE, LIMIT = 0.98, 0.95, 0.2, 0.05, 0.5, 0.002, 1.0
DEVICES = 2 if form == "devices" else 1
PARTS = 8 if form == "devices" else 1


def initial(key):
    keys = jax.random.split(key, 3)
    scale = lambda rows, columns: (6 / (rows + columns)) ** 0.5
    uniform = lambda key, rows, columns, bound: jax.random.uniform(
        key, (rows, columns), minval=-bound, maxval=bound
    )
    return {
        "input": uniform(keys[0], INPUTS, 3 * WIDTH, scale(INPUTS, WIDTH)),
        "inputBias": jnp.zeros(3 * WIDTH).at[WIDTH : 2 * WIDTH].set(1.0),
        "memory": uniform(keys[1], WIDTH, 3 * WIDTH, scale(WIDTH, WIDTH)),
        "memoryBias": jnp.zeros(3 * WIDTH),
        "output": uniform(keys[2], WIDTH, ARMS + 1, 0.01),
        "outputBias": jnp.zeros(ARMS + 1),
    }


def cell(p, hidden, projected):
    """One step of a GRU whose reset gate acts on the product of memory and weights."""
    recurrent = hidden @ p["memory"] + p["memoryBias"]
    r1, z1, n1 = jnp.split(projected, 3, axis=-1)
    r2, z2, n2 = jnp.split(recurrent, 3, axis=-1)
    update = jax.nn.sigmoid(z1 + z2)
    candidate = jnp.tanh(n1 + jax.nn.sigmoid(r1 + r2) * n2)
    return (1 - update) * candidate + update * hidden


def collect(p, key, trials):
    """Plays trials. Rows, actions, rewards, log probabilities and values, `[PULLS, trials, ...]`."""
    key, taskKey = jax.random.split(key)
    arms = jax.random.uniform(taskKey, (trials, ARMS))

    def step(carry, key):
        hidden, row = carry
        hidden = cell(p, hidden, row @ p["input"] + p["inputBias"])
        outputs = hidden @ p["output"] + p["outputBias"]
        logits, value = outputs[:, :ARMS], outputs[:, ARMS]
        actionKey, rewardKey = jax.random.split(key)
        action = jax.random.categorical(actionKey, logits)
        chosen = jnp.take_along_axis(arms, action[:, None], 1)[:, 0]
        reward = (jax.random.uniform(rewardKey, (trials,)) < chosen).astype(jnp.float32)
        logProbability = jnp.take_along_axis(jax.nn.log_softmax(logits), action[:, None], 1)[:, 0]
        following = jnp.concatenate(
            [
                jnp.ones((trials, 1)),
                jax.nn.one_hot(action, ARMS),
                reward[:, None],
                jnp.zeros((trials, 2)),
            ],
            axis=1,
        )
        return (hidden, following), (row, action, reward, logProbability, value)

    first = jnp.zeros((trials, INPUTS)).at[:, 0].set(1).at[:, -2:].set(1)
    start = (jnp.zeros((trials, WIDTH)), first)
    return lax.scan(step, start, jax.random.split(key, PULLS))[1]


def advantages(rewards, values):
    following = jnp.concatenate([values[1:], jnp.zeros((1, values.shape[1]))])
    errors = rewards + DISCOUNT * following - values

    def step(carry, error):
        carry = error + DISCOUNT * LAMBDA * carry
        return carry, carry

    return lax.scan(step, jnp.zeros(values.shape[1]), errors, reverse=True)[1]


def loss(p, batch):
    rows, actions, old, advantage, target = batch
    projected = rows @ p["input"] + p["inputBias"]

    def step(hidden, projected):
        hidden = cell(p, hidden, projected)
        return hidden, hidden

    _, hidden = lax.scan(step, jnp.zeros((rows.shape[1], WIDTH)), projected)
    outputs = hidden @ p["output"] + p["outputBias"]
    logs = jax.nn.log_softmax(outputs[..., :ARMS])
    ratio = jnp.exp(jnp.take_along_axis(logs, actions[..., None], -1)[..., 0] - old)
    gain = jnp.minimum(ratio * advantage, jnp.clip(ratio, 1 - CLIP, 1 + CLIP) * advantage)
    entropy = -jnp.sum(jnp.exp(logs) * logs, -1)
    difference = jnp.abs(outputs[..., ARMS] - target)
    huber = jnp.where(difference < 1, 0.5 * difference**2, difference - 0.5)
    return jnp.mean(-gain - ENTROPY * entropy + VALUE * huber)


def gradient(p, batch):
    if PARTS == 1:
        return jax.grad(loss)(p, batch)
    parts = jax.tree.map(
        lambda x: jnp.moveaxis(x.reshape(PULLS, PARTS, -1, *x.shape[2:]), 1, 0), batch
    )

    def step(total, part):
        return jax.tree.map(lambda a, b: a + b / PARTS, total, jax.grad(loss)(p, part)), None

    return lax.scan(step, jax.tree.map(jnp.zeros_like, p), parts)[0]


def adam(p, moments, gradient, count):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(gradient)))
    factor = jnp.minimum(1, LIMIT / norm)
    gradient = jax.tree.map(lambda g: g * factor, gradient)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, moments[0], gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, moments[1], gradient)
    p = jax.tree.map(
        lambda p, m, v: p
        - RATE * (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-5),
        p,
        first,
        second,
    )
    return p, (first, second)


def mean(x):
    return lax.pmean(x, "device") if DEVICES > 1 else x


def iteration(p, moments, count, key):
    trials = TRIALS // DEVICES
    rows, actions, rewards, logs, values = collect(p, key, trials)
    advantage = advantages(rewards, values)
    target = advantage + values
    centre = mean(jnp.mean(advantage))
    spread = jnp.sqrt(mean(jnp.mean((advantage - centre) ** 2)))
    data = (rows, actions, logs, (advantage - centre) / (spread + 1e-8), target)

    def epoch(carry, key):
        order = jax.random.permutation(key, trials).reshape(MINIBATCHES, -1)

        def update(carry, chosen):
            p, moments, count = carry
            batch = jax.tree.map(lambda x: jnp.take(x, chosen, axis=1), data)
            p, moments = adam(p, moments, mean(gradient(p, batch)), count)
            return (p, moments, count + 1), None

        return lax.scan(update, carry, order)[0], None

    keys = jax.random.split(jax.random.fold_in(key, 1), EPOCHS)
    (p, moments, count), _ = lax.scan(epoch, (p, moments, count), keys)
    return p, moments, count, mean(jnp.mean(jnp.sum(rewards, 0)))


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20
    p = initial(jax.random.key(1))
    zeros = jax.tree.map(jnp.zeros_like, p)
    state = (p, (zeros, zeros), jnp.float32(1))
    run = jax.jit(iteration)
    if DEVICES > 1:
        state = jax.tree.map(lambda x: jnp.stack([x] * DEVICES), state)
        run = jax.pmap(iteration, axis_name="device")
    key = jax.random.key(2)
    returns, best, start, number = [], float("inf"), None, 0
    while start is None or time.perf_counter() - start < seconds:
        number += 1
        keys = jax.random.fold_in(key, number)
        if DEVICES > 1:
            keys = jax.random.split(keys, DEVICES)
        before = time.perf_counter()
        *state, value = run(*state, keys)
        value.block_until_ready()
        taken = time.perf_counter() - before
        if start is None:
            # The first one was compiled.
            start = time.perf_counter()
        else:
            best = min(best, taken)
        returns.append(float(value.mean()))
    late = returns[-3:]
    print(f"{form} {TRIALS * PULLS / best / 1000:.1f} {sum(late) / len(late):.2f}")


main()
