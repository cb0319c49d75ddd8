"""A rule, a linear model on features and a network for one task, as a program; the learners in single precision.

The engine learns from all eight sizes of the training set at once, the program only from those that the readouts need.
"""

from __future__ import annotations

from string import Template
from textwrap import indent
from typing import Any, NamedTuple

from engine.maths.datasets import circles, moons, spirals, xor_cloud
from engine.maths.initializers import glorot_uniform
from engine.maths.plane_features import n_features
from engine.maths.threshold_rules import ThresholdRule, n_thresholds
from engine.maths.turned_worlds import APEX, NOISE, RADIUS, XOR_SCALE, World, turned
from engine.program import assemble
from engine.program_parts import live
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.who_wrote_the_rule import SIZES, Params, chosen
from engine.training.feature_learners import N_FRESH, RATES, networks

USES = (step_rng, circles, moons, spirals, xor_cloud, turned, glorot_uniform)
SETUP = Template("""\
np.seterr(over="ignore")  # of exp(z) where a learner is sure: 1 / (1 + inf) is 0, as it should be
seed, steps, every = $seed, $steps, $every
${live}sizes = $sizes  # of the training sets that the readouts need; each is the beginning of the next
""")
CORNER = f'''\


def corner(rng, n):
    """Return points spread evenly over a disc, every second one in the corner, and their classes."""
    inside, in_corner = np.empty((0, 2)), np.empty(0, bool)
    while min(in_corner.sum(), (~in_corner).sum()) < n:
        square = rng.uniform(-{RADIUS}, {RADIUS}, (4 * n, 2))
        inside = np.concatenate([inside, square[np.square(square).sum(axis=1) <= {RADIUS}**2]])
        in_corner = (inside > {APEX}).all(axis=1)
    points = np.empty((n, 2))
    points[0::2], points[1::2] = inside[~in_corner][:n // 2], inside[in_corner][:n // 2]
    return points, np.arange(n) % 2
'''
CLOUDS = {World.XOR: xor_cloud, World.CIRCLES: circles, World.MOONS: moons, World.SPIRALS: spirals}
RULE = Template('''\


def $name(x1, x2):
    """Return where the rule that a person wrote says 1."""
    return $answer
''')
ANSWERS = {
    ThresholdRule.NONE: "np.zeros(len(x1), bool)  # nowhere: there is none",
    ThresholdRule.ABOVE: "x1 > threshold_1",
    ThresholdRule.BOTH: "(x1 > threshold_1) & (x2 > threshold_2)",
    ThresholdRule.EITHER: "(x1 > threshold_1) | (x2 > threshold_2)",
    ThresholdRule.ONE: "(x1 - threshold_1) * (threshold_2 - x2) > 0.0  # one above its threshold, one below",
    ThresholdRule.BAND: "(threshold_1 < x1) & (x1 < threshold_2)",
    ThresholdRule.BOX: "(threshold_1 < x1) & (x1 < threshold_2) & (threshold_1 < x2) & (x2 < threshold_2)",
}
FEATURES = Template('''\


def features(x):
    """Return what a person thought worth looking at, a row for each point."""
    x1, x2 = x.T
    return np.stack([$columns], axis=1).astype(np.float32)
''')
COLUMNS = {"coordinates": "x1, x2", "product": "x1 * x2", "squares": "x1 * x1, x2 * x2", "radius": "np.hypot(x1, x2)"}
NO_FEATURES = '''\


def features(x):
    """Return a column of zeros: nobody chose a feature, so only the bias is left to learn."""
    return np.zeros((len(x), 1), np.float32)
'''
LEARNERS = Template('''\


def layer(rng, fan_in, fan_out):
    """Return the first parameters of a layer: weights above a row of biases of 0."""
    return np.vstack([glorot_uniform(rng, fan_in, fan_out), np.zeros(fan_out)]).astype(np.float32)


def beginner(*layers):
    """Return a learner before its first update: its layers, and what Adam remembers of their gradients."""
    m, v = ([np.zeros_like(W) for W in layers] for _ in range(2))
    return list(layers), m, v


def learn(learner, inputs, n, step, learning_rate):
    """Make one update with the first n training points: backpropagation and Adam, in single precision."""
    layers, m, v = learner

    # Forward: the outputs of each layer, a column for each point. The n points are repeated until there are
    # $largest, as in the run, which learns from all sizes at once: the mean over them is the same.
    taken = np.arange($largest) % n
    ones = np.ones(($largest, 1), np.float32)  # the last weight is the bias
    outputs = [np.hstack([inputs, ones]).take(taken, axis=0).T]
    for W in layers[:-1]:
        outputs.append(np.vstack([np.tanh(W.T @ outputs[-1]), ones.T]))
    z = layers[-1].T @ outputs[-1]
    y = labels[taken].astype(np.float32)
    share = np.float32(1.0 / $largest)  # the cost is a mean
    delta = share * (1.0 - y) - share / (1.0 + np.exp(z))  # share * (sigmoid(z) - y), from the cross-entropy

    # Backward: the chain rule, and Adam. Its m and v are sums, not means; rate and root make that good.
    root = math.sqrt((1.0 - 0.999**step) / (1.0 - 0.999))
    rate = learning_rate * (root * (1.0 - 0.9) / (1.0 - 0.9**step))
    for index in range(len(layers) - 1, -1, -1):
        W, a = layers[index], outputs[index]
        gradient = a @ delta.T
        if index > 0:
            delta = W[:-1] @ delta * (1.0 - a[:-1] * a[:-1])  # the slope of tanh, from its value
        m[index] = 0.9 * m[index] + gradient
        v[index] = 0.999 * v[index] + gradient * gradient
        layers[index] = W - rate * (m[index] / (np.sqrt(v[index]) + 1e-8 * root))


def share_right(learner, inputs, labels):
    """Return the share of points that a learner gets right; it says 1 where its score is above 0."""
    outputs = inputs
    for index, W in enumerate(learner[0]):
        outputs = (np.tanh(outputs) if index else outputs).dot(W[:-1]) + W[-1]
    return ((outputs[:, 0] > 0.0) == labels).mean()


''')
RULES = Template("""\
${rules}n_thresholds = {$counts}
""")
DRAWN = Template("""\
fresh, fresh_labels = $cloud(step_rng(seed, 0, "fresh"), $n_fresh$noise)  # to judge by
training, labels = $cloud(step_rng(seed, 0, "data"), $largest$noise)
""")
TURNED = "fresh, training = (turned(x, {}, {}) for x in (fresh, training))  # rule and features stay\n"
SEEN = """\
seen = features(training), training.astype(np.float32)  # by the linear model, and by the network
judged = features(fresh), fresh.astype(np.float32)
"""
AGAIN = f"""\
    if step in turns:
        fresh, training = (turned(x, *turns[step]) for x in drawn)
{indent(SEEN, " " * 8)}"""
LOOP = Template("""\
linear, network = {}, {}
for n in sizes:
    rng = step_rng(seed, 0, "weights")  # the same first weights for every n
    linear[n] = beginner(np.zeros(($n_linear, 1), np.float32))
    network[n] = beginner(layer(rng, 2, $width), layer(rng, $width, $width), layer(rng, $width, 1))
readouts = []
for step in range(steps + 1):
    if step > 0:
        for n in sizes:
            learn(linear[n], seen[0], n, step, $linear_rate)
            learn(network[n], seen[1], n, step, $network_rate)
${changes}    if step % every == 0 or step == steps:
        by_features = {n: share_right(linear[n], judged[0], fresh_labels) for n in sizes}
        by_network = {n: share_right(network[n], judged[1], fresh_labels) for n in sizes}
        readouts.append({
            "step": step,
            "rule": (rule(*fresh.T) == fresh_labels).mean(),
            "features": by_features[points],
            "network": by_network[points],
            "examples": float(points),
            "gain_features": by_features[$largest] - by_features[$smallest],
            "gain_network": by_network[$largest] - by_network[$smallest],
            "fitted_features": share_right(linear[points], seen[0][:points], labels[:points]),
            "fitted_network": share_right(network[points], seen[1][:points], labels[:points]),
            "by_hand_rule": $by_hand_rule,
            "by_hand_features": $n_features.0,
            "learned_features": $n_learned.0,
            "learned_network": $n_parameters.0,
        })
print(json.dumps({"readouts": readouts}))
""")


