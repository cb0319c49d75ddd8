"""Three learners of handwritten digits against the number of examples as a program. The engine's code draws the pictures."""

from __future__ import annotations

from string import Template
from typing import Any

from engine.maths.digits import digits
from engine.maths.initializers import glorot_uniform, he_normal
from engine.maths.picture_features import crossings, directions, zones
from engine.program import assemble
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.crossing_curves import Distance, Params, chosen, crossing

USES = (step_rng, digits, directions, crossings, zones, he_normal, glorot_uniform, crossing)
N_COLUMNS = {"directions": 64, "crossings": 16, "zones": 16}
PICTURES = Template("""\
seed, steps, every = $seed, $steps, $every
sizes = (25, 35, 50, 71, 100, 141, 200, 283, 400, 566, 800, 1131, 1600)  # training sets, each within the next
hidden = $hidden
${shuffle}

def pictures(stream, part, count):
    \"""Return new pictures of 8 x 8 pixels, a row each, and the digits they are.\"""
    images, labels = digits(step_rng(seed, part, stream), count, 8, $distortion)
    return $images, labels


""")
FEATURES = Template("""\
def features(images):
    \"""Return what a person thought worth measuring, a row for each picture.\"""
    square = images.reshape(-1, 8, 8)
    table = np.concatenate([$tables], axis=1)
    return np.asfortranarray(table)  # columns in one piece: the order in which the run adds them up


""")
LEARNERS = Template("""\
def layer(draw, rng, fan_in, fan_out):
    \"""Return the first parameters of a layer: weights above a row of biases of 0.\"""
    return np.vstack([draw(rng, fan_in, fan_out), np.zeros(fan_out)]).astype(np.float32)


def train(layers, inputs, labels, updates, learning_rate$penalty):
    \"""Train a softmax classifier, hidden layers ReLU, with Adam in batches of 64, all in single precision.\"""
    rows = np.column_stack([inputs, np.ones(len(inputs))]).astype(np.float32)  # the last weight is the bias
    targets = np.eye(10, dtype=np.float32)[labels]
    m, v = ([np.zeros_like(W) for W in layers] for _ in range(2))
    n, per_epoch = len(rows), math.ceil(len(rows) / 64)
    for update in range(updates):
        epoch, batch = divmod(update, per_epoch)
        if batch == 0:
            order = np.arange(n) if per_epoch == 1 else step_rng(seed, epoch, "order").permutation(n)
        taken = order[64 * batch:64 * (batch + 1)]

        # Forward: the outputs of each layer, a column for each example.
        outputs = [rows.take(taken, axis=0).T]
        for W in layers[:-1]:
            a = np.maximum(W.T.dot(outputs[-1]), 0.0)
            outputs.append(np.vstack([a, np.ones((1, len(taken)), np.float32)]))
        z = layers[-1].T.dot(outputs[-1])
        p = np.exp(z - z.max(axis=0))  # softmax, but for the sum
        share = np.float32(1.0 / len(taken))  # the cost is a mean
        delta = p * (share / np.ones((1, 10), np.float32).dot(p))
        delta -= share * targets[taken].T  # (softmax - target) / batch size

        # Backward: the chain rule, and Adam. Its m and v are sums, not means; rate and root make that good.
        root = math.sqrt((1.0 - 0.999 ** (update + 1)) / (1.0 - 0.999))
        rate = learning_rate * (root * (1.0 - 0.9) / (1.0 - 0.9 ** (update + 1)))
        for index in range(len(layers) - 1, -1, -1):
            W, gradient = layers[index], outputs[index].dot(delta.T)
            if index > 0:
                delta = W[:-1].dot(delta) * (outputs[index][:-1] > 0.0)
${shrink}            m[index] = 0.9 * m[index] + gradient
            v[index] = 0.999 * v[index] + gradient * gradient
            layers[index] = W - rate * (m[index] / (np.sqrt(v[index]) + 1e-8 * root))
    return layers


def count_right(layers, inputs):
    \"""Return how many of the test pictures a classifier reads right.\"""
    outputs = inputs.astype(np.float32)
    for index, W in enumerate(layers):
        outputs = (np.maximum(outputs, 0.0) if index else outputs).dot(W[:-1]) + W[-1]
    return (outputs.argmax(axis=1) == test_labels).sum()


""")
LOOP = Template("""\
test_images, test_labels = pictures("test", 0, 800)
counts = np.diff(sizes, prepend=0).tolist()
${before}parts, right = [], []
readouts = []
for step in range(steps + 1):
    if step < len(sizes):
        parts.append(pictures("data", step, counts[step]))
        images, labels = (np.concatenate(arrays) for arrays in zip(*parts))

$by_distance

$by_features

        # By a network on the pixels, which finds its own features.
        mean, rng = images.mean(axis=0), step_rng(seed, 0, "weights")
        network = [layer(he_normal, rng, 64, hidden), layer(glorot_uniform, rng, hidden, 10)]
        network = train(network, images - mean, labels, $updates, 0.01)
        right.append((by_distance, by_features, count_right(network, test_images - mean)))
    if step % every == 0 or step == steps:
        of_distance, of_features, of_network = np.array(right).T / 800
        so_far = np.array(sizes[:len(right)], float)
        readouts.append({
            "step": step,
            "crossing": crossing(so_far, of_features, of_network) or 0.0,
            "features": of_features[-1],
            "network": of_network[-1],
            "distance": of_distance[-1],
            "examples": so_far[-1],
            "learned_features": $learned,
            "learned_network": 65.0 * hidden + (hidden + 1.0) * 10.0,
        })
print(json.dumps({"readouts": readouts}))
""")
NEAREST = """\
        # By distance: a picture is what the nearest training picture is.
        new, new_labels = parts[-1]
        away = np.square(new).sum(axis=1) - 2.0 * test_images @ new.T  # |x - t|^2 less |t|^2
        read = np.where(away.min(axis=1) < least, new_labels[away.argmin(axis=1)], read)
        least = np.minimum(away.min(axis=1), least)
        by_distance = (read == test_labels).sum()"""
