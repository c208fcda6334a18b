#!/usr/bin/env bash
# Runs Saenggak's benches and PyTorch's in turn on this machine, and prints one JSON line each.
#
#   bench/compare.sh train 3 tiny small 0.5b          three rounds of training at these shapes
#   bench/compare.sh generate 3 tiny:64 small:1       three rounds of generation, SHAPE:SEQUENCES
#   PYTHON=/usr/bin/python3 PEER=no bench/compare.sh …
#   PEER_PRECISION=f32 bench/compare.sh …               PyTorch's best on processors without AVX-512
#
# Taking turns matters: on a shared machine the speed of the cores changes by the minute, and only neighbours in time compare.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:?train or generate} rounds=${2:?rounds}
shift 2
for ((round = 1; round <= rounds; round++)); do
    for case in "$@"; do
        shape=${case%%:*} batch=${case##*:}
        if [[ $what == train ]]; then
            ./saenggak bench train --shape "$shape" --json | tail -n 1
            [[ ${PEER:-yes} == no ]] || "${PYTHON:-python3}" bench/peers/pytorch_train.py --shape "$shape" --precision "${PEER_PRECISION:-bf16}" | tail -n 1
        else
            ./saenggak bench generate --shape "$shape" --batch "$batch" --json | tail -n 1
            [[ ${PEER:-yes} == no ]] || "${PYTHON:-python3}" bench/peers/pytorch_train.py --shape "$shape" --precision "${PEER_PRECISION:-bf16}" --generate "$batch" | tail -n 1
        fi
    done
done
