import { lossParts } from '../../../src/plan/losses.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type {
  Batch,
  Mode,
  SessionOptions,
  SessionState,
  StepResult,
  Taps,
  TrainingSession,
  Weights,
} from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { cutBatch, joinResults } from '../chunks.ts';
import { dropoutMasks, dropRates } from '../dropout-masks.ts';
import { withoutProducts } from '../taps.ts';
import { backwardPass, type Signals, weightsFrom } from './backward-pass.ts';
import { meanGradients } from './clip-gradients.ts';
import { type ForwardCall, nextState, toLayerInput, toRows } from './forward-pass.ts';
import { copyTensors, firstTensors, type Kept } from './kept-tensors.ts';
import { summedLoss, targetTensor } from './loss.ts';
import { optimizerOf, type TfjsOptimizer } from './optimizer.ts';
import { type Errors, layersOf, type Pass, readPass } from './read-pass.ts';
import { putSamples, type ResidentSamples } from './resident-samples.ts';
import { useBackend } from './use-backend.ts';

const noTaps: Taps = { activations: [], errors: [] };

/** TensorFlow.js, and the backend of it that a session computes on. */
export interface TfjsPlace {
  readonly tf: Tensorflow;
  /** One that has been started. */
  readonly backend: string;
}

/** A network in training on TensorFlow.js. */
export class TfjsSession implements TrainingSession {
  readonly #tf: Tensorflow;
  readonly #backend: string;
  readonly #kinds: ReadonlyMap<string, LayerKind>;
  readonly #network: NetworkPlan;
  readonly #options: SessionOptions;
  readonly #optimizer: TfjsOptimizer;
  /** Weight tensors of all layers in a row. */
  readonly #kept: readonly Kept[];
  /** Samples of the training on the device; null where they are not, or not yet. */
  #samples: Promise<ResidentSamples | null> | null = null;
  /** Updates done. */
  #updates: number;
  /** Of devices alone, where losses can wait to be read. */
  readonly updates?: NonNullable<TrainingSession['updates']>;

  constructor(
    { tf, backend }: TfjsPlace,
    kinds: ReadonlyMap<string, LayerKind>,
    network: NetworkPlan,
    options: SessionOptions,
  ) {
    useBackend(tf, backend);
    this.#tf = tf;
    this.#backend = backend;
    this.#kinds = kinds;
    this.#network = network;
    this.#options = { ...options, taps: withoutProducts(options.taps) };
    this.#optimizer = optimizerOf(tf, options.training);
    this.#kept = firstTensors(tf, network, options, this.#optimizer.slots);
    this.#updates = options.from?.updates ?? 0;
    if (backend !== 'cpu') this.updates = (batches, rates) => this.#updateTogether(batches, rates);
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const pass = await this.#pass(batch, 'training', true, capture);
    this.#step(pass, batch.samples, learningRate);
    return this.#finish(batch, pass, capture);
  }

  /** Updates whose losses stay on the device until all are done. */
  async #updateTogether(batches: readonly Batch[], rates: readonly number[]): Promise<StepResult[]> {
    const passes: Pass[] = [];
    for (const [place, batch] of batches.entries()) {
      const pass = await this.#pass(batch, 'training', true, false);
      this.#step(pass, batch.samples, rates[place]!);
      passes.push(pass);
    }
    return Promise.all(passes.map((pass, place) => this.#finish(batches[place]!, pass, false)));
  }

  async observe(batch: Batch, capture: boolean, mode: Mode = 'evaluation'): Promise<StepResult> {
    const pieces = cutBatch(batch, this.#options.training.batchSize);
    const results: StepResult[] = [];
    for (const piece of pieces) {
      results.push(await this.#finish(piece, await this.#pass(piece, mode, false, capture), capture));
    }
    return joinResults(pieces, results);
  }

  async weights(): Promise<Weights> {
    const entries = await Promise.all(
      this.#kept.map(async ({ layer, name, weight }) => {
        return { layer, entry: [name, Float32Array.from(await weight.data<'float32'>())] as const };
      }),
    );
    return this.#network.layers.map((_, index) =>
      Object.fromEntries(entries.filter(({ layer }) => layer === index).map(({ entry }) => entry)),
    );
  }

