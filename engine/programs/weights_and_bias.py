"""A unit that is turned, shifted, scaled or lengthened, notch by notch, as a program. No notch depends on those before."""

from __future__ import annotations

from string import Template
from typing import Any

from engine.maths.boolean import truth_table
from engine.maths.perceptron import fewest_errors
from engine.maths.through_origin import fewest_errors_through_origin
from engine.params import values
from engine.program import assemble, literal
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.weights_and_bias import NOTCHES, Data, Motion, Params

USES = (fewest_errors, fewest_errors_through_origin, step_rng)
START = Template("""\
steps, every = $steps, $every
w_start, scale = np.array([$w1, $w2]), $scale
$b_start""")
CLOUD = Template("""
rng = step_rng($seed, 0, "points")
labels = np.arange(40) % 2
depth = 0.5 + np.where(labels == 1, 1.0, -1.0) * rng.uniform(0.15, 1.0, 40)  # a gap on both sides of a line
along = rng.uniform(-1.3, 1.3, 40)
places = np.outer(depth, [0.8, 0.6]) + np.outer(along, [-0.6, 0.8])
places = np.rint(places * 1000).astype(np.int64)  # whole thousandths, so that ties are exact
""")
BEST = """\
points, n = places / 1000, len(labels)
best, best_through_origin = fewest_errors(places, labels), fewest_errors_through_origin(places, labels)
"""
WEIGHTS = {
    Motion.TURN: """\
    angle = math.radians(3.6 * notch)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    w = np.round(scale * (turn @ w_start), 12) + 0.0  # rounded so that ties are exact
""",
    Motion.SHIFT: """\
    w = np.round(scale * w_start, 12) + 0.0  # rounded so that ties are exact
""",
    Motion.SCALE: """\
    growth = 2.0 ** (notch / 10)  # ten notches double w and b
    w = np.round(scale * growth * w_start, 12) + 0.0  # rounded so that ties are exact
""",
    Motion.LENGTHEN: """\
    growth = 2.0 ** (notch / 10)  # ten notches double w alone
    w = np.round(scale * growth * w_start, 12) + 0.0  # rounded so that ties are exact
""",
}
BIAS = {
    Motion.TURN: "round(scale * b_start, 12) + 0.0",
    Motion.SHIFT: "round(scale * b_start + 0.05 * notch, 12) + 0.0",
    Motion.SCALE: "round(scale * growth * b_start, 12) + 0.0",
    Motion.LENGTHEN: "round(scale * b_start, 12) + 0.0",
}
ANSWERS = """\
    s = points @ w + b
    scores = np.round(s, 12)
    wrong = int(((scores >= 0) != labels).sum())
    losses = scores * ((scores > 0) - labels) + np.log1p(np.exp(-np.abs(scores)))  # log loss of sigmoid(s)
"""
POINTS = {
    "accuracy": "1 - wrong / n",
    "loss": "float(losses.mean())",
    "margin": "float(((2 * labels - 1) * s).min()) / length + 0.0 if length else 0.0",
    "best_accuracy": "1 - best / n",
    "best_through_origin": "1 - best_through_origin / n",
}
NO_POINTS = {"accuracy": "1.0", "loss": "0.0", "margin": "0.0", "best_accuracy": "1.0", "best_through_origin": "1.0"}
LOOP = Template("""
readouts = []
for step in sorted({*range(0, steps, every), steps}):
    notch = min(step, $notches)  # beyond this one nothing moves
$weights    b = $bias
    length = float(np.hypot(*w))
$answers    readouts.append({
        "step": step,
        "midpoint": -b / length + 0.0 if length else 0.0,  # where the line is, seen along w
        "slope": length / 4,  # of sigmoid(s) along w, at the line
        "accuracy": $accuracy,
        "loss": $loss,
        "w1": float(w[0]),
        "w2": float(w[1]),
        "b": b,
        "length": length,
        "angle": math.degrees(math.atan2(w[1], w[0])) % 360,
        "margin": $margin,
        "best_accuracy": $best_accuracy,
        "best_through_origin": $best_through_origin,
    })
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the moved unit as a program."""
    params, no_points = run.params, run.params.data is Data.NONE
    names: dict[str, Any] = values(params) | (NO_POINTS if no_points else POINTS)
    names |= {
        "steps": steps,
        "every": every,
        "notches": NOTCHES[params.motion],
        "weights": WEIGHTS[params.motion],
        "b_start": f"b_start = {params.b}\n" if params.use_bias else "",
        "bias": BIAS[params.motion] if params.use_bias else "0.0  # without a bias the line goes through the origin",
        "answers": "" if no_points else ANSWERS,
    }
    return assemble(run, START.substitute(names) + _points(params.data, run.seed) + LOOP.substitute(names), USES)


def _points(data: Data, seed: int) -> str:
    """Return the lines that make the points, and find what the best lines get wrong."""
    if data is Data.NONE:
        return ""
    if data in (Data.CLOUD, Data.ONE_CLASS):
        one_class = "labels = np.ones_like(labels)  # all of one class\n" if data is Data.ONE_CLASS else ""
        return CLOUD.substitute(seed=seed) + one_class + BEST
    inputs, labels = (literal(array) for array in truth_table(data.value))
    return f"places, labels = 1000 * {inputs}, {labels}\n" + BEST
