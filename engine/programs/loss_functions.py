"""A line fitted to a few points as a program, with the one loss of the run and the way to that loss's best line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from string import Template
from typing import Any

import numpy as np

from engine.maths.activations import sigmoid
from engine.maths.line_losses import LineLoss, best_line
from engine.maths.line_points import CLASSES, WINDOWS, Data, Points, draw, edited_points
from engine.params import values
from engine.program import assemble, literal
from engine.rng import step_rng
from engine.simulation import Event, Run
from engine.simulations.loss_functions import Params, loss_of

USES = (sigmoid, step_rng)

# Loss of each example, from scores s and targets y, and how hard it pulls on its score.
VALUES = {
    LineLoss.SQUARED: "return 0.5 * np.square(s - y)",
    LineLoss.ABSOLUTE: "return np.abs(s - y)",
    LineLoss.HUBER: "near = np.minimum(abs(s - y), delta)\n    return near * (abs(s - y) - 0.5 * near)  # linear beyond delta",
    LineLoss.LOG: "return s * ((s > 0) - y) + np.log1p(np.exp(-np.abs(s)))  # -log of what sigmoid(s) gives y; never overflows",
    LineLoss.SQUARED_PROBABILITY: "return 0.5 * np.square(sigmoid(s) - y)",
    LineLoss.HINGE: "return np.maximum(0.0, 1.0 - (2 * y - 1) * s)  # 0 from a margin of 1 on",
    LineLoss.ZERO_ONE: "return np.where((2 * y - 1) * s <= 0.0, 1.0, 0.0)",
}
PULLS = {
    LineLoss.SQUARED: "s - y",
    LineLoss.ABSOLUTE: "np.sign(s - y)",
    LineLoss.HUBER: "np.clip(s - y, -delta, delta)",
    LineLoss.LOG: "sigmoid(s) - y",
    LineLoss.SQUARED_PROBABILITY: "(sigmoid(s) - y) * sigmoid(s) * sigmoid(-s)",
    LineLoss.HINGE: "np.where((2 * y - 1) * s <= 1.0, 1 - 2 * y, 0.0)",
    LineLoss.ZERO_ONE: "np.zeros(len(s))",
}

# How the line of lowest cost is found. Each begins with FREE, or with HELD if the slope is given.
FREE, HELD = "def best_line(points):", "def best_line_of_slope(points, w):"
LEAST_SQUARES = Template('''\
$head
    """Return the line of least squares: it goes through the means."""
    x, y = points.T
    ones = np.ones(len(x))  # for sums in the order of the simulation's
    mean_x, mean_y = ones @ x / len(x), ones @ y / len(x)
$slope    return w, float(mean_y - w * mean_x)
''')
SLOPE = """\
    away = x - mean_x
    w = float(away @ (y - mean_y) / (away @ away))  # covariance over variance
"""
HUBER = Template('''\
$head
    """Return the line of lowest Huber loss: least squares, again and again, with less weight for what lies far off."""
    x, y = points.T
    weights, line = np.ones(len(x)), (math.inf, math.inf)
    for _ in range(2001):
        before, total = line, weights.sum()
        mean_x, mean_y = weights @ x / total, weights @ y / total
$slope        line = w, float(mean_y - w * mean_x)
        size = np.abs(line[0] * x + line[1] - y)
        if size.max() <= delta or max(abs(line[0] - before[0]), abs(line[1] - before[1])) < 1e-13:
            break
        weights = delta / np.maximum(size, delta)
    return line
''')
HUBER_SLOPE = """\
        away = x - mean_x
        w = float((weights * away) @ (y - mean_y) / ((weights * away) @ away))
"""
NEWTON = Template('''\
$head
    """Return the line of lowest log loss, by Newton's method."""
    x, y = points.T
    line, design = np.array([$w, 0.0]), np.column_stack([x, np.ones(len(x))])$columns
    for _ in range(100):
        s = line[0] * x + line[1]
        p = sigmoid(s)
        gradient = design.T @ (p - y)
        hessian = design.T @ ((p * sigmoid(-s))[:, None] * design)
        move, size = $move, 1.0
        while size > 1e-6 and cost(points, *(line + size * move)) > cost(points, *line) + 1e-13:
            size /= 2
        line = line + size * move
        if np.abs(move).max() < 1e-12:
            break
    return tuple(line.tolist())
''')
_MOVE = "-np.linalg.solve(hessian + 1e-14 * np.eye({}), gradient)"
CORNER = Template('''\
def best_line(points):
    """Return the best of the lines $those: a cost made of planes is lowest in a corner."""
    x, y = points.T
    i, j = np.triu_indices(len(x), 1)
    i, j = i[x[i] != x[j]], j[x[i] != x[j]]
