"""RL² in plain PyTorch: a GRU that learns, within ten pulls, which arm of a bandit pays.

    python rl2_pytorch.py --iterations 200

A trial is one episode of ten pulls of five arms that pay 1 with unknown probabilities. Each of 512
copies is in a trial of its own. The memory takes in the last arm and what it paid; PPO on whole
trials teaches it to explore (Duan et al. 2016, https://arxiv.org/abs/1611.02779). The result is
compared with random pulls and with the best that any player can do, computed exactly.
"""

from __future__ import annotations

import argparse
from functools import cache

import gymnasium
import torch
from gymnasium.vector import VectorEnv
from torch import Tensor, nn
from torch.distributions import Categorical

import fledge_gym  # noqa: F401

ARMS, PULLS, COPIES = 5, 10, 512


class Memory(nn.Module):
    """A GRU over what happened, with the logits of the next arm and the value of what is left."""

    def __init__(self, units: int = 64) -> None:
        super().__init__()
        self.core = nn.GRU(ARMS + 2, units)
        self.logits = nn.Linear(units, ARMS)
        self.value = nn.Linear(units, 1)

    def forward(
        self, inputs: Tensor, state: Tensor | None = None
    ) -> tuple[Categorical, Tensor, Tensor]:
        """From inputs `[T, E, ARMS + 2]`: arms to pull, values `[T, E]` and the last state."""
        outputs, state = self.core(inputs, state)
        return Categorical(logits=self.logits(outputs)), self.value(outputs)[..., 0], state


def entering(arms: Tensor | None, rewards: Tensor | None, copies: int) -> Tensor:
    """What enters the memory, `[E, ARMS + 2]`: the last arm, what it paid, 1 if a trial begins."""
    if arms is None or rewards is None:
        return torch.cat([torch.zeros(copies, ARMS + 1), torch.ones(copies, 1)], dim=1)
    last = nn.functional.one_hot(arms, ARMS).float()
    return torch.cat([last, rewards[:, None], torch.zeros(copies, 1)], dim=1)


@torch.no_grad()
def play(memory: Memory, envs: VectorEnv) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Plays a trial in every copy.

    Returns:
        Inputs `[T, E, ARMS + 2]`; arms, rewards, log probabilities and values `[T, E]`.
    """
    rows, state, arms, rewards = [], None, None, None
    envs.reset()
    for _ in range(PULLS):
        inputs = entering(arms, rewards, envs.num_envs)
        choice, values, state = memory(inputs[None], state)
        arms = choice.sample()[0]
        rewards = torch.as_tensor(envs.step(arms.numpy())[1], dtype=torch.float32)
        rows.append((inputs, arms, rewards, choice.log_prob(arms)[0], values[0]))
    entered, chosen, paid, likely, worth = map(torch.stack, zip(*rows, strict=True))
    return entered, chosen, paid, likely, worth


def advantages(rewards: Tensor, values: Tensor, smoothing: float = 0.3) -> Tensor:
    """Generalised advantages `[T, E]`, undiscounted; nothing comes after the trial."""
    result = torch.zeros_like(rewards)
    following = later = torch.zeros(rewards.shape[1])
    for step in reversed(range(len(rewards))):
        later = rewards[step] + following - values[step] + smoothing * later
        result[step], following = later, values[step]
    return result


def improve(memory: Memory, optimizer: torch.optim.Optimizer, trials: tuple[Tensor, ...]) -> None:
    """Four epochs of PPO, eight minibatches of whole trials each."""
    inputs, arms, rewards, old, values = trials
    gains = advantages(rewards, values)
    returns = gains + values
    gains = (gains - gains.mean()) / gains.std()
    for _ in range(4):
        for chosen in torch.randperm(arms.shape[1]).chunk(8):
            choice, value, _ = memory(inputs[:, chosen])
            ratio = (choice.log_prob(arms[:, chosen]) - old[:, chosen]).exp()
            gain = gains[:, chosen]
            surrogate = torch.min(ratio * gain, ratio.clamp(0.8, 1.2) * gain).mean()
            error = (value - returns[:, chosen]).square().mean()
            loss = 0.1 * error - surrogate - 0.003 * choice.entropy().mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(memory.parameters(), 0.5)
            optimizer.step()


def optimum(arms: int = ARMS, pulls: int = PULLS) -> float:
    """The most a trial can earn on average: dynamic programming over what each arm has paid."""

    @cache
    def best(counts: tuple[tuple[int, int], ...], left: int) -> float:
        if left == 0:
            return 0.0
        found = 0.0
        for place, (paid, missed) in enumerate(counts):
            if place and counts[place] == counts[place - 1]:
                continue
            rest = counts[:place] + counts[place + 1 :]
            chance = (paid + 1) / (paid + missed + 2)
            won = best(tuple(sorted((*rest, (paid + 1, missed)))), left - 1)
            lost = best(tuple(sorted((*rest, (paid, missed + 1)))), left - 1)
            found = max(found, chance * (1 + won) + (1 - chance) * lost)
        return found

    return best(((0, 0),) * arms, pulls)


def bandits(copies: int, split: str) -> VectorEnv:
    """Copies that draw another bandit for each trial; `play` resets them."""
    return gymnasium.make_vec(
        "fledge/BanditBernoulli-v2",
        num_envs=copies,
        split=split,
        options={"arms": ARMS, "pulls": PULLS},
        episodes_per_trial=1,
        autoreset_mode="Disabled",
    )


def main(arguments: list[str] | None = None) -> float:
    """Trains and evaluates; returns the mean return of trials on test tasks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--iterations", type=int, default=200, help="of 512 trials each")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)

    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    envs = bandits(COPIES, "train")
    envs.reset(seed=options.seed)
    memory = Memory()
    optimizer = torch.optim.Adam(memory.parameters(), lr=5e-3, eps=1e-5)
    rate = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, options.iterations)
    for iteration in range(1, options.iterations + 1):
        trials = play(memory, envs)
        improve(memory, optimizer, trials)
        rate.step()
        if iteration % 25 == 0:
            earned = trials[2].sum(0).mean()
            print(f"iteration {iteration:4}   return of a trial {earned:.2f}", flush=True)

    test = bandits(10_000, "test")
    test.reset(seed=options.seed)
    paid = play(memory, test)[2]
    mean = float(paid.sum(0).mean())
    print(f"Mean return of 10,000 trials on tasks of split test: {mean:.2f}")
    print(f"random {0.5 * PULLS:.2f}, the best possible {optimum():.2f}")
    print("paid by pull: " + " ".join(f"{float(p):.2f}" for p in paid.mean(1)))
    return mean


if __name__ == "__main__":
    main()
