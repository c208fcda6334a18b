#!/usr/bin/env python3
"""Golden numbers for the four model families, computed by plain PyTorch in double precision.

Nothing here shares code with the engine or with transformers: every model is spelled out from its paper and config.json.
Weights are not stored; the C# tests draw the same ones (GoldenWeights.cs) from the tensor names:
  state = FNV-1a(name), each element: SplitMix64 -> upper 24 bits -> u in [0, 1) -> x = 2u - 1, then scaled by kind, rounded to f32.

Run:  python3 make_goldens.py        (writes <case>.json beside itself; needs torch and numpy)
"""
import json
import math
import pathlib

import numpy as np
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
MASK = (1 << 64) - 1


def draw(name, shape):
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & MASK
    values = np.empty(int(np.prod(shape)))
    for i in range(values.size):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        values[i] = 2 * ((z >> 40) * 2.0 ** -24) - 1
    if name.endswith("norm.weight"):
        values = 1 + 0.25 * values
    elif name.endswith("bias"):
        values = 0.25 * values
    elif "embed_tokens" in name:
        pass
    else:
        values = 0.3 * values
    return torch.tensor(values.astype(np.float32).astype(np.float64).reshape(shape), requires_grad=True)


class Model:
    def __init__(self, config):
        self.c = config
        self.family = config["model_type"]
        self.heads = config["num_attention_heads"]
        self.kv_heads = config["num_key_value_heads"]
        self.dim = config["hidden_size"]
        self.head_dim = config.get("head_dim") or self.dim // self.heads
        self.weights = {}
        attention_bias = config.get("attention_bias", False)
        self.qkv_bias = attention_bias or self.family == "qwen2"
        self.out_bias = attention_bias
        self.mlp_bias = config.get("mlp_bias", False)
        self.qk_norm = self.family == "qwen3"

    def w(self, name, *shape):
        if name not in self.weights:
            self.weights[name] = draw(name, shape)
        return self.weights[name]

    def linear(self, x, name, out, bias):
        y = x @ self.w(name + ".weight", out, x.shape[-1]).T
        return y + self.w(name + ".bias", out) if bias else y

    def norm(self, x, name):
        scale = torch.rsqrt((x * x).mean(-1, keepdim=True) + self.c["rms_norm_eps"])
        return x * scale * self.w(name + ".weight", x.shape[-1])

    def rope(self):
        """Angular frequencies and the factor on cos and sin."""
        d, c = self.head_dim, self.c
        theta = (c.get("rope_parameters") or {}).get("rope_theta") or c.get("rope_theta")
        scaling = c.get("rope_parameters") or c.get("rope_scaling") or {"rope_type": "default"}
        freq = [theta ** (-2 * i / d) for i in range(d // 2)]
        kind = scaling.get("rope_type") or scaling.get("type")
        if kind == "default":
            return freq, 1.0
        s = scaling["factor"]
        original = scaling.get("original_max_position_embeddings", c["max_position_embeddings"])
        if kind == "llama3":
            low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
            result = []
            for f in freq:
                turns = original * f / (2 * math.pi)  # rotations over the original context
                if turns > high:
                    result.append(f)
                elif turns < low:
                    result.append(f / s)
                else:
                    keep = (turns - low) / (high - low)
                    result.append((1 - keep) * f / s + keep * f)
            return result, 1.0
        assert kind == "yarn"

        def dimension(rotations):
            return d * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(theta))

        low = max(math.floor(dimension(scaling.get("beta_fast", 32))), 0)
        high = min(math.ceil(dimension(scaling.get("beta_slow", 1))), d - 1)
        if low == high:
            high += 0.001
        result = []
        for i, f in enumerate(freq):
            stretch = min(max((i - low) / (high - low), 0), 1)
            result.append(f * (1 - stretch) + f / s * stretch)
        return result, scaling.get("attention_factor") or 0.1 * math.log(s) + 1

    def rotate(self, x):
        """x: [heads, tokens, head_dim]; the first half turns against the second."""
        freq, factor = self.rope()
        angle = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * torch.tensor(freq)
        cos, sin = torch.cos(angle) * factor, torch.sin(angle) * factor
        a, b = x.chunk(2, dim=-1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)

    def window(self, layer):
        if self.family == "mistral":
            return self.c["sliding_window"]
        if self.c.get("use_sliding_window") and layer >= self.c["max_window_layers"]:
            return self.c["sliding_window"]
        return None

    def attention(self, x, layer):
        p, t, k = f"model.layers.{layer}.self_attn.", x.shape[0], self.head_dim

        def heads(name, count):
            return self.linear(x, p + name, count * k, self.qkv_bias).reshape(t, count, k).transpose(0, 1)

        q, key, v = heads("q_proj", self.heads), heads("k_proj", self.kv_heads), heads("v_proj", self.kv_heads)
        if self.qk_norm:
            q, key = self.norm(q, p + "q_norm"), self.norm(key, p + "k_norm")
        q, key = self.rotate(q), self.rotate(key)
        group = self.heads // self.kv_heads
        mask = torch.ones(t, t, dtype=torch.bool).tril()
        if (window := self.window(layer)) is not None:
            mask &= ~torch.ones(t, t, dtype=torch.bool).tril(-window)
        rows = []
        for h in range(self.heads):
            score = q[h] @ key[h // group].T / math.sqrt(k)
            rows.append(torch.softmax(score.masked_fill(~mask, -math.inf), -1) @ v[h // group])
        return self.linear(torch.cat(rows, dim=-1), p + "o_proj", self.dim, self.out_bias)

    def mlp(self, x, layer):
        p, f = f"model.layers.{layer}.mlp.", self.c["intermediate_size"]
        gate, up = self.linear(x, p + "gate_proj", f, self.mlp_bias), self.linear(x, p + "up_proj", f, self.mlp_bias)
        return self.linear(gate * torch.sigmoid(gate) * up, p + "down_proj", self.dim, self.mlp_bias)

    def hidden(self, tokens):
        x = self.w("model.embed_tokens.weight", self.c["vocab_size"], self.dim)[torch.tensor(tokens)]
        for layer in range(self.c["num_hidden_layers"]):
            p = f"model.layers.{layer}."
            x = x + self.attention(self.norm(x, p + "input_layernorm"), layer)
            x = x + self.mlp(self.norm(x, p + "post_attention_layernorm"), layer)
        return self.norm(x, "model.norm")

    def logits(self, tokens):
        x = self.hidden(tokens)
        v = self.c["vocab_size"]
        name = "model.embed_tokens.weight" if self.c["tie_word_embeddings"] else "lm_head.weight"
        return x @ self.w(name, v, self.dim).T

    def scores(self, tokens):
        return (self.hidden(tokens) @ self.w("score.weight", 1, self.dim).T)[:, 0]


def config(model_type, cls, **extra):
    base = dict(
        architectures=[cls], model_type=model_type, hidden_act="silu", hidden_size=32, intermediate_size=40, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, vocab_size=32, max_position_embeddings=64, rms_norm_eps=1e-6, rope_theta=10000.0,
        tie_word_embeddings=False, bos_token_id=None, eos_token_id=1, torch_dtype="float32")
    base.update(extra)
    return base


CASES = {
    "qwen2-tied": config("qwen2", "Qwen2ForCausalLM", tie_word_embeddings=True, rope_theta=1000000.0),
    "qwen2-window": config("qwen2", "Qwen2ForCausalLM", num_hidden_layers=3, use_sliding_window=True, sliding_window=4, max_window_layers=1),
    "qwen2-reward": config("qwen2", "Qwen2ForSequenceClassification", num_labels=1, tie_word_embeddings=True),
    "qwen3": config("qwen3", "Qwen3ForCausalLM", head_dim=12, attention_bias=False, tie_word_embeddings=True, rope_theta=1000000.0),
    "llama3-scaled": config(
        "llama", "LlamaForCausalLM", head_dim=16, rope_theta=10000.0, rms_norm_eps=1e-5, max_position_embeddings=512,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)),
    "llama-yarn": {
        **{k: v for k, v in config("llama", "LlamaForCausalLM", head_dim=16, max_position_embeddings=1024).items() if k != "rope_theta"},
        "rope_parameters": dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=256)},
    "llama-biases": config("llama", "LlamaForCausalLM", attention_bias=True, mlp_bias=True, num_key_value_heads=4),
    "mistral": config("mistral", "MistralForCausalLM", sliding_window=5, num_key_value_heads=1),
}

LENGTHS = (9, 14)
POSITIONS = (0, 3, 8, 9, 15, 22)


def tokens_for(case):
    state, ids = sum(case.encode()), []
    for _ in range(sum(LENGTHS)):
        state = (state * 1103515245 + 12345) % (1 << 31)
        ids.append((state >> 16) % 32)
    return [ids[:LENGTHS[0]], ids[LENGTHS[0]:]]


def number(x):
    return float(f"{float(x):.9g}")


def run(case, c):
    model, sequences = Model(c), tokens_for(case)
    result = {"config": c, "sequences": sequences}
    if "num_labels" in c:
        # The loss of a reward model: the first sequence is preferred to the second, each scored at its last token.
        scores = [model.scores(s) for s in sequences]
        loss = -torch.nn.functional.logsigmoid(scores[0][-1] - scores[1][-1])
        result["scores"] = [number(x) for s in scores for x in s]
    else:
        logits = [model.logits(s) for s in sequences]
        parts = [torch.nn.functional.cross_entropy(l[:-1], torch.tensor(s[1:]), reduction="sum") for l, s in zip(logits, sequences)]
        loss = sum(parts) / sum(len(s) - 1 for s in sequences)
        packed = torch.cat(logits)
        result["logits"] = [{"position": p, "values": [number(x) for x in packed[p]]} for p in POSITIONS]
    loss.backward()
    result["loss"] = number(loss)
    result["gradients"] = []
    for name in sorted(model.weights):
        g = model.weights[name].grad
        entry = {"name": name, "shape": list(g.shape), "norm": number(g.norm())}
        if g.dim() > 1:
            # An embedding row that occurs, the last row of anything else.
            entry["row"] = sequences[0][2] if "embed" in name else g.shape[0] - 1
            g = g[entry["row"]]
        entry["values"] = [number(x) for x in g]
        result["gradients"].append(entry)
    return result


def write(path, result):
    """One line for each list of numbers, so that a change shows where it is."""
    lines = ["{"]
    lines.append('  "config": ' + json.dumps(result["config"], sort_keys=True) + ",")
    lines.append('  "sequences": ' + json.dumps(result["sequences"]) + ",")
    if "scores" in result:
        lines.append('  "scores": ' + json.dumps(result["scores"]) + ",")
    else:
        lines.append('  "logits": [\n    ' + ",\n    ".join(json.dumps(x) for x in result["logits"]) + "\n  ],")
    lines.append('  "loss": ' + json.dumps(result["loss"]) + ",")
    lines.append('  "gradients": [\n    ' + ",\n    ".join(json.dumps(x) for x in result["gradients"]) + "\n  ]")
    path.write_text("\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    for case, c in CASES.items():
        write(pathlib.Path(__file__).with_name(case + ".json"), run(case, c))
