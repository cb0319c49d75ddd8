"""The perceptron learning rule as a program. Points are whole thousandths, as in the simulation, so that ties are exact."""

from __future__ import annotations

from string import Template
from typing import Any

from engine.maths.boolean import truth_table
from engine.maths.examples import Examples, flip_labels, separable_cloud
from engine.maths.perceptron import fewest_errors, smallest_margin
from engine.program import assemble, literal, moments
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.perceptron_learning import CLOUDS, NOISY_MARGIN, Data, Order, Params

USES = (fewest_errors, smallest_margin, step_rng, separable_cloud, flip_labels)
SETUP = Template("""\
seed, steps, every = $seed, $steps, $every
learning_rate = $learning_rate
$data

def order_of_pass(number):
    return $order


w = np.zeros(3, dtype=int)  # w1, w2 and b: sums of right corrections, in thousandths, before the learning rate
order, position, passes, mistakes, full_passes = order_of_pass(0), 0, 0, 0, []
updates, example, settled = 0, 0, False
readouts = []
for step in range(steps + 1):
    if step > 0 and not settled:
        example = int(order[position]) + 1
        x = np.append(places[example - 1], 1000)  # the bias is the weight of a third input that is always 1
        answer = int(x @ w $fires 0)
        error = int(labels[example - 1]) - answer
        if error:
            w = w + error * x
            updates, mistakes = updates + 1, mistakes + 1
        position += 1
        if position == len(order):
            full_passes.append(mistakes)
            settled = mistakes == 0
            passes, position, mistakes = passes + 1, 0, 0
            order = order_of_pass(passes)
""")
EDITED = """\
    if step in edits:  # other points: a new pass begins, with the weights as they are
        places, labels = edits[step]
        order, position, mistakes, full_passes, example = order_of_pass(passes), 0, 0, [], 0
        settled, best = len(labels) == 0, fewest_errors(places, labels)
"""
REPORT = Template("""\
    if step % every == 0 or step == steps:
        w1, w2, b = (learning_rate * (w / 1000)).tolist()
        n, answers = max(len(labels), 1), np.column_stack([places, np.full(len(labels), 1000)]) @ w $fires 0
        readouts.append({
            "step": step,
            "mistakes": float(full_passes[-1] if full_passes else mistakes),
            "updates": float(updates),
            "accuracy": 1.0 - int((answers != labels).sum()) / n,
            "passes": float(passes),
            "w1": w1,
            "w2": w2,
            "b": b,
            "example": float(example),
            "margin": smallest_margin(places / 1000, labels, np.array([w1, w2]), b),
            "best_accuracy": 1.0 - best / n,
        })
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the perceptron learning rule as a program."""
    params, cyclic = run.params, run.params.order is Order.CYCLIC
    known: dict[int, Examples] = {step: state.examples for step, _, state in moments(run)}
    names: dict[str, Any] = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "learning_rate": params.learning_rate,
        "data": _data(params),
        "order": "np.arange(len(labels))" if cyclic else 'step_rng(seed, number, "order").permutation(len(labels))',
        "fires": ">=" if params.fires_at_zero else ">",
    }
    edits = "\n".join(f"    {step}: ({literal(seen.rows[:, :2])}, {literal(seen.labels)})," for step, seen in known.items())
    if edits:
        names["data"] += f"edits = {{\n{edits}\n}}\n"
    body = SETUP.substitute(names) + (EDITED if edits else "") + REPORT.substitute(names)
    return assemble(run, body, USES)


def _data(params: Params) -> str:
    """Return the lines that make the points, in thousandths, and what the best line gets wrong."""
    if params.data in CLOUDS:
        margin = params.margin if params.data is Data.SEPARABLE else NOISY_MARGIN
        lines = [f'places, labels = separable_cloud(step_rng(seed, 0, "points"), {params.points}, {margin})']
        if params.data is Data.NOISY:
            lines.append(f'labels = flip_labels(step_rng(seed, 0, "noise"), labels, {params.noise})')
    else:
        inputs, labels = truth_table(params.data.value)
        lines = [f"places, labels = 1000 * {literal(inputs)}, {literal(labels)}"]
    return "\n".join([*lines, "best = fewest_errors(places, labels)\n"])
