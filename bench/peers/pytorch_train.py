#!/usr/bin/env python3
"""Training and generation in PyTorch with the shapes of `saenggak bench train` and `saenggak bench generate`, for comparison.

    python3 bench/peers/pytorch_train.py --shape tiny --steps 10
    python3 bench/peers/pytorch_train.py --shape tiny --generate 64

A step is forward, backward, clipping by the global norm and AdamW, as in saenggak; sequences are of one length, so a batch
stands where saenggak packs. Operations are counted as `saenggak bench train --help` says. Two ways of bf16 are measured and
the faster one counts: f32 weights under autocast, and bf16 weights with f32 masters that AdamW updates. On processors without
AVX-512 PyTorch multiplies bf16 so slowly that its best setting is --precision f32.
"""
import argparse
import json
import math
import os
import resource
import time

import torch
import torch.nn.functional as F
from torch import nn

# hidden, layers, heads, kv heads, feed-forward, vocabulary, sequences, timed steps
SHAPES = {
    "tiny": (256, 6, 8, 4, 1024, 4096, 8, 10),
    "small": (512, 8, 8, 4, 2048, 16384, 4, 6),
    "0.5b": (896, 24, 14, 2, 4864, 151936, 1, 3),
}
LENGTH = 512


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = x.float()
        y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.weight * y.to(x.dtype)


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class Block(nn.Module):
    def __init__(self, hidden, heads, kv_heads, width):
        super().__init__()
        self.heads, self.kv_heads, self.dim = heads, kv_heads, hidden // heads
        self.qkv = nn.Linear(hidden, (heads + 2 * kv_heads) * self.dim)
        self.out = nn.Linear(hidden, hidden, bias=False)
        self.gate_up = nn.Linear(hidden, 2 * width, bias=False)
        self.down = nn.Linear(width, hidden, bias=False)
        self.norm1, self.norm2 = RmsNorm(hidden), RmsNorm(hidden)

    def forward(self, x, cos, sin, past=None):
        batch, tokens, hidden = x.shape
        q, k, v = self.qkv(self.norm1(x)).split([n * self.dim for n in (self.heads, self.kv_heads, self.kv_heads)], -1)
        q, k, v = (t.view(batch, tokens, -1, self.dim).transpose(1, 2) for t in (q, k, v))
        q, k = rotate(q, cos.to(q.dtype), sin.to(q.dtype)), rotate(k, cos.to(k.dtype), sin.to(k.dtype))
        if past is not None and past[0] is not None:
            k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        now = (k, v)
        k, v = (t.repeat_interleave(self.heads // self.kv_heads, 1) for t in (k, v))
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.dim)
        if tokens > 1:
            scores = scores + torch.full((tokens, k.shape[2]), -1e9).triu(1).to(scores.dtype)
        mixed = (scores.float().softmax(-1).to(v.dtype) @ v).transpose(1, 2).reshape(batch, tokens, hidden)
        x = x + self.out(mixed)
        gate, up = self.gate_up(self.norm2(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up), now


class Model(nn.Module):
    def __init__(self, hidden, layers, heads, kv_heads, width, vocabulary):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, hidden)
        self.blocks = nn.ModuleList(Block(hidden, heads, kv_heads, width) for _ in range(layers))
        self.norm = RmsNorm(hidden)
        for p in self.parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=0.02)
        dim = hidden // heads
        angles = torch.outer(torch.arange(LENGTH).float(), 10000 ** (-torch.arange(0, dim, 2).float() / dim))
        angles = torch.cat((angles, angles), -1)
        self.tables = (angles.cos(), angles.sin())

    def forward(self, tokens, past=None, last_only=False):
        start = 0 if past is None or past[0][0] is None else past[0][0].shape[2]
        cos, sin = (t[start:start + tokens.shape[1]] for t in self.tables)
        x, now = self.embed(tokens), []
        for i, block in enumerate(self.blocks):
            x, kv = block(x, cos, sin, None if past is None else past[i])
            now.append(kv)
        x = self.norm(x[:, -1:] if last_only else x)
        return F.linear(x, self.embed.weight), now