$wanted    w = ($t[j] - $t[i]) / (x[j] - x[i])
    b = $t[i] - w * x[i]
    best = loss(w[:, None] * x + b[:, None], y).mean(axis=1).argmin()
    return float(w[best]), float(b[best])
''')
MEDIAN = '''\
def best_line_of_slope(points, w):
    """Return the line of lowest absolute error: its height is the median of what the slope leaves."""
    x, y = points.T
    return w, float(np.median(y - w * x))
'''
HINGE_CORNER = '''\
def best_line_of_slope(points, w):
    """Return the best of the lines that give one point a margin of 1: a cost made of planes is lowest in a corner."""
    x, y = points.T
    b = 2 * y - 1 - w * x
    return w, float(b[loss(w * x + b[:, None], y).mean(axis=1).argmin()])
'''
MAP = Template('''\
def best_on_map(points$slope):
    """Return the best line of a map: $why."""
    x, y = points.T
    w, b = (axis.ravel() for axis in np.meshgrid($slopes, np.linspace($low, $high, 61)))
    best = loss(w[:, None] * x + b[:, None], y).mean(axis=1).argmin()
    return float(w[best]), float(b[best])
''')
WHY_A_MAP = {
    LineLoss.LOG: "no line is best, since a surer one is always better",
    LineLoss.SQUARED_PROBABILITY: "the cost may have several valleys",
    LineLoss.ZERO_ONE: "a count has no slope that leads to its lowest place",
}
SEARCHES = {
    LineLoss.SQUARED: (LEAST_SQUARES.substitute(head=FREE, slope=SLOPE), LEAST_SQUARES.substitute(head=HELD, slope="")),
    LineLoss.ABSOLUTE: (CORNER.substitute(those="through two points", wanted="", t="y"), MEDIAN),
    LineLoss.HUBER: (HUBER.substitute(head=FREE, slope=HUBER_SLOPE), HUBER.substitute(head=HELD, slope="")),
    LineLoss.LOG: (
        NEWTON.substitute(head=FREE, w="0.0", columns="", move=_MOVE.format(2)),
        NEWTON.substitute(head=HELD, w="w", columns="[:, 1:]", move=f"np.append(0.0, {_MOVE.format(1)})"),
    ),
    LineLoss.HINGE: (
        CORNER.substitute(those="that give two points a margin of 1", wanted="    t = 2 * y - 1\n", t="t"),
        HINGE_CORNER,
    ),
}

START = Template('''\
${delta}def loss(s, y):
    """Return the loss of each example, s = w x + b being its score and y its target."""
    $value


def cost(points, w, b):
    """Return the mean loss of a line."""
    x, y = points.T
    return float(loss(w * x + b, y).mean())


$searches

steps, every = $steps, $every
learning_rate = $learning_rate

$data

w, b = $start_w, $start_b
$best

readouts = []
for step in range(steps + 1):
    if step > 0 and max(abs(w), abs(b)) <= 1000:  # a line beyond that has diverged and stays
        w, b = w - learning_rate * by_w, b - learning_rate * by_b
