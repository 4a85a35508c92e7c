import type { Engine, Mode, StepResult, TrainingSession } from '../contract/engine.ts';
import { inputsOf } from '../engines/network-inputs.ts';
import { tiedTo } from '../engines/tied-weights.ts';
import { type Differences, exactly, type Gradient, gradientOf } from './differences.ts';
import { lossesOf } from './losses.ts';
import { forwardOf, goTogether, inputsAt, type Pass, passOf, type Subject } from './pass.ts';
import { need, needNear } from './property.ts';
import type { Samples64 } from './samples.ts';

/**
 * T_k, the loss and each sample's own d_k are what they are by definition. Layer by layer: d_L is the gradient of each
 * sample's loss, and what goes back to an input of a layer is its d_k times the layer's own derivatives, by differences of
 * its forward pass. Dividing by the batch size, which two engines might agree on, would be seen.
 * @throws Error that names the layer
 */
export async function checkSignals(engine: Engine, subject: Subject, mode: Mode): Promise<void> {
  const { network, batch, training, judges, differences } = subject;
  const { loss, tensors } = await inSession(engine, subject, (session) => session.observe(batch, true, mode));
  const pass = passOf(subject, tensors!, mode);
  const expected = mean(lossesOf(pass.outputs.at(-1)!, batch, training));
  need(
    Math.abs(loss - expected) < 2e-6 * Math.max(1, expected),
    `the loss is ${loss}, and by definition ${expected}`,
  );
  checkLastError(pass, tensors!.lossError);
  network.layers.forEach((layer, index) => {
    if (!judges(layer)) return;
    const made = forwardOf(pass, index, inputsAt(pass, index));
    needNear(flat(pass.outputs[index]!), flat(made), `T of ${layer.name}`, differences.near);
  });
  network.layers.forEach((_, source) => {
    const readers = network.layers.flatMap((__, index) =>
      inputsOf(network.layers, index).includes(source) ? [index] : [],
    );
    const judged = readers.length > 0 && readers.every((index) => judges(network.layers[index]!));
    if (judged) checkSource(pass, source, readers);
  });
}

/**
 * One update moves each weight by minus the gradient of the batch's mean loss, with plain descent and rate 1.
 * @throws Error that names the layer and the weight
 */
export async function checkGradients(engine: Engine, subject: Subject): Promise<void> {
  const { network, batch, differences, judges } = subject;
  const { tensors, moved } = await inSession(engine, subject, async (session) => {
    const step = await session.update(batch, 1, true);
    return { ...step, moved: await session.weights() };
  });
  const pass = passOf(subject, tensors!, 'training');
  network.layers.forEach((layer, index) => {
    const users = [index, ...tiedTo(network.layers, index)];
    if (!users.every((user) => judges(network.layers[user]!))) return;
    for (const { name, trained } of layer.weights) {
      if (trained === false) continue;
      const old = pass.weights[index]![name]!;
      const each = (places: readonly Float64Array[]) =>
        places.map((place) => meanProduct(withWeight(pass, index, name, place), users));
      const step = old.map((value, at) => value - moved[index]![name]![at]!);
      const what = `the gradient of ${name} of ${layer.name}`;
      needGradient(step, gradientOf(old, each, differences), what, differences);
    }
  });
}

async function inSession<T extends Pick<StepResult, 'tensors'>>(
  engine: Engine,
  { network, training, weights, seed }: Subject,
  work: (session: TrainingSession) => Promise<T>,
): Promise<T> {
  const layers = network.layers.map((_, index) => index);
  const taps = { activations: layers, errors: layers };
  const session = await engine.open(network, { training, taps, initial: weights, seed });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function checkLastError({ subject, outputs, errors }: Pass, lossError: Float32Array): void {
  const { batch, training } = subject;
  const last = outputs.at(-1)!;
  const expected = last.map((output, sample) => {
    const each = (places: readonly Float64Array[]) =>
      places.map((place) => lossesOf(last.with(sample, place), batch, training)[sample]!);
    return gradientOf(output, each, exactly).values;
  });
  needNear(lossError, flat(expected), 'd_L', exactly.near);
  needNear(flat(errors.at(-1)!), lossError, 'd of the last layer', { tolerance: 0, least: 1 });
}

/** Each sample's d of a layer's output, from the d of the layers that read it. */
function checkSource(pass: Pass, source: number, readers: readonly number[]): void {
  const { layers } = pass.subject.network;
  pass.outputs[source]!.forEach((output, sample) => {
    const each = (places: readonly Float64Array[]) => {
      const parts = readers.map((index) =>
        goTogether(pass, index)
          ? places.map((place) => productWith(pass, index, source, (rows) => rows.with(sample, place)))
          : productsAlone(pass, index, source, sample, places),
      );
      return places.map((_, at) => parts.reduce((total, part) => total + part[at]!, 0));
    };
    const names = readers.map((index) => layers[index]!.name).join(' and ');
    const what = `what ${names} sends back to ${layers[source]!.name}, sample ${sample}`;
    const gradient = gradientOf(output, each, pass.subject.differences);
    needGradient(pass.errors[source]![sample]!, gradient, what, pass.subject.differences);
  });
}

/** d_k times T_k over the batch, with other samples in the place of one of its sources. */
function productWith(
  pass: Pass,
  index: number,
  source: number,
  change: (rows: Samples64) => Samples64,
): number {
  const from = inputsOf(pass.subject.network.layers, index);
  const inputs = inputsAt(pass, index).map((rows, at) => (from[at] === source ? change(rows) : rows));
  return product(forwardOf(pass, index, inputs), pass.errors[index]!);
}

/** The same for one sample that goes through the layer alone, at many places at once. */
function productsAlone(
  pass: Pass,
  index: number,
  source: number,
  sample: number,
  places: readonly Float64Array[],
): number[] {
  const from = inputsOf(pass.subject.network.layers, index);
  const inputs = inputsAt(pass, index).map((rows, at) =>
    from[at] === source ? places : places.map(() => rows[sample]!),
  );
  return forwardOf(pass, index, inputs).map((row) => dot(row, pass.errors[index]![sample]!));
}

function withWeight(pass: Pass, index: number, name: string, values: Float64Array): Pass {
  return { ...pass, weights: pass.weights.with(index, { ...pass.weights[index], [name]: values }) };
}

/** Mean over the samples of d_k times T_k, summed over layers. */
function meanProduct(pass: Pass, layers: readonly number[]): number {
  const total = layers.reduce(
    (sum, index) => sum + product(forwardOf(pass, index, inputsAt(pass, index)), pass.errors[index]!),
    0,
  );
  return total / pass.subject.batch.samples;
}

function needGradient(
  found: Float64Array,
  { values, rough }: Gradient,
  what: string,
  { near }: Differences,
): void {
  const smooth = (list: Float64Array) => list.filter((_, at) => !rough[at]);
  const judged = smooth(values);
  need(2 * judged.length >= values.length, `${what}: smooth at too few places to be judged`);
  needNear(smooth(found), judged, what, near);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, at) => total + value * b[at]!, 0);
}

function product(a: Samples64, b: Samples64): number {
  return a.reduce((total, row, at) => total + dot(row, b[at]!), 0);
}

function flat(rows: Samples64): number[] {
  return rows.flatMap((row) => [...row]);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