NOTHING_NEAR = "least, read = np.full(800, np.inf), np.zeros(800, dtype=int)\n"
MEANS = """\
        # By distance: a picture is what the nearest mean picture of a digit is.
        means = np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
        away = np.square(means).sum(axis=1) - 2.0 * test_images @ means.T  # |x - t|^2 less |t|^2
        by_distance = (away.argmin(axis=1) == test_labels).sum()"""
LINEAR = Template("""\
        # By features that a person chose: a linear model, with a penalty on its weights.
        table = features(images)
        mean, deviation = table.mean(axis=0), table.std(axis=0) + 0.05  # never next to 0
        linear = [layer(glorot_uniform, step_rng(seed, 0, "weights"), $n_columns, 10)]
        linear = train(linear, (table - mean) / deviation, labels, 150, 0.03, penalty=0.03)
        by_features = count_right(linear, (test_table - mean) / deviation)""")
MOST_FREQUENT = """\
        # Without features nothing is known but how often each digit comes.
        by_features = (test_labels == np.bincount(labels).argmax()).sum()"""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the crossing curves as a program."""
    params, names = run.params, chosen(run.params)
    n_columns = sum(N_COLUMNS[name] for name in names)
    by_neighbour = params.distance is Distance.NEIGHBOUR
    before = (NOTHING_NEAR if by_neighbour else "") + ("test_table = features(test_images)\n" if names else "")
    settings = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "hidden": params.hidden,
        "distortion": params.distortion,
        "shuffle": 'moved = step_rng(seed, 0, "shuffle").permutation(64)  # of the pixels\n' if params.shuffle else "",
        "images": "images[:, moved]" if params.shuffle else "images",
        "tables": ", ".join(f"{name}(square)" for name in names),
        "before": before,
        "by_distance": NEAREST if by_neighbour else MEANS,
        "by_features": LINEAR.substitute(n_columns=n_columns) if names else MOST_FREQUENT,
        "penalty": ", penalty=0.0" if names else "",  # the network has none
        "shrink": "            gradient[:-1] += penalty * W[:-1]\n" if names else "",
        "updates": params.updates,
        "learned": (n_columns + 1) * 10.0,
    }
    templates = (PICTURES, FEATURES, LEARNERS, LOOP) if names else (PICTURES, LEARNERS, LOOP)
    body = "".join(template.substitute(settings) for template in templates)
    return assemble(run, body, USES)
