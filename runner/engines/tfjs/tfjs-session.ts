import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { LayerKind } from '../../layers/layer.ts';
import { cutBatch, joinResults } from '../chunks.ts';
import type { Batch, SessionOptions, StepResult, Taps, TrainingSession, Weights } from '../engine.ts';
import { forwardPass, toLayerInput, toRows } from './forward-pass.ts';
import type { Scalar, Tensor, Tensorflow } from './tensorflow.ts';

/** What one pass leaves behind. The session that ran it frees it. */
type Pass = {
  loss: Tensor;
  logits: Tensor;
  activations: Tensor[];
  errors: Tensor[];
  /** One tensor, or none when no errors are tapped. */
  lossError: Tensor[];
  /** Of the summed loss, one a weight tensor; empty without an update. */
  gradients: Tensor[];
};

const noTaps: Taps = { activations: [], errors: [] };

/** A network in training on TensorFlow.js. */
export class TfjsSession implements TrainingSession {
  readonly #tf: Tensorflow;
  readonly #kinds: ReadonlyMap<string, LayerKind>;
  readonly #network: NetworkPlan;
  readonly #options: SessionOptions;
  /** Weight tensors of all layers in a row, and the momentum of each. */
  #weights: Tensor[];
  #velocities: Tensor[];

