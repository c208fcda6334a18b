"""Writes values.tsv: learning-rate factors by the formulas of Hugging Face transformers (optimization.py), retyped here.

    python3 make.py > values.tsv
"""
import math

TOTAL = 40


def warm(step, warmup):
    return step / max(1, warmup)


def constant(step, warmup, floor):
    return warm(step, warmup) if step < warmup else 1.0


def linear(step, warmup, floor):
    if step < warmup:
        return warm(step, warmup)
    return floor + (1 - floor) * max(0.0, (TOTAL - step) / max(1, TOTAL - warmup))


def cosine(step, warmup, floor):
    if step < warmup:
        return warm(step, warmup)
    progress = (step - warmup) / max(1, TOTAL - warmup)
    return floor + (1 - floor) * max(0.0, 0.5 * (1.0 + math.cos(math.pi * 0.5 * 2.0 * progress)))


print("kind\twarmup\tfloor\tstep\tfactor")
for name, formula in (("constant", constant), ("linear", linear), ("cosine", cosine)):
    for warmup in (0, 7):
        for floor in (0.0, 0.1):
            if name == "constant" and floor:
                continue
            for step in (0, 1, 3, 6, 7, 8, 20, 33, 39, 40):
                print(f"{name}\t{warmup}\t{floor}\t{step}\t{formula(step, warmup, floor)!r}")
