"""Ten batch sizes side by side on a noisy bowl as a program: the updates each needs, and how long these take."""

from __future__ import annotations

from string import Template
from typing import Any

from engine.maths.batch_laws import expected_excess
from engine.program import assemble, moments
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.batch_size import Params, Rates

USES = (step_rng, expected_excess)
SETUP = Template("""\
seed, steps, every = $seed, $steps, $every
kappa, sigma, target = $kappa, $sigma, $target
marked_size, overhead, per_example = $live  # the last two in microseconds
${changes}longest, goal = 1000, target * 4.0  # 4 is the cost at the start
sizes, n_examples, repetitions = 2.0 ** np.arange(10), 512, 64
curvatures = np.array([1.0, kappa])  # of the cost (x^2 + kappa y^2) / 2
start = np.array([2.0, 2.0 / math.sqrt(kappa)])
rates = $rates

# Each example is that bowl, tilted: over all of them the tilts have mean 0 and deviation sigma along each axis, exactly.
draws = step_rng(seed, 0, "data").standard_normal((n_examples, 2))
draws -= draws.mean(axis=0)
tilts = sigma * np.linalg.solve(np.linalg.cholesky(draws.T @ draws / n_examples), draws.T).T


def noise_of_batches(update):
    \"""Return the mean tilt of a batch of each size in each repetition, shape (n_sizes, n_repetitions, 2).\"""
    drawn = tilts[step_rng(seed, update, "order").integers(n_examples, size=(repetitions, 64))]
    sums = np.empty((len(sizes), repetitions, 2))
    # Up to 64, a batch is the batch half its size and as many examples more.
    sums[:7] = np.add.reduceat(drawn, [0, 1, 2, 4, 8, 16, 32], axis=1).cumsum(axis=1).transpose(1, 0, 2)
    for index, shift in ((7, 1), (8, 2), (9, 4)):  # 128, 256, 512: the examples of the next repetitions too
        sums[index] = sums[index - 1] + np.roll(sums[index - 1], -shift, axis=0)
    return sums / sizes[:, None, None]


def updates_expected(size):
    \"""Return the updates to the target at the best rate by the closed form, infinite if it is not reached.\"""
    updates, stable = np.arange(1.0, longest + 1.0), rates[rates * kappa < 2.0]
    excess = expected_excess(updates, start, curvatures, stable[:, None], np.array(sigma**2 / size))
    there = (excess <= goal).any(axis=0)
    return updates[there.argmax()] if there.any() else np.inf


expected = np.array([updates_expected(size) for size in sizes.tolist()])
known = np.isfinite(expected)
least, critical = 0.0, 0.0  # of the law: updates = least * (1 + critical / B)
if known.sum() >= 3:
    # Least squares of the relative errors.
    rows = np.stack([1.0 / expected[known], 1.0 / (sizes[known] * expected[known])], axis=1)
    least, slope = np.linalg.lstsq(rows, np.ones(len(rows)))[0].tolist()
    least = max(least, 1e-9)
    critical = max(slope, 0.0) / least

places = np.tile(start, (len(sizes), len(rates), repetitions, 1))
updates, made, squares = np.zeros(len(sizes), dtype=int), 0, np.zeros(len(sizes))
readouts = []
for step in range(steps + 1):
    if step > 0 and made < longest and not updates.all():
        made += 1
        noise = noise_of_batches(made)
        running = updates == 0  # has not reached the target
        gradients = places[running] * curvatures + noise[running, None]
        moved = places[running] - rates[:, None, None] * gradients
        costs = 0.5 * (np.square(moved).mean(axis=2) * curvatures).sum(axis=-1)  # mean over the repetitions
        places[running] = np.clip(moved, -1e6, 1e6)  # one that runs away is held
        updates[running] = np.where(costs.min(axis=1) <= goal, made, 0)  # at the best rate
        squares += np.square(noise).sum(axis=(1, 2))
""")
CHANGE = """\
    if step in changes:
        marked_size, overhead, per_example = changes[step]
"""
REPORT = """\
    if step % every == 0 or step == steps:
        microseconds = overhead + per_example * sizes  # of an update
        times = updates * microseconds / 1000.0
        there = np.where(updates > 0, times, np.inf)
        best, fastest = int(there.argmin()), float(there.min()) if updates.any() else 0.0
        marked = np.abs(np.log2(sizes / marked_size)).argmin()
        readouts.append({
            "step": step,
            "best_size": sizes[best] if fastest else 0.0,
            "best_time": fastest,
            "speed_up": times[0] / fastest if fastest else 0.0,
            "predicted_best_size": math.sqrt(critical * overhead / per_example),
            "critical_size": critical,
            "least_updates": least,
            "reached": float(np.count_nonzero(updates)),
            "updates": float(updates[marked]),
            "time": times[marked],
            "throughput": 1e6 * sizes[marked] / microseconds[marked],
            "noise": np.sqrt(squares[marked] / (2.0 * repetitions * max(1, made))),
        })
print(json.dumps({"readouts": readouts}))
"""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the batch sizes as a program."""
    params = run.params
    same = params.rates is Rates.SAME
    changes = "\n".join(f"    {step}: ({_live(later)})," for step, later, _ in moments(run))
    names = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "kappa": params.condition_number,
        "sigma": params.noise,
        "target": params.target,
        "live": _live(params),
        "changes": f"changes = {{\n{changes}\n}}\n" if changes else "",
        "rates": f"np.array([{params.learning_rate}])" if same else "2.0 / (1.0 + kappa) * 0.5 ** (np.arange(15) / 2.0)",
    }
    return assemble(run, SETUP.substitute(names) + (CHANGE if changes else "") + REPORT, USES)


def _live(params: Params) -> str:
    return f"{params.batch_size}, {params.overhead}, {params.per_example}"
