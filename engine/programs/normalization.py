"""Gradient descent with raw and with scaled features as a program that holds the one scaler of the run."""

from __future__ import annotations

from string import Template
from typing import Any

from engine.maths.feature_table import SecondFeature
from engine.maths.scalers import Scaling
from engine.program import assemble
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.normalization import Params, RateRule

USES = (step_rng,)
UNFITTED = frozenset({Scaling.NONE, Scaling.PER_ROW})  # they learn nothing from the data
_MEAN = "    mean = seen[0] + (seen - seen[0]).mean(axis=0)  # so a constant feature becomes exactly 0\n"
_DIVIDE = "return (points - {}) / np.where(spread > 0.0, spread, 1.0)  # dividing by 0 would give no number\n"
SCALERS = {
    Scaling.NONE: "def scaled(points):\n    return points\n",
    Scaling.CENTRE: f"def scaled(points, seen):\n{_MEAN}    return points - mean\n",
    Scaling.MIN_MAX: f"""\
def scaled(points, seen):
    lowest = seen.min(axis=0)
    spread = seen.max(axis=0) - lowest
    {_DIVIDE.format("lowest")}""",
    Scaling.STANDARD: f"""\
def scaled(points, seen):
{_MEAN}    spread = np.sqrt(np.square(seen - mean).mean(axis=0))
    {_DIVIDE.format("mean")}""",
    Scaling.ROBUST: f"""\
def scaled(points, seen):
    lower, median, upper = np.percentile(seen, (25.0, 50.0, 75.0), axis=0)
    spread = upper - lower
    {_DIVIDE.format("median")}""",
    Scaling.WHITENING: f"""\
def scaled(points, seen):
{_MEAN}    _, singular, axes = np.linalg.svd(seen - mean, full_matrices=len(seen) < 2)
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    rotation = np.ascontiguousarray((axes * np.sign(largest)).T)  # to the principal axes, the widest first
    spread = np.zeros(2)
    spread[:len(singular)] = singular / np.sqrt(len(seen))
    spread[spread < 1e-10 * spread.max()] = 0.0  # nothing but rounding errors
    return (points - mean) @ rotation / np.where(spread > 0.0, spread, 1.0)
""",
    Scaling.PER_ROW: """\
def scaled(points):
    largest = np.abs(points).max(axis=1, keepdims=True)
    shrunk = points / np.where(largest > 0.0, largest, 1.0)  # so that no square overflows
    length = np.sqrt(np.square(shrunk).sum(axis=1, keepdims=True))
    return shrunk / np.where(length > 0.0, length, 1.0)
""",
}
MOMENTS = """\
basis, triangle = np.linalg.qr(z[:n] - z[:n].mean(axis=0))
z[:n] = basis * np.sign(np.diag(triangle)) * math.sqrt(n)  # mean 0, variance 1, correlation 0: exactly
"""
MISSING = """\
missing = np.arange(0, n - 1, 5)
z[missing, 1] = np.delete(z[:n, 1], missing).mean()  # filled with the mean of the known ones
"""
TEMPLATE = Template("""\
seed, steps, every = $seed, $steps, $every
n, rho = $n, $rho
rng = step_rng(seed, 0, "data")
z = rng.standard_normal((n + 30, 2))
${moments}z = z @ np.array([[1.0, rho], [0.0, math.sqrt(1.0 - rho**2)]])
y = z[:n] @ np.array([1.0, 2.0]) + 0.3 * rng.standard_normal(n)
${flaw}points = (z + np.array($means)) * np.array($spreads)
train, test = points[:n], points[n:]


$scaler

def valley(inputs):
    \"""Return curvatures, start and lowest value of (1 / 2n) |b + X w - y|^2, seen from its minimum.\"""
    left, singular, _ = np.linalg.svd(np.column_stack([np.ones(n), inputs]), full_matrices=False)
    known = singular > 1e-12 * singular[0]  # along the others the data determine nothing
    along, singular = (left.T @ y)[known], singular[known]
    ascending = np.square(singular[::-1]) / n
    new = np.append(True, np.diff(ascending) > 1e-9 * ascending[1:])  # equal curvatures are one direction
    start = np.sqrt(np.bincount(np.cumsum(new) - 1, np.square(along / singular)[::-1]))
    missed = y - left[:, known] @ along
    return ascending[new], start, float(missed @ missed) / (2.0 * n)


def best_rate(curvatures):
    return 2.0 / (curvatures[0] + curvatures[-1])  # makes the slowest factor smallest


def updates_needed(curvatures, start, goal=1e-6):
    \"""Return how many updates at the best rate leave a millionth of the way; none has to be made for that.\"""
    rate, squares = best_rate(curvatures), np.square(start)
    if not squares.any():
        return 0.0
    logs = np.array([  # ln |1 - p|, what an update does along each direction
        math.log1p(-p) if p < 1.0 else math.log(p - 1.0) if p > 1.0 else -math.inf for p in (rate * curvatures).tolist()
    ])
    logs[-1] = logs[0]  # at the best rate the steepest direction shrinks as the flattest; its own p may round to 2
    logs, squares = logs[squares > 0.0], squares[squares > 0.0]
    if logs.max() >= 0.0:
        return math.inf
    few, enough = 0, max(1, math.ceil(math.log(goal) / logs.max()))
    while enough - few > 1:
        middle = (few + enough) // 2
        there = squares @ np.exp(2.0 * middle * logs) <= goal * goal * squares.sum()
        few, enough = (few, middle) if there else (middle, enough)
    return float(enough)


$scale_all
lower, upper = np.percentile(train_scaled[:, 1], (25.0, 75.0))
valleys = [valley(train), valley(train_scaled)]  # one model, without and with scaling
needed = [updates_needed(curvatures, start) for curvatures, start, _ in valleys]
rates = [$rate for curvatures, _, _ in valleys]
left = [start for _, start, _ in valleys]  # the descent begins at zero weights
readouts = []
for step in range(steps + 1):
    if step > 0:
        for walker, (curvatures, start, _) in enumerate(valleys):
            # w - rate * gradient: along each principal direction the distance shrinks by a factor of its own
            moved = left[walker] * (1.0 - rates[walker] * curvatures)
            if np.abs(moved).max() <= 1e6 * np.linalg.norm(start):  # else it has diverged, and stays
                left[walker] = moved
    if step % every == 0 or step == steps:
        row = {"step": step, "lowest_loss": valleys[1][2], "middle_half": upper - lower}
        for walker, name in enumerate(("_raw", "")):
            curvatures, start, _ = valleys[walker]
            whole = np.linalg.norm(start)
            row["condition_number" + name] = curvatures[-1] / curvatures[0]
            row["way_left" + name] = np.sqrt(np.square(left[walker]).sum()) / whole if whole else 0.0
            row["updates_needed" + name] = needed[walker]
            row["largest_rate" + name] = 2.0 / curvatures[-1]
        row |= {"lowest_test": test_scaled.min(), "highest_test": test_scaled.max(), "leak": leak}
        readouts.append(row)
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the normalisation simulation as a program."""
    params = run.params
    best = params.rate is RateRule.BEST
    names = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "n": params.points,
        "rho": params.correlation,
        "moments": MOMENTS if params.points >= 3 else "",
        "flaw": _flaw(params),
        "means": [params.mean_1, params.mean_2],
        "spreads": [params.spread, params.spread * params.ratio],
        "scaler": SCALERS[params.scaling],
        "scale_all": _scale_all(params),
        "rate": "best_rate(curvatures)" if best else f"{params.rate_share} * (2.0 / curvatures[-1])",
    }
    return assemble(run, TEMPLATE.substitute(names), USES)


def _flaw(params: Params) -> str:
    """Return the lines that spoil feature 2."""
    lines = []
    if params.second is SecondFeature.CONSTANT:
        lines.append("z[:, 1] = 0.0  # a constant feature\n")
    elif params.outlier:
        lines.append(f"z[{'-1' if params.outlier_in_test else 'n - 1'}, 1] = {params.outlier}  # an outlier\n")
    if params.second is SecondFeature.MISSING:
        lines.append(MISSING)
    return "".join(lines)


def _scale_all(params: Params) -> str:
    """Return the lines that scale both sets, by what the scaler is fitted to, and measure what that leaks."""
    if params.scaling in UNFITTED:
        return "train_scaled, test_scaled, leak = scaled(train), scaled(test), 0.0"
    if not params.fit_on_all:
        return "train_scaled, test_scaled, leak = scaled(train, train), scaled(test, train), 0.0"
    return """\
# The mistake: the scaler is fitted to all points and has seen the test set.
train_scaled, test_scaled = scaled(train, points), scaled(test, points)
leak = np.sqrt(np.square(train_scaled - scaled(train, train)).sum(axis=1).mean())"""