class _Part(NamedTuple):
    """A part of the run as lines of a program.

    Attributes:
        setup: Lines before the loop over the steps.
        loop: Lines at the end of a step, indented.
    """

    setup: str
    loop: str = ""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the three programs for one task as a program."""
    params, names = run.params, chosen(run.params)
    rules = _rules(run, steps)
    thresholds = [f"threshold_{number + 1}" for number in range(max(map(n_thresholds, rules)))]
    numbers = live(run, ["points", *thresholds], steps)
    linear, network = networks(names, params.width)
    settings = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "live": numbers.setup,
        "sizes": tuple(sorted({SIZES[0], SIZES[-1], int(params.points), *map(int, _sets(run, "points", steps).values())})),
        "smallest": SIZES[0],
        "largest": SIZES[-1],
        "columns": ", ".join(COLUMNS[name] for name in names),
        "n_features": n_features(names),
        "n_learned": n_features(names) + 1,
        "n_linear": linear.n_parameters,
        "n_parameters": network.n_parameters,
        "width": params.width,
        "linear_rate": RATES[0],
        "network_rate": RATES[1],
        "by_hand_rule": "n_thresholds[rule]" if len(rules) > 1 else float(n_thresholds(rules[0])),
    }
    choice, world = _choice(run, rules, steps), _world(run, steps)
    settings["changes"] = numbers.loop + choice.loop + world.loop
    body = SETUP.substitute(settings) + (CORNER if params.world is World.CORNER else "")
    body += "".join(RULE.substitute(name=rule if len(rules) > 1 else "rule", answer=ANSWERS[rule]) for rule in rules)
    body += FEATURES.substitute(settings) if names else NO_FEATURES
    body += LEARNERS.substitute(settings) + choice.setup + world.setup + LOOP.substitute(settings)
    return assemble(run, body, USES)


def _sets(run: Run[Params, Any, Any], name: str, steps: int) -> dict[int, Any]:
    """Return what a parameter is set to in mid-run, by step."""
    sets = [event for event in run.events if event.kind == "set" and event.args[0] == name]
    return {event.step: event.args[1] for event in sets if event.step <= steps}


def _rules(run: Run[Params, Any, Any], steps: int) -> list[ThresholdRule]:
    """Return the rules that somebody writes in the course of a run, each once."""
    return list(dict.fromkeys([run.params.rule, *_sets(run, "rule", steps).values()]))


def _choice(run: Run[Params, Any, Any], rules: list[ThresholdRule], steps: int) -> _Part:
    """Return the lines that say which rule holds; none if there is only one, whose name in the program is ``rule``."""
    if len(rules) == 1:
        return _Part("")
    now = live(run, ["rule"], steps)  # the names of rules are those of the program's functions
    counts = ", ".join(f"{rule}: {n_thresholds(rule)}.0" for rule in rules)
    return _Part(RULES.substitute(rules=now.setup, counts=counts), now.loop)


def _world(run: Run[Params, Any, Any], steps: int) -> _Part:
    """Return the lines that draw the points, and turn them."""
    world, turns = run.params.world, _turns(run, steps)
    cloud, noise = (CLOUDS[world].__name__, f", {NOISE}") if world in CLOUDS else ("corner", "")
    setup = DRAWN.substitute(cloud=cloud, n_fresh=N_FRESH, largest=SIZES[-1], noise=noise)
    if world is World.XOR:
        setup += f"fresh, training = {XOR_SCALE} * fresh, {XOR_SCALE} * training\n"
    if len(turns) > 1:
        table = "".join(f"    {step}: {angles},\n" for step, angles in turns.items())
        comment = "# by step: degrees, and how many more at the rim; rule and features stay"
        return _Part(f"{setup}drawn = fresh, training\nturns = {{  {comment}\n{table}}}\n", AGAIN)
    if turns[0] != (0.0, 0.0):
        setup += TURNED.format(*turns[0])
    return _Part(setup + SEEN)


def _turns(run: Run[Params, Any, Any], steps: int) -> dict[int, tuple[float, float]]:
    """Return how far the world is turned and twisted, by the step from which it is so; from step 0 on in any case."""
    rotations, twists = _sets(run, "rotation", steps), _sets(run, "twist", steps)
    rotation, twist = run.params.rotation, run.params.twist
    found = {0: (0.0, 0.0)}
    for step in sorted({0, run.params.turn_at, *rotations, *twists}):
        rotation, twist = rotations.get(step, rotation), twists.get(step, twist)
        if run.params.turn_at <= step <= steps and found[max(found)] != (rotation, twist):
            found[step] = rotation, twist
    return found