def operations(shape):
    hidden, layers, _, kv_heads, width, vocabulary, sequences, _ = SHAPES[shape]
    kv = kv_heads * (hidden // SHAPES[shape][2])
    n = vocabulary * hidden + layers * (hidden * (hidden + 2 * kv) + hidden * hidden + 3 * hidden * width)
    return 6 * n * sequences * LENGTH + 6 * layers * hidden * LENGTH * (LENGTH + 1) * sequences


def peak(precision):
    a, b = (torch.randn(4096, 4096).to(precision) for _ in range(2))
    best = math.inf
    for _ in range(5):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * 4096**3 / best / 1e12


def train(model, shape, steps, way):
    autocast, copied = way == "autocast", way == "bf16 weights, f32 masters"
    vocabulary, sequences = SHAPES[shape][5], SHAPES[shape][6]
    tokens = torch.randint(vocabulary, (sequences, LENGTH))
    masters = list(model.parameters())
    if copied:
        masters = [p.detach().float().clone().requires_grad_() for p in model.parameters()]
        model.bfloat16()
    optimiser = torch.optim.AdamW(masters, lr=3e-4, betas=(0.9, 0.95), weight_decay=0.01)
    times, losses = [], []
    for step in range(steps + 2):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(tokens)[0][:, :-1]
        loss = F.cross_entropy(logits.reshape(-1, vocabulary).float(), tokens[:, 1:].reshape(-1))
        loss.backward()
        if copied:
            for master, p in zip(masters, model.parameters()):
                master.grad, p.grad = p.grad.float(), None
        torch.nn.utils.clip_grad_norm_(masters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if copied:
            with torch.no_grad():
                for master, p in zip(masters, model.parameters()):
                    p.copy_(master)
        if step >= 2:
            times.append(time.perf_counter() - start)
        losses.append(loss.item())
    return sorted(times)[len(times) // 2], losses


@torch.no_grad()
def generate(model, shape, batch, precision, prompt=64, new=128):
    model.to(precision)
    tokens = torch.randint(SHAPES[shape][5], (batch, prompt))
    for count in (8, new):
        start, now, step = time.perf_counter(), [(None, None)] * len(model.blocks), tokens
        for _ in range(count):
            logits, now = model(step, now, last_only=True)
            step = torch.multinomial(logits[:, -1].float().softmax(-1), 1)
        seconds = time.perf_counter() - start
    return batch * new / seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--steps", type=int, help="timed steps, after two that warm up")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--generate", type=int, metavar="BATCH", help="generate 128 tokens after prompts of 64 instead of training")
    parser.add_argument("--precision", choices=("bf16", "f32"), default="bf16")
    options = parser.parse_args()
    precision = torch.bfloat16 if options.precision == "bf16" else torch.float32
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    shape = options.shape
    result = {"peer": f"pytorch {torch.__version__}", "shape": shape, "threads": options.threads, "precision": options.precision}
    if options.generate:
        speed = generate(Model(*SHAPES[shape][:6]), shape, options.generate, precision)
        result |= {"bench": "generate", "batch": options.generate, "tokens_per_s": round(speed, 1)}
    else:
        top, best = peak(precision), None
        for way in ("autocast", "bf16 weights, f32 masters") if options.precision == "bf16" else ("f32",):
            seconds, losses = train(Model(*SHAPES[shape][:6]), shape, options.steps or SHAPES[shape][7], way)
            if best is None or seconds < best[0]:
                best = (seconds, losses, way)
        top = max(top, peak(precision))
        achieved = operations(shape) / best[0] / 1e12
        result |= {
            "bench": "train", "tokens_per_s": round(SHAPES[shape][6] * LENGTH / best[0], 1), "way": best[2],
            "fraction_of_peak": round(achieved / top, 4), "achieved_tflops": round(achieved, 4), "gemm_peak_tflops": round(top, 4),
            "step_s_median": best[0], "loss_first": round(best[1][0], 5), "loss_last": round(best[1][-1], 5),
        }
    result["peak_memory_gib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
