"""The turns of gradient descent as a program: a loss of one or two parameters, its gradient, its curvature, and the loop."""

from __future__ import annotations

from string import Template
from typing import Any, NamedTuple

from engine.maths.activations import sigmoid
from engine.params import values
from engine.program import assemble
from engine.program_parts import live
from engine.simulation import Run
from engine.simulations.one_step import Params, Problem


class _Cost(NamedTuple):
    """What is descended, as lines of a program.

    Attributes:
        lines: Makes ``loss`` and ``gradient``, and ``L`` or ``curvature``; a template of the parameters of the run.
        curvature: Expression of L where the turn began, if it is not the same everywhere.
        checked: The loss that the finite differences are taken of.
    """

    lines: str
    curvature: str = ""
    checked: str = "loss"


_UNIT = """\
x, y = $example, $label.0  # the example and its class
L = 0.25 * (x**2 + 1.0)  # largest curvature anywhere: p (1 - p) is 1/4 at most
rows = np.array([[x, 1.0]])


def loss(w, b):
    \"\"\"Return -ln p for class 1 and -ln(1 - p) for class 0, with p = sigmoid(z), so that nothing overflows.\"\"\"
    z = w * x + b
    return z * ((z > 0.0) - y) + np.log1p(np.exp(-abs(z)))


def gradient(w, b):
    p = sigmoid(w * x + b)
    return (p - y) * x, p - y


def checked_loss(w, b):
    \"\"\"Return the loss, its sum taken as a product of matrices: the last bits are those of the run's check.\"\"\"
    z = (np.array([[w], [b]]).T @ rows.T)[0, 0]
    return z * ((z > 0.0) - y) + np.log1p(np.exp(-abs(z)))
"""
_LINE = """\
x, y = np.array([-1.0, 2.0]), np.array([0.0, 3.0])  # the two points
rows = np.column_stack([x, np.ones(2)])
H = np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])  # Hessian of half the mean squared error
L = float(np.linalg.eigvalsh(H).max())
w_best, b_best = np.linalg.solve(H, [np.mean(x * y), np.mean(y)]).tolist()
lowest = float((0.5 * np.square(w_best * x + b_best - y)).mean())


def loss(w, b):
    \"\"\"Return half the mean squared error of the line w x + b: a quadratic around the best line.\"\"\"
    dw, db = w - w_best, b - b_best
    slope_w, slope_b = gradient(w, b)
    return lowest + 0.5 * (dw * slope_w + db * slope_b)


def gradient(w, b):
    \"\"\"Return the mean of residual times (x, 1): Hessian times distance from the best line.\"\"\"
    dw, db = w - w_best, b - b_best
    return H[0, 0] * dw + H[0, 1] * db, H[1, 0] * dw + H[1, 1] * db


def checked_loss(w, b):
    \"\"\"Return half the mean squared error from the two residuals.\"\"\"
    residuals = np.array([[w], [b]]).T @ rows.T - y
    return 0.5 * (0.5 * np.square(residuals)).sum()
"""
SETUP = Template("""\
steps, every = $steps, $every
${live}tolerance = $tolerance  # of the stop test
""")
COSTS = {
    Problem.SIGMOID_UNIT: _Cost(_UNIT, checked="checked_loss"),
    Problem.TWO_POINTS: _Cost(_LINE, checked="checked_loss"),
    Problem.PARABOLA: _Cost("""\
L = $curvature  # the curvature, everywhere the same


def loss(x):
    return 0.5 * (x * (L * x))


def gradient(x):
    return (L * x,)
"""),
    Problem.VALLEY: _Cost("""\
kappa = $condition_number
L = kappa  # the curvature of the steepest direction


def loss(x, y):
    return 0.5 * (x * x + y * (kappa * y))


def gradient(x, y):
    return x, kappa * y
"""),
    Problem.DOUBLE_WELL: _Cost(
        """

def loss(x, y):
    return np.square(x * x - 1.0) + 0.3 * x + 0.5 * (y * y)


def gradient(x, y):
    return 4.0 * (x * (x * x - 1.0)) + 0.3, y


def curvature(theta):
    \"\"\"Return the largest curvature at this point; farther on it may be larger.\"\"\"
    x, _ = theta
    return max(abs(12.0 * (x * x) - 4.0), 1.0)
""",
        curvature="curvature(origin)",
    ),
    Problem.SADDLE: _Cost(
        """

def loss(x, y):
    return 0.5 * (x * x) + 0.25 * np.square(y * y - 1.0)


def gradient(x, y):
    return x, y * (y * y - 1.0)


def curvature(theta):
    \"\"\"Return the largest curvature at this point; farther on it may be larger.\"\"\"
    _, y = theta
    return max(1.0, abs(3.0 * (y * y) - 1.0))
""",
        curvature="curvature(origin)",
    ),
}
DIFFERENCES = Template("""\


def differences(theta):
    \"\"\"Return the gradient from values of the loss alone, by central differences.\"\"\"
    found = []
    for place, middle in enumerate(theta):
        h = 6e-6 * max(1.0, abs(middle))
        ahead, behind = (theta[:place] + (middle + shift,) + theta[place + 1:] for shift in (h, -h))
        found.append(($checked(*ahead) - $checked(*behind)) / (2.0 * h))
    return found


def after(theta, rate):
    \"\"\"Return the parameters after a step against the gradient.\"\"\"
    return tuple(number - rate * slope for number, slope in zip(theta, gradient(*theta)))


""")
LOOP = Template("""\
theta = origin = $start
stage, updates, stopped, readouts = 0, 0, False, []
names = ["loss", "gradient_norm", "updates", "w", "b", "curvature", "safe_rate"]
names += ["promised_fall", "fall", "gradient_error"]
for step in range(steps + 1):
    if step > 0 and not stopped:
        stage = stage % 6 + 1  # the numbers of a turn: predict, loss, gradient, scale, update, stop test
        if stage == 1:  # the turn begins where the last one ended
            origin = theta
        elif stage == 5:  # theta <- theta - rate * gradient
            last_rate, updates = learning_rate, updates + 1
            new = after(origin, last_rate)
            stopped = max(map(abs, new)) > 1000.0  # diverged: the update is not made
            theta = theta if stopped else new
        elif stage == 6:  # at the new place
            stopped = math.hypot(*gradient(*theta)) <= tolerance
${changes}    if step % every == 0 or step == steps:
        rate = last_rate if stage >= 5 else learning_rate
        cost, slopes${local_L} = loss(*origin), gradient(*origin)${curvature}
        bound = cost - rate * (1.0 - 0.5 * rate * L) * math.hypot(*slopes) ** 2  # no cost beyond, if L holds
        falls = cost - bound, cost - loss(*after(origin, rate))
        error = max(abs(slope - check) for slope, check in zip(slopes, differences(origin)))
        norm = math.hypot(*gradient(*theta))
        numbers = [loss(*theta), norm, updates, $held, L, 2.0 / L, *falls, error]
        readouts.append({"step": step} | {name: float(number) for name, number in zip(names, numbers)})
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return turn after turn of gradient descent as a program."""
    params, cost = run.params, COSTS[run.params.problem]
    changing = live(run, ["learning_rate"], steps)
    alone = params.problem is Problem.PARABOLA
    names: dict[str, Any] = {
        **values(params),
        "steps": steps,
        "every": every,
        "live": changing.setup,
        "changes": changing.loop,
        "start": f"({params.start_w},)" if alone else f"({params.start_w}, {params.start_b})",
        "held": "*theta, 0.0" if alone else "*theta",
        "checked": cost.checked,
        "local_L": ", L" if cost.curvature else "",
    }
    body = Template(cost.lines).substitute(names) + DIFFERENCES.substitute(names)
    names["curvature"] = f", {cost.curvature}" if cost.curvature else ""
    return assemble(run, SETUP.substitute(names) + body + LOOP.substitute(names), [sigmoid])
