"""The networks of step.py in JAX, written out: parameters in lists, shapes (samples, height, width, channels), which XLA likes best on a CPU."""
import jax
import jax.numpy as jnp
from jax import lax


def conv(x, kernel, stride=1, padding=None):
    half = kernel.shape[0] // 2
    padding = padding or ((half, half), (half, half))
    return lax.conv_general_dilated(x, kernel, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def uniform(key, shape, inputs):
    bound = inputs**-0.5
    return jax.random.uniform(key, shape, minval=-bound, maxval=bound)


class Parameters:
    """Hands out initial parameters in the order in which they are asked for."""

    def __init__(self, seed=1):
        self.keys = iter(jax.random.split(jax.random.PRNGKey(seed), 200))
        self.weights, self.running = [], []

    def conv(self, size, inputs, outputs):
        fan = size * size * inputs
        self.weights.append(uniform(next(self.keys), (size, size, inputs, outputs), fan))
        self.weights.append(uniform(next(self.keys), (outputs,), fan))

    def dense(self, inputs, outputs):
        self.weights.append(uniform(next(self.keys), (inputs, outputs), inputs))
        self.weights.append(uniform(next(self.keys), (outputs,), inputs))

    def norm(self, channels):
        self.weights += [jnp.ones(channels), jnp.zeros(channels)]
        self.running += [jnp.zeros(channels), jnp.ones(channels)]


class Pass:
    """One pass forward: takes parameters in their order, and gathers the new running means."""

    def __init__(self, weights, running, key):
        self.weights, self.before, self.key = iter(weights), iter(running), key
        self.running = []

    def conv(self, x, stride=1, padding=None):
        return conv(x, next(self.weights), stride, padding) + next(self.weights)

    def dense(self, x):
        return x @ next(self.weights) + next(self.weights)

    def norm(self, x):
        scale, shift = next(self.weights), next(self.weights)
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
        for old, new in ((next(self.before), mean), (next(self.before), variance)):
            self.running.append(0.9 * old + 0.1 * lax.stop_gradient(new))
        return (x - mean) * (lax.rsqrt(variance + 1e-5) * scale) + shift

    def dropout(self, x):
        self.key, own = jax.random.split(self.key)
        return jnp.where(jax.random.bernoulli(own, 0.5, x.shape), 2 * x, 0)


def lenet5(first=6, second=16):
    given = Parameters()
    given.conv(5, 1, first)
    given.conv(5, first, second)
    for inputs, outputs in ((16 * second, 120), (120, 84), (84, 10)):
        given.dense(inputs, outputs)

    def forward(run, x):
        """Logits, and T of the six layers."""
        c1 = jax.nn.sigmoid(run.conv(x, padding="VALID"))
        p1 = pool(c1)
        c2 = jax.nn.sigmoid(run.conv(p1, padding="VALID"))
        p2 = pool(c2)
        f1 = jax.nn.sigmoid(run.dense(p2.reshape(len(p2), -1)))
        f2 = jax.nn.sigmoid(run.dense(f1))
        return run.dense(f2), [c1, p1, c2, p2, f1, f2]

    return given, forward


def vgg11():
    given = Parameters()
    filters = (16, 32, 64, 64, 128, 128, 128, 128)
    pooled, normed = {0, 1, 3, 5}, {0, 1}
    for place, (inputs, outputs) in enumerate(zip((3, *filters), filters)):
        given.conv(3, inputs, outputs)
        if place in normed:
            given.norm(outputs)
    for inputs, outputs in ((512, 128), (128, 128), (128, 10)):
        given.dense(inputs, outputs)

    def forward(run, x):
        for place in range(len(filters)):
            x = run.conv(x)
            x = jax.nn.relu(run.norm(x) if place in normed else x)
            x = pool(x) if place in pooled else x
        x = x.reshape(len(x), -1)
        for _ in range(2):
            x = run.dropout(jax.nn.relu(run.dense(x)))
        return run.dense(x), []

    return given, forward


def resnet(blocks):
    given = Parameters()
    given.conv(3, 3, 16)
    given.norm(16)
    plan = [
        (channels if i == 0 else filters, filters, stride if i == 0 else 1)
        for channels, filters, stride in ((16, 16, 1), (16, 32, 2), (32, 64, 2))
        for i in range(blocks)
    ]
    for channels, filters, stride in plan:
        given.conv(3, channels, filters)
        given.norm(filters)
        given.conv(3, filters, filters)
        given.norm(filters)
        if channels != filters or stride != 1:
            given.conv(1, channels, filters)
    given.dense(64, 10)

    def forward(run, x):
        x = jax.nn.relu(run.norm(run.conv(x)))
        for channels, filters, stride in plan:
            body = jax.nn.relu(run.norm(run.conv(x, stride)))
            body = run.norm(run.conv(body))
            same = channels == filters and stride == 1
            x = jax.nn.relu(body + (x if same else run.conv(x, stride)))
        return run.dense(x.mean((1, 2))), []

    return given, forward


networks = {
    "lenet5": lenet5,
    "lenet5-wide": lambda: lenet5(32, 64),
    "vgg11-like": vgg11,
    "resnet8": lambda: resnet(1),
    "resnet20": lambda: resnet(3),
}


def loss_of(forward, weights, running, key, x, y):
    """Mean cross-entropy; beside it T of the layers and the new running means."""
    run = Pass(weights, running, key)
    logits, layers = forward(run, x)
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)
    return -chosen.mean(), (layers, run.running)
