#!/usr/bin/env bash
# Makes the small policies and adaptations in this folder, which tests in Swift and in Python read: one
# for each network that no policy in Policies/ has, and adaptations of each kind with their rollouts.
#
#     Tests/Golden/policies/make.sh .build/release/fledge
#
# Afterwards write Tests/Golden/policies.json again, as Tests/ApplicationTests/GoldenPolicyTests.swift says.
set -euo pipefail
fledge=$(realpath "${1:?Name the program: $0 .build/release/fledge}")
cd "$(dirname "$0")"
rm -f ./*.safetensors
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT

train() {
  "$fledge" train "$2" --output "$runs/$1" --quiet --iterations 3 --tasks 4 "${@:3}"
  cp "$runs/$1/policy.safetensors" "$1.safetensors"
}
adapt() {
  "$fledge" adapt "$1.safetensors" --rollouts 3 --steps 2 --record "$1-replay.safetensors" \
    --save "$1-adapted.safetensors" "${@:2}" >/dev/null
}

train relu point-robot/winds --rollouts 2 --hidden 5,4 --activation relu
train lstm bandit/bernoulli --learner rl2 --core lstm --memory 5 --encoder 4 --decoder 3 \
  --episodes 2 --minibatches 1
train gru-before point-robot/goals --learner rl2 --reset-gate before --memory 5 --encoder 4 \
  --episodes 1 --minibatches 1
train gru-bare bandit/two-armed --learner rl2 --memory 5 --encoder 0 --episodes 2 \
  --minibatches 1

train maml point-robot/goals --rollouts 3 --hidden 6
train meta-sgd cart-pole/continuous --learner meta-sgd --rollouts 3 --hidden 6,5 --inner-steps 2
train anil bandit/contextual --learner anil --rollouts 3 --hidden 6
train cavia cart-pole/reversed --learner cavia --rollouts 3 --hidden 6 --context-size 3 \
  --activation relu
adapt maml --task goalX=0.3 --task goalY=-0.2
adapt meta-sgd --task forceSign=-1
adapt anil
adapt cavia --task forceSign=-1 --inner-learning-rate 2
