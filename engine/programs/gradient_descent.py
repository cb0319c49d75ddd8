"""Three walkers of gradient descent as a program. A noisy gradient is the mean of what the examples of a batch add to it."""

from __future__ import annotations

from string import Template
from textwrap import indent
from typing import Any

from engine.maths.datasets import noisy_line
from engine.maths.optimizers import Optimizer, nadam_shares
from engine.maths.surfaces import (
    beale,
    beale_gradient,
    double_well,
    double_well_gradient,
    rosenbrock,
    rosenbrock_gradient,
    saddle,
    saddle_gradient,
)
from engine.program import assemble
from engine.program_parts import UPDATES, live, memory
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.gradient_descent import Params, SurfaceName

SURFACES = (beale, double_well, rosenbrock, saddle)
GRADIENTS = (beale_gradient, double_well_gradient, rosenbrock_gradient, saddle_gradient)
USES = (*SURFACES, *GRADIENTS, noisy_line, nadam_shares, step_rng)
WRITTEN_OUT = (SurfaceName.DATA_FIT, SurfaceName.QUADRATIC)  # the other surfaces are functions of the engine
SETUP = Template("""\
${seed}steps, every = $steps, $every
${live}n = $points
sizes = np.array([n, $batch_size, 1])  # examples of an update: batch, mini-batch, stochastic
per_epoch = -(-n // sizes)  # updates; the last batch of an epoch may be short
""")
LINE = Template("""\
x, y = noisy_line(step_rng(seed, 0, "data"), n, $noise)
terms = np.column_stack([x * x, x, x * y, y])  # all that a gradient needs of an example
mean = terms.mean(axis=0)
xx, x_mean, xy, y_mean = mean.tolist()
w_best, b_best = np.linalg.solve(np.array([[xx, x_mean], [x_mean, 1.0]]), [xy, y_mean])
lowest = (0.5 * np.square(w_best * x + b_best - y)).mean()


def loss(theta):
    \"\"\"Return half the mean squared error of the lines w x + b: a quadratic around the best of them.\"\"\"
    dw, db = theta[:, 0] - w_best, theta[:, 1] - b_best
    return lowest + 0.5 * (dw * (xx * dw + x_mean * db) + db * (x_mean * dw + db))


def full_gradient(theta):
    \"\"\"Return the gradient of that: Hessian times distance from the best line.\"\"\"
    dw, db = theta[:, 0] - w_best, theta[:, 1] - b_best
    return np.column_stack([xx * dw + x_mean * db, x_mean * dw + db])


def batch_gradient(theta, means):
    \"\"\"Return the mean of (w x + b - y) times (x, 1) over a batch, from its mean terms.\"\"\"
    (w, b), (xx, x, xy, y) = theta.T, means.T
    return np.column_stack([w * xx + b * x - xy, w * x + b - y])


""")
BOWL = Template("""\
curvature = np.array([1.0, $condition_number])  # loss (x^2 + kappa y^2) / 2


def loss(theta):
    return 0.5 * (theta * (curvature * theta)).sum(axis=1)


def full_gradient(theta):
    return curvature * theta


""")
TILTS = Template("""\
# Every example is the surface, tilted: normal draws, made to have mean 0 and to spread by 1 in every direction.
draws = step_rng(seed, 0, "data").standard_normal((n, 2))
draws -= draws.mean(axis=0)
terms = $gradient_noise * np.linalg.solve(np.linalg.cholesky(draws.T @ draws / n), draws.T).T
mean = np.zeros(2)


""")
STREAM = Template("""\
def batch_mean(update, size):
    \"\"\"Return the mean terms of the next examples of the stream: $stream.\"\"\"
    epoch, batch = divmod(update, -(-n // size))  # the last batch of an epoch may be short
    order = step_rng(seed, epoch, "order").$draw
    chosen = order[batch * size:(batch + 1) * size]
    return np.add.reduceat(terms[chosen], [0], axis=0)[0] / len(chosen)  # a sum, rounded as that of the run


""")
LOOP = Template("""\
theta = np.array([[$start_x, $start_y]] * 3)  # one row a walker
${memory}moving, samples = np.full(3, True), np.zeros(3, dtype=int)
walkers = ("batch", "mini_batch", "stochastic")
names = [f"loss_{who}" for who in walkers] + [f"{axis}_{who}" for who in walkers for axis in "xy"]
names += [f"samples_{who}" for who in walkers] + ["epoch", "gradient_norm"]
readouts = []
for step in range(steps + 1):
    if step > 0:
        before = theta
$gradient
$update
        samples += moving * np.minimum(sizes, n - (step - 1) % per_epoch * sizes)
        moving &= np.abs(theta).max(axis=1) <= 1000.0  # else a walker has diverged: it stays where it was
        theta = np.where(moving[:, None], theta, before)
${changes}    if step % every == 0 or step == steps:
        gradient_norm = math.hypot(*$full_gradient(theta)[0])
        numbers = [*$loss(theta), *theta.ravel(), *samples, samples[1] // n, gradient_norm]
        readouts.append({"step": step} | {name: float(number) for name, number in zip(names, numbers)})
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a race of three walkers as a program."""
    params, update = run.params, UPDATES[run.params.optimizer]
    with_momentum = params.optimizer in (Optimizer.MOMENTUM, Optimizer.NESTEROV)
    changing = live(run, ["learning_rate", "momentum"] if with_momentum else ["learning_rate"], steps)
    names: dict[str, Any] = {
        "seed": f"seed = {run.seed}\n" if _is_noisy(params) else "",
        "steps": steps,
        "every": every,
        "live": changing.setup,
        "changes": changing.loop,
        "points": params.points,
        "batch_size": min(params.batch_size, params.points),
        "noise": params.noise,
        "gradient_noise": params.gradient_noise,
        "condition_number": params.condition_number,
        "stream": "drawn with replacement" if params.replacement else "shuffled anew each epoch",
        "draw": "integers(n, size=n)" if params.replacement else "permutation(n)",
        "start_x": params.start_x,
        "start_y": params.start_y,
        "memory": memory(update),
        "gradient": indent(_gradient(params), " " * 8),
        "update": indent(update.lines.rstrip("\n"), " " * 8),
        "loss": "loss" if params.surface in WRITTEN_OUT else params.surface.value,
        "full_gradient": _full_gradient(params.surface),
    }
    return assemble(run, "".join(part.substitute(names) for part in _parts(params)), USES)


def _is_noisy(params: Params) -> bool:
    return params.surface is SurfaceName.DATA_FIT or params.gradient_noise > 0.0


def _parts(params: Params) -> list[Template]:
    parts = [SETUP]
    if params.surface is SurfaceName.DATA_FIT:
        parts.append(LINE)
    elif params.surface is SurfaceName.QUADRATIC:
        parts.append(BOWL)
    if _is_noisy(params) and params.surface is not SurfaceName.DATA_FIT:
        parts.append(TILTS)
    return [*parts, *([STREAM] if _is_noisy(params) else []), LOOP]


def _full_gradient(surface: SurfaceName) -> str:
    """Return the name of the function that gives the gradient of a surface."""
    return "full_gradient" if surface in WRITTEN_OUT else f"{surface.value}_gradient"


def _gradient(params: Params) -> str:
    """Return the lines that give each walker its gradient."""
    if not _is_noisy(params):
        return f"g = {_full_gradient(params.surface)}(theta)  # examples are all alike: so are the gradients of any batch"
    whole = params.batch_size >= params.points and not params.replacement
    mini = "mean" if whole else "batch_mean(step - 1, sizes[1])"
    means = f"means = np.stack([mean, {mini}, batch_mean(step - 1, 1)])"
    if params.surface is SurfaceName.DATA_FIT:
        return f"{means}\ng = batch_gradient(theta, means)"
    return f"{means}\ng = {_full_gradient(params.surface)}(theta) + means"
