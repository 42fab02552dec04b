"""The story that a witness plays: a loop with one input of every kind, and thirty days of rows whose label follows them.

The numbers come from SplitMix64 with a fixed seed, so that every run is told the same.
"""

LOOP = "test.witness"

CONFIG = f"""\
name: {LOOP}
description: What a witness plays; the label follows x and c, and the word in t.
clock: occurred
inputs: {{x: numeric, c: category, t: text, at: time}}
label: {{name: y, classes: [no, yes], positive: yes}}
join_window: 1d
default_answer: {{label: no, probabilities: {{no: 0.5, yes: 0.5}}}}
cleaning: {{ranges: {{x: [-1, 1]}}}}
sealing: {{every: 4d, minimum_examples: 90, validation: 1d, holdout: 2d}}
learner:
  kind: mlp
  seed: 3
  settings:
    {{hidden: [8], embedding: 2, bins: 4, min_count: 2, text_buckets: 32, text_embedding: 4, text_characters: [],
    epochs: 12, batch_size: 16, learning_rate: 0.02, warm_epochs: 4, warm_learning_rate: 0.005}}
  trials: {{diverging: {{learning_rate: 1, weight_decay: 10, batch_size: 1}}, wide: {{hidden: [12, 6]}}}}
gate:
  metric: log_loss
  confidence: 0.9
  minimum_improvement: -0.02
  minimum_examples: 30
  guardrails: [{{slice: c, maximum_regression: 0.3, minimum_examples: 10}}]
release: {{trial: 12d, minimum_examples: 24, confidence: 0.95}}
"""

# What the simulation is told besides: once, a champion that learned from inverted labels is promoted by force.
SABOTAGE = ["--sabotage-at", "2026-01-11T00:00:00Z", "--sabotage", "inverted", "--force"]

DAYS, ROWS_A_DAY = 28, 30
WORDS = {"no": ["slow", "late", "cold"], "yes": ["fast", "soon", "warm"]}


class SplitMix:
    """SplitMix64 (Steele, Lea, Flood 2014), as in Sources/Domain/Canonical/SplitMix.swift."""

    MASK = (1 << 64) - 1

    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        value = self.state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & self.MASK
        return value ^ (value >> 31)


def time(minutes):
    day, rest = divmod(minutes, 24 * 60)
    return f"2026-{'01' if day < 31 else '02'}-{day % 31 + 1:02}T{rest // 60:02}:{rest % 60:02}:00Z"


def data():
    """The rows, as CSV."""
    random = SplitMix(11)
    lines = ["time,x,c,t,at,label,known"]
    for number in range(DAYS * ROWS_A_DAY):
        minutes = number * 24 * 60 // ROWS_A_DAY
        x = random.next() % 1000 / 500 - 1
        kind = ["a", "b", "d"][random.next() % 3]
        hint = random.next() % 1000 / 1000 - 0.5
        score = x * (2 if kind == "a" else -1) + hint
        label = "yes" if score > 0 else "no"
        words = WORDS["yes" if hint > 0 else "no"]
        text = f"{words[random.next() % 3]} and {words[random.next() % 3]}"
        lines.append(f"{time(minutes)},{x},{kind},{text},{time(minutes)},{label},{time(minutes + 60)}")
    return "\n".join(lines) + "\n"