''')
EMPTY = """\
    if not len(points):  # nothing to fit, nothing pulls
        by_w = by_b = 0.0
        if step % every == 0 or step == steps:
            zeros = dict.fromkeys(["cost", "lowest", "largest_share", "gradient_norm", "strongest_pull", "mistakes"], 0.0)
            readouts.append({"step": step, "w": w, "b": b, "lowest_w": w, "lowest_b": b, **zeros})
        continue
"""
REPORT = Template("""\
    x, y = points.T
    s = w * x + b
    pull = $pull  # of each point on its score: the slope of the loss
    by_w, by_b = $by_w, float(pull.mean())  # gradient of the cost$held
    if step % every == 0 or step == steps:
        losses = loss(s, y)
        total = float(losses.sum())
        readouts.append({
            "step": step,
            "cost": float(losses.mean()),
            "lowest": cost(points, best_w, best_b),
            "largest_share": float(losses.max()) / total if total else 0.0,
            "w": w,
            "b": b,
            "lowest_w": best_w,
            "lowest_b": best_b,
            "gradient_norm": math.hypot(by_w, by_b),
            "strongest_pull": float(np.abs(pull).max()),
            "mistakes": $mistakes,
        })
print(json.dumps({"readouts": readouts}))
""")
BY_W = "float((pull * x).mean())"
NUMBERS = Template("""\
rng = step_rng($seed, 0, "data")
x = $x
y = 0.8 * x + 1.0 + 0.4 * rng.standard_normal($n)
y[-1] += $outlier
""")
TWO_CLASSES = Template("""\
rng = step_rng($seed, 0, "data")
y = (np.arange($n) % 2)[::-1].astype(float)
x = (2 * y - 1) * $x
x[-1], y[-1] = $stray, 0.0
""")
DRAWN = {
    Data.LINE: (NUMBERS, "np.linspace(-2.0, 2.0, {})"),
    Data.SAME_X: (NUMBERS, "np.ones({})"),
    Data.OVERLAP: (TWO_CLASSES, "(0.9 + 1.1 * rng.standard_normal({}))"),
    Data.GAP: (TWO_CLASSES, "rng.uniform(0.4, 2.6, {})"),
}
ROUNDED = "points = np.array([[round(number, 3) for number in point] for point in zip(x.tolist(), y.tolist())])"


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the loss functions as a program."""
    params, loss = run.params, loss_of(run.params)
    points = draw(step_rng(run.seed, 0, "data"), params.data, params.points, params.outlier, params.stray)
    search, best = _search(params, points)
    edits = list(_edits(run, points, steps))
    searches = dict.fromkeys([search, *(called for _, called, _ in edits if called)])  # each once, in the order of their use
    names = values(params) | {
        "steps": steps,
        "every": every,
        "delta": f"delta = {params.delta}\n\n\n" if loss is LineLoss.HUBER else "",
        "value": VALUES[loss],
        "pull": PULLS[loss],
        "searches": "\n\n".join(searches),
        "data": _data(params, run.seed, points),
        "best": best,
        "by_w": BY_W if params.fit_slope else "0.0",
        "held": "" if params.fit_slope else "; the slope of the line is held",
        "mistakes": "float(((2 * y - 1) * s <= 0).sum())" if params.data in CLASSES else "0.0",
    }
    empty = "" if all(left for _, _, left in edits) else EMPTY
    body = START.substitute(names) + "".join(text for text, _, _ in edits) + empty + REPORT.substitute(names)
    return assemble(run, body, USES)


def _data(params: Params, seed: int, points: Points) -> str:
    """Return the lines that make the points."""
    if params.data not in DRAWN:
        return f"points = {literal(np.array(points))}"
    lines, x = DRAWN[params.data]
    names = values(params) | {"seed": seed, "n": params.points, "x": x.format(params.points)}
    return lines.substitute(names).replace("y[-1] += 0.0\n", "") + ROUNDED  # without an outlier no line for it


def _search(params: Params, points: Points) -> tuple[str, str]:
    """Return a function of the program that finds the line of lowest cost, and its call."""
    loss, places = loss_of(params), np.array(points)
    if best_line(loss, places, params.delta, None if params.fit_slope else 0.0) is None:
        (left, right), (low, high) = WINDOWS[params.data]
        slope, slopes = ("", f"np.linspace({left}, {right}, 61)") if params.fit_slope else (", w", "[w]")
        text = MAP.substitute(slope=slope, why=WHY_A_MAP[loss], slopes=slopes, low=low, high=high)
        return text, f"best_w, best_b = best_on_map(points{slope})"
    free, held = SEARCHES[loss]
    if not params.fit_slope:
        return held, "best_w, best_b = best_line_of_slope(points, w)"
    if not np.ptp(places[:, 0]):
        return held, "best_w, best_b = best_line_of_slope(points, 0.0)  # all x are equal: no slope is better"
    return free, "best_w, best_b = best_line(points)"


def _edits(run: Run[Params, Any, Any], points: Points, last: int) -> Iterator[tuple[str, str, Points]]:
    """Yield, for each step up to the last, the lines that do what the user did, the function they call, and the points then."""
    params, classes = run.params, run.params.data in CLASSES
    for step, group in groupby((event for event in run.events if event.step <= last), key=lambda event: event.step):
        events = list(group)
        of_points = [event for event in events if event.kind != "move_line"]
        for event in of_points:
            points = edited_points(points, event.kind, event.args, classes=classes)
        anew = points and (of_points or not params.fit_slope)
        search, best = _search(params, points) if anew else ("", "")
        lines = [f"    if step == {step}:  # what the user did", *(_line(event, classes=classes) for event in events)]
        yield "\n        ".join(filter(None, [*lines, best])) + "\n", search, points


def _line(event: Event, *, classes: bool) -> str:
    """Return what an event does as a line of the program."""
    if event.kind == "move_line":
        return "w, b = {}, {}".format(*event.args)
    if event.kind == "remove_point":
        return f"points = np.delete(points, {event.args[0]}, axis=0)"
    ((x, y),) = edited_points((), "add_point", event.args[-2:], classes=classes)  # as the simulation rounds it
    if event.kind == "add_point":
        return f"points = np.vstack([points, [{x}, {y}]])"
    return f"points[{event.args[0]}] = {x}, {y}"
