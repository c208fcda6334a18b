#!/usr/bin/env python3
"""Writes goldens.json: outputs and autograd gradients of every op, computed by PyTorch in double precision.

Run with a Python that has torch (1.13 made the file here):  python3 make_goldens.py
Inputs are drawn by SplitMix64 from the seeds named below, as Support/SplitMix64.cs draws them, and are not stored.
"""
import json
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
MASK = (1 << 64) - 1


def splitmix(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def signed(seed, *shape, scale=1.0):
    source = splitmix(seed)
    count = math.prod(shape)
    values = [((next(source) >> 11) * (1.0 / (1 << 52)) - 1) * scale for _ in range(count)]
    return torch.tensor(values).reshape(shape)


def ids(seed, count, bound):
    source = splitmix(seed)
    return torch.tensor([next(source) % bound for _ in range(count)])


def graded(output, d_output, **inputs):
    """The gradients of sum(output * d_output) with respect to the named inputs, as d_<name>."""
    grads = torch.autograd.grad((output * d_output).sum(), list(inputs.values()))
    return {"d_" + name: grad for name, grad in zip(inputs, grads)}


def need(*tensors):
    return [t.requires_grad_(True) for t in tensors]


def embedding(tokens, vocabulary, d):
    (w,) = need(signed(1, vocabulary, d))
    y = F.embedding(ids(2, tokens, vocabulary), w)
    return {"y": y, **graded(y, signed(3, tokens, d), w=w)}


def linear(tokens, n, k):
    x, w, b = need(signed(1, tokens, k), signed(2, n, k), signed(3, n))
    y = F.linear(x, w, b)
    return {"y": y, **graded(y, signed(4, tokens, n), x=x, w=w, b=b)}


def rms_norm(tokens, d, eps):
    x, w = need(signed(1, tokens, d), signed(2, d))
    y = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * w
    return {"y": y, **graded(y, signed(3, tokens, d), x=x, w=w)}


def head_norm(tokens, heads, k, eps):
    x, w = need(signed(1, tokens, heads, k), signed(2, k))
    y = x / torch.sqrt(x.square().mean(-1, keepdim=True) + eps) * w
    return {"y": y, **graded(y, signed(3, tokens, heads, k), x=x, w=w)}


def plain_frequencies(theta, k):
    return theta ** (-torch.arange(0, k, 2) / k)


def frequencies(kind, theta, k, factor, low, high, original):
    """low and high: llama3's low_freq_factor and high_freq_factor, yarn's beta_slow and beta_fast."""
    plain = plain_frequencies(theta, k)
    attention = 1.0
    if kind == "plain":
        result = plain
    elif kind == "linear":
        result = plain / factor
    elif kind == "llama3":
        wavelength = 2 * math.pi / plain
        smooth = (original / wavelength - low) / (high - low)
        blended = (1 - smooth) * plain / factor + smooth * plain
        result = torch.where(wavelength > original / low, plain / factor, torch.where(wavelength < original / high, plain, blended))
    else:
        def dimension(turns):
            return k * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(theta))
        start, end = max(math.floor(dimension(high)), 0), min(math.ceil(dimension(low)), k - 1)
        if start == end:
            end += 0.001
        stretched = ((torch.arange(k // 2) - start) / (end - start)).clamp(0, 1)
        result = plain / factor * stretched + plain * (1 - stretched)
        attention = 0.1 * math.log(factor) + 1
    return {"inverse": result, "attention_factor": torch.tensor([attention])}


def rope(lengths, heads, k, theta, factor, interleaved):
    positions = torch.cat([torch.arange(n) for n in lengths])
    (x,) = need(signed(1, len(positions), heads, k))
    turn = torch.polar(torch.full((len(positions), k // 2), factor), positions[:, None] * plain_frequencies(theta, k))
    if interleaved:
        pairs = torch.complex(x[..., 0::2], x[..., 1::2]) * turn[:, None, :]
        y = torch.view_as_real(pairs).flatten(-2)
    else:
        pairs = torch.complex(x[..., : k // 2], x[..., k // 2 :]) * turn[:, None, :]
        y = torch.cat([pairs.real, pairs.imag], dim=-1)
    return {"y": y, **graded(y, signed(2, *x.shape), x=x)}


def attention(lengths, heads, kv_heads, dim, window):
    tokens = sum(lengths)
    q, k, v = need(signed(1, tokens, heads, dim, scale=2), signed(2, tokens, kv_heads, dim, scale=2), signed(3, tokens, kv_heads, dim))
    keys, values = k.repeat_interleave(heads // kv_heads, 1), v.repeat_interleave(heads // kv_heads, 1)
    rows, start = [], 0
    for n in lengths:
        part = slice(start, start + n)
        scores = torch.einsum("qhd,khd->hqk", q[part], keys[part]) / math.sqrt(dim)
        i, j = torch.arange(n)[:, None], torch.arange(n)[None, :]
        hidden = (j > i) | (j <= i - (window or n))
        scores = scores.masked_fill(hidden, -math.inf)
        rows.append(torch.einsum("hqk,khd->qhd", scores.softmax(-1), values[part]))
        start += n
    o = torch.cat(rows)
    return {"o": o, **graded(o, signed(4, tokens, heads, dim), q=q, k=k, v=v)}


def swiglu(tokens, f):
    (gu,) = need(signed(1, tokens, 2 * f, scale=4))
    g, u = gu.chunk(2, dim=-1)
    h = F.silu(g) * u
    return {"h": h, **graded(h, signed(2, tokens, f), gu=gu)}


def lm_head(rows, d, v):
    x, w = need(signed(1, rows, d, scale=2), signed(2, v, d, scale=2))
    logs = F.log_softmax(x @ w.T, dim=-1)
    logprob = logs.gather(1, ids(4, rows, v)[:, None])[:, 0]
    entropy = torch.distributions.Categorical(logits=x @ w.T).entropy()
    return {"logprob": logprob, "entropy": entropy, **graded(logprob, signed(3, rows), x=x, w=w)}


def scalar_head(rows, d):
    x, w = need(signed(1, rows, d), signed(2, d))
    y = x @ w
    return {"y": y, **graded(y, signed(3, rows), x=x, w=w)}


def adamw(count, steps, lr, beta1, beta2, eps, decay):
    w = torch.nn.Parameter(signed(1, count))
    optimiser = torch.optim.AdamW([w], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=decay)
    for step in range(1, steps + 1):
        w.grad = signed(100 + step, count)
        optimiser.step()
    state = optimiser.state[w]
    return {"w": w, "m": state["exp_avg"], "v": state["exp_avg_sq"]}


def clip(counts, largest):
    parameters = [torch.nn.Parameter(torch.zeros(n)) for n in counts]
    for i, p in enumerate(parameters):
        p.grad = signed(1 + i, p.numel())
    norm = torch.nn.utils.clip_grad_norm_(parameters, largest)
    return {"norm": norm.reshape(1), "clipped": torch.cat([p.grad for p in parameters])}


CASES = [
    (embedding, [dict(tokens=7, vocabulary=5, d=3)]),
    (linear, [dict(tokens=1, n=1, k=1), dict(tokens=5, n=7, k=11)]),
    (rms_norm, [dict(tokens=1, d=1, eps=1e-6), dict(tokens=5, d=13, eps=1e-5)]),
    (head_norm, [dict(tokens=3, heads=7, k=8, eps=1e-6)]),
    (frequencies, [
        dict(kind="plain", theta=10000, k=8, factor=1, low=1, high=1, original=1),
        dict(kind="linear", theta=10000, k=64, factor=2.5, low=1, high=1, original=1),
        dict(kind="llama3", theta=500000, k=128, factor=8, low=1, high=4, original=8192),
        dict(kind="llama3", theta=10000, k=8, factor=32, low=1, high=4, original=256),
        dict(kind="yarn", theta=1000000, k=128, factor=4, low=1, high=32, original=32768),
        dict(kind="yarn", theta=10000, k=8, factor=2, low=1, high=32, original=64),
    ]),
    (rope, [
        dict(lengths=[3, 1], heads=3, k=8, theta=100, factor=1.25, interleaved=False),
        dict(lengths=[3, 1], heads=3, k=8, theta=100, factor=1.0, interleaved=True),
        dict(lengths=[2], heads=1, k=64, theta=10000, factor=1.0, interleaved=False),
    ]),
    (attention, [
        dict(lengths=[1], heads=1, kv_heads=1, dim=8, window=None),
        dict(lengths=[3, 7, 1], heads=4, kv_heads=2, dim=8, window=4),
        dict(lengths=[3, 7, 1], heads=7, kv_heads=1, dim=8, window=None),
        dict(lengths=[1, 4], heads=2, kv_heads=2, dim=64, window=None),
    ]),
    (swiglu, [dict(tokens=1, f=1), dict(tokens=5, f=9)]),
    (lm_head, [dict(rows=5, d=3, v=11)]),
    (scalar_head, [dict(rows=4, d=7)]),
    (adamw, [
        dict(count=9, steps=1, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.01),
        dict(count=9, steps=7, lr=3e-2, beta1=0.9, beta2=0.95, eps=1e-8, decay=0.1),
    ]),
    (clip, [dict(counts=[5, 8], largest=1.0), dict(counts=[5, 8], largest=100.0)]),
]


def main():
    lines = []
    for op, variants in CASES:
        for arguments in variants:
            outputs = {name: value.detach().reshape(-1).tolist() for name, value in op(**arguments).items()}
            lines.append(json.dumps({"op": op.__name__, "arguments": arguments, "outputs": outputs}, separators=(",", ":")))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "goldens.json")
    with open(path + ".tmp", "w", encoding="utf-8", newline="\n") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")
    os.replace(path + ".tmp", path)


if __name__ == "__main__":
    main()
