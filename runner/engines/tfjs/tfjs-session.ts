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
import { withTiedKernels } from '../tied-weights.ts';
import { meanGradients } from './clip-gradients.ts';
import { countHits } from './count-hits.ts';
import { type ForwardCall, forwardPass, nextState, toLayerInput, toRows } from './forward-pass.ts';
import { copyTensors, firstTensors, type Kept } from './kept-tensors.ts';
import { summedLoss, targetTensor } from './loss.ts';
import { optimizerOf, type TfjsOptimizer } from './optimizer.ts';
import { useBackend } from './use-backend.ts';

/** What one pass leaves behind. The session that ran it frees it. */
type Pass = Record<'loss' | 'output', Tensor> & {
  activations: Tensor[];
  errors: Tensor[];
  /** One tensor, or none when no errors are tapped. */
  lossError: Tensor[];
  /** Of the summed loss, one a trained weight tensor; empty without an update. */
  gradients: Tensor[];
  /** What the other weight tensors become; empty without an update. */
  state: Tensor[];
};

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
  /** Updates done. */
  #updates: number;

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
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const pass = this.#pass(batch, 'training', true, capture);
    this.#step(pass, batch.samples, learningRate);
    return this.#finish(batch, pass, capture);
  }

  async observe(batch: Batch, capture: boolean, mode: Mode = 'evaluation'): Promise<StepResult> {
    const pieces = cutBatch(batch, this.#options.training.batchSize);
    const results: StepResult[] = [];
    for (const piece of pieces) {
      results.push(await this.#finish(piece, this.#pass(piece, mode, false, capture), capture));
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
  }

  /** One pass forward, and backward as far as an update or the taps need it. */
  #pass(batch: Batch, mode: Mode, update: boolean, capture: boolean): Pass {
    const tf = this.#tf;
    useBackend(tf, this.#backend);
    const last = this.#network.layers.length - 1;
    const { activations, errors } = capture ? this.#options.taps : noTaps;
    return tf.tidy(() => {
      const inputs = toLayerInput(tf, batch.inputs, batch.samples, this.#network.input);
      const target = targetTensor(tf, this.#network, this.#options.training, batch);
      const masks = mode === 'training' ? this.#masks(batch.samples) : new Map<number, Tensor>();
      const tapped = errors.length > 0 ? [...new Set([...errors, last])] : [];
      const trained = update ? this.#kept.filter((kept) => kept.trained) : [];
      const variables = [
        ...trained.map(({ weight }) => weight),
        ...tapped.map((layer) => this.#zeroTap(layer, batch.samples)),
      ];
      const callWith = (values: readonly Tensor[]): ForwardCall => ({
        tf,
        kinds: this.#kinds,
        network: this.#network,
        weights: this.#byLayer(new Map(trained.map((kept, i) => [kept, values[i]!]))),
        mode,
        masks,
        taps: new Map(tapped.map((layer, i) => [layer, values[trained.length + i]!])),
      });

      let outputs: Tensor[] = [];
      const loss = (...values: Tensor[]) => {
        outputs = forwardPass(callWith(values), inputs).map((output) => tf.keep(output));
        return summedLoss(tf, this.#options.training, outputs.at(-1)!, target);
      };
      const { value, grads } =
        variables.length > 0 ? tf.valueAndGrads(loss)(variables) : { value: loss(), grads: [] as Tensor[] };

      const tapErrors = new Map(tapped.map((layer, i) => [layer, grads[trained.length + i]!]));
      const pass: Pass = {
        loss: tf.div(value, batch.samples),
        output: tf.clone(toRows(tf, outputs[last]!)),
        activations: activations.map((layer) => tf.clone(toRows(tf, outputs[layer]!))),
        errors: errors.map((layer) => tf.clone(toRows(tf, tapErrors.get(layer)!))),
        lossError: tapped.length > 0 ? [tf.clone(toRows(tf, tapErrors.get(last)!))] : [],
        gradients: grads.slice(0, trained.length),
        state: update ? this.#nextState(callWith(variables), inputs, outputs) : [],
      };
      tf.dispose(outputs);
      return pass;
    });
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

  #zeroTap(layer: number, samples: number): Tensor {
    const shape = this.#network.layers[layer]!.output;
    const [channels, height, width] = shape;
    // x + -0 is x for every x, while -0 + 0 is 0: what is tapped must not change a bit
    return this.#tf.fill(
      shape.length === 3 ? [samples, height!, width!, channels!] : [samples, ...shape],
      -0,
    );
  }

  /** The weights by layer, some of them replaced. */
  #byLayer(replaced: ReadonlyMap<Kept, Tensor>): readonly Readonly<Record<string, Tensor>>[] {
    const layers: Record<string, Tensor>[] = this.#network.layers.map(() => ({}));
    for (const kept of this.#kept) layers[kept.layer]![kept.name] = replaced.get(kept) ?? kept.weight;
    return withTiedKernels(this.#network.layers, layers, (kernel) => this.#tf.transpose(kernel));
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
    const read = async (tensor: Tensor) => Float32Array.from(await tensor.data<'float32'>());
    const readAll = async (layers: readonly number[], tensors: readonly Tensor[]) => {
      const values = await Promise.all(tensors.map(read));
      return new Map(layers.map((layer, i) => [layer, values[i]!]));
    };
    const { activations, errors } = this.#options.taps;
    const [loss] = await read(pass.loss);
    const result: StepResult = {
      loss: loss!,
      correct:
        this.#options.training.target === 'input' || batch.targets
          ? null
          : countHits(await read(pass.output), batch.labels),
      tensors: capture
        ? {
            activations: await readAll(activations, pass.activations),
            products: new Map(),
            errors: await readAll(errors, pass.errors),
            lossError: pass.lossError[0] ? await read(pass.lossError[0]) : new Float32Array(0),
          }
        : null,
    };
    const { gradients, output, lossError } = pass;
    this.#tf.dispose([pass.loss, output, ...pass.activations, ...pass.errors, ...lossError, ...gradients]);
    return result;
  }
}