  constructor(
    tf: Tensorflow,
    kinds: ReadonlyMap<string, LayerKind>,
    network: NetworkPlan,
    options: SessionOptions,
  ) {
    this.#tf = tf;
    this.#kinds = kinds;
    this.#network = network;
    this.#options = options;
    this.#weights = network.layers.flatMap((layer, index) =>
      layer.weights.map(({ name, shape }) =>
        tf.tensor(Float32Array.from(options.initial[index]![name]!), [...shape]),
      ),
    );
    this.#velocities = this.#weights.map((weight) => tf.zerosLike(weight));
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const pass = this.#pass(batch, true, capture);
    this.#step(pass.gradients, batch.samples, learningRate);
    return this.#finish(batch, pass, capture);
  }

  async observe(batch: Batch, capture: boolean): Promise<StepResult> {
    const pieces = cutBatch(batch, this.#options.training.batchSize);
    const results: StepResult[] = [];
    for (const piece of pieces) {
      results.push(await this.#finish(piece, this.#pass(piece, false, capture), capture));
    }
    return joinResults(pieces, results);
  }

  async weights(): Promise<Weights> {
    const values = await Promise.all(this.#weights.map((weight) => weight.data<'float32'>()));
    const rest = values.values();
    return this.#network.layers.map((layer) =>
      Object.fromEntries(layer.weights.map(({ name }) => [name, Float32Array.from(rest.next().value ?? [])])),
    );
  }

  async close(): Promise<void> {
    this.#tf.dispose([this.#weights, this.#velocities]);
    this.#weights = [];
    this.#velocities = [];
  }

  /** One pass forward, and backward as far as an update or the taps need it. */
  #pass(batch: Batch, update: boolean, capture: boolean): Pass {
    const tf = this.#tf;
    const { input, classes, layers } = this.#network;
    const { activations, errors } = capture ? this.#options.taps : noTaps;
    return tf.tidy(() => {
      const inputs = toLayerInput(tf, batch.inputs, batch.samples, input);
      const labels = tf.tensor1d(Int32Array.from(batch.labels), 'int32');
      const target = tf.oneHot(labels, classes, 1, 0, 'float32');
      const tapped = errors.length > 0 ? [...new Set([...errors, layers.length - 1])] : [];
      const taps = tapped.map((layer) => this.#zeroTap(layer, batch.samples));
      const variables = update ? [...this.#weights, ...taps] : taps;

      let outputs: Tensor[] = [];
      const summedLoss = (...values: Tensor[]) => {
        const weights = this.#byLayer(update ? values : this.#weights);
        const tapValues = new Map(tapped.map((layer, i) => [layer, values.at(i - tapped.length)!]));
        const call = { tf, kinds: this.#kinds, network: this.#network, weights, taps: tapValues };
        outputs = forwardPass(call, inputs).map((output) => tf.keep(output));
        const logarithms = tf.logSoftmax(outputs.at(-1)!);
        return tf.neg(tf.sum(tf.mul(target, logarithms))) as Scalar;
      };
      const { value, grads } =
        variables.length > 0
          ? tf.valueAndGrads(summedLoss)(variables)
          : { value: summedLoss(), grads: [] as Tensor[] };

      const tapErrors = new Map(tapped.map((layer, i) => [layer, grads.at(i - tapped.length)!]));
      const pass: Pass = {
        loss: tf.div(value, batch.samples),
        logits: tf.clone(outputs.at(-1)!),
        activations: activations.map((layer) => tf.clone(toRows(tf, outputs[layer]!))),
        errors: errors.map((layer) => tf.clone(toRows(tf, tapErrors.get(layer)!))),
        lossError: tapped.length > 0 ? [tf.clone(tapErrors.get(layers.length - 1)!)] : [],
        gradients: update ? grads.slice(0, this.#weights.length) : [],
      };
      tf.dispose(outputs);
      return pass;
    });
  }

  #zeroTap(layer: number, samples: number): Tensor {
    const shape = this.#network.layers[layer]!.output;
    const [channels, height, width] = shape;
    return this.#tf.zeros(shape.length === 3 ? [samples, height!, width!, channels!] : [samples, ...shape]);
  }

  #byLayer(weights: readonly Tensor[]): Record<string, Tensor>[] {
    const rest = weights.values();
    return this.#network.layers.map((layer) =>
      Object.fromEntries(layer.weights.map(({ name }) => [name, rest.next().value!])),
    );
  }

  /** v <- momentum v + g, w <- w - rate v, with g the gradient of the batch mean. */
  #step(gradients: readonly Tensor[], samples: number, rate: number): void {
    const tf = this.#tf;
    const { momentum } = this.#options.training;
    const old = [...this.#weights, ...this.#velocities];
    this.#velocities = this.#velocities.map((velocity, i) =>
      tf.tidy(() => tf.add(tf.mul(velocity, momentum), tf.div(gradients[i]!, samples))),
    );
    this.#weights = this.#weights.map((weight, i) =>
      tf.tidy(() => tf.sub(weight, tf.mul(this.#velocities[i]!, rate))),
    );
    tf.dispose(old);
  }

  /** Reads a pass and frees it. */
  async #finish(batch: Batch, pass: Pass, capture: boolean): Promise<StepResult> {
    const read = async (tensor: Tensor) => Float32Array.from(await tensor.data<'float32'>());
    const readAll = async (layers: readonly number[], tensors: readonly Tensor[]) => {
      const values = await Promise.all(tensors.map(read));
      return new Map(layers.map((layer, i) => [layer, values[i]!]));
    };
    const { activations, errors } = this.#options.taps;
    const [loss] = await read(pass.loss);
    const result: StepResult = {
      loss: loss!,
      correct: countHits(await read(pass.logits), batch.labels),
      tensors: capture
        ? {
            activations: await readAll(activations, pass.activations),
            errors: await readAll(errors, pass.errors),
            lossError: pass.lossError[0] ? await read(pass.lossError[0]) : new Float32Array(0),
          }
        : null,
    };
    const { gradients, logits, lossError } = pass;
    this.#tf.dispose([pass.loss, logits, ...pass.activations, ...pass.errors, ...lossError, ...gradients]);
    return result;
  }
}

/** Samples whose largest logit, the first one on a tie, is their class. */
function countHits(logits: Float32Array, labels: Uint8Array): number {
  const classes = logits.length / labels.length;
  return labels.reduce((hits, label, sample) => {
    const own = logits.subarray(sample * classes, (sample + 1) * classes);
    return hits + (own.indexOf(Math.max(...own)) === label ? 1 : 0);
  }, 0);
}