  async state(): Promise<SessionState> {
    return { updates: this.#updates, tensors: await copyTensors(this.#kept) };
  }

  async close(): Promise<void> {
    for (const { weight, slots } of this.#kept) this.#tf.dispose([weight, ...slots]);
    (await this.#samples)?.all.dispose();
  }

  /** Samples on the device that a batch is of; null where it has to be sent. */
  async #residentFor({ rows }: Batch): Promise<ResidentSamples | null> {
    const { samples } = this.#options;
    if (!rows || !samples || this.#backend === 'cpu') return null;
    useBackend(this.#tf, this.#backend);
    const features = this.#network.input.reduce((product, length) => product * length, 1);
    this.#samples ??= putSamples(this.#tf, samples, features);
    return this.#samples;
  }

  /** One pass forward, and backward as far as an update or the taps need it. */
  async #pass(batch: Batch, mode: Mode, update: boolean, capture: boolean): Promise<Pass> {
    const tf = this.#tf;
    const resident = await this.#residentFor(batch);
    useBackend(tf, this.#backend);
    const { samples } = batch;
    const taps = capture ? this.#options.taps : noTaps;
    return tf.tidy(() => {
      const rows = resident ? resident.gather(batch.rows!) : batch.inputs;
      const inputs = toLayerInput(tf, rows, samples, this.#network.input);
      const target = targetTensor(tf, this.#network, this.#options.training, batch, rows);
      const masks = mode === 'training' ? this.#masks(samples) : new Map<number, Tensor>();
      const forward = { tf, kinds: this.#kinds, network: this.#network, mode, masks };
      const loss = (output: Tensor) => summedLoss(tf, this.#options.training, output, target);
      const call = { forward, inputs, samples, kept: this.#kept, loss };
      const { activations, gradients, signals } = backwardPass(call, { update, taps });
      const outputs = lossParts(this.#network).map(({ output }) => activations[output]!);
      const own = { ...forward, weights: weightsFrom(call), taps: new Map<number, Tensor>() };
      const trained = this.#kept.filter((kept) => kept.trained);
      return {
        losses: outputs.map((output) => tf.div(loss(output), samples)),
        outputs: outputs.map((output) => tf.clone(toRows(tf, output))),
        activations: taps.activations.map((layer) => tf.clone(toRows(tf, activations[layer]!))),
        signals: signals.map((one) => this.#errors(one, taps, samples)),
        gradients: gradients.map((gradient, i) => gradient ?? tf.zerosLike(trained[i]!.weight)),
        state: update ? this.#nextState(own, inputs, activations) : [],
      };
    });
  }

  /** The signals as rows; 0 in layers that their loss does not reach. */
  #errors({ loss, errors, outputs }: Signals, taps: Taps, samples: number): Errors {
    const tf = this.#tf;
    const layers = layersOf(taps, loss);
    const none = (layer: number) =>
      tf.zeros([
        samples,
        this.#network.layers[layer]!.output.reduce((product, length) => product * length, 1),
      ]);
    const rows = outputs.map((output) => toRows(tf, output));
    return {
      loss,
      errors: errors.map((error, i) => tf.clone(error ? toRows(tf, error) : none(layers[i]!))),
      lossError: rows.length === 1 ? tf.clone(rows[0]!) : tf.concat(rows, 1),
    };
  }

  /** Dropout masks of the update that comes next. */
  #masks(samples: number): ReadonlyMap<number, Tensor> {
    const rates = dropRates(this.#network, this.#kinds);
    const { seed } = this.#options;
    const masks = dropoutMasks(this.#network, rates, { seed, update: this.#updates, samples });
    const shaped = [...masks].map(([layer, mask]) => {
      return [layer, toLayerInput(this.#tf, mask, samples, this.#network.layers[layer]!.input)] as const;
    });
    return new Map(shaped);
  }

  #nextState(call: ForwardCall, inputs: Tensor, outputs: readonly Tensor[]): Tensor[] {
    const states = nextState(call, inputs, outputs);
    return this.#kept
      .filter(({ trained }) => !trained)
      .map(({ layer, name }) => this.#tf.clone(states.get(layer)![name]!));
  }

  #step({ gradients, state }: Pass, samples: number, rate: number): void {
    const tf = this.#tf;
    const means = meanGradients(tf, gradients, samples, this.#options.training.clip?.norm ?? null);
    const gradient = means.values();
    const moved = state.values();
    for (const kept of this.#kept) {
      const { weight, slots } = kept;
      if (kept.trained) {
        const mean = gradient.next().value!;
        const next = tf.tidy(() => this.#optimizer.update(kept, mean, rate, this.#updates));
        Object.assign(kept, next);
        tf.dispose([mean, weight, ...slots]);
      } else {
        kept.weight = moved.next().value!;
        tf.dispose(weight);
      }
    }
    this.#updates += 1;
  }

  /** Reads a pass and frees it. */
  async #finish(batch: Batch, pass: Pass, capture: boolean): Promise<StepResult> {
    const result = await readPass(pass, batch, this.#options, capture);
    const errors = pass.signals.flatMap((one) => [...one.errors, one.lossError]);
    this.#tf.dispose([...pass.losses, ...pass.outputs, ...pass.activations, ...errors, ...pass.gradients]);
    return result;
  }
}
