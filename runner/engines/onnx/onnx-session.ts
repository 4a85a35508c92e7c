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
import { cutBatch, joinResults } from '../chunks.ts';
import { type DropRates, dropoutMasks, dropRates, hasModes } from '../dropout-masks.ts';
import { withoutProducts } from '../taps.ts';
import { type LongSamples, type StepTaps, watchLongSamples } from './long-samples.ts';
import { type InferenceSession, Tensor } from './onnx-runtime.ts';
import { buildReadGraph } from './read-graph.ts';
import { readStep } from './read-step.ts';
import { buildStepGraph, type StepGraphOptions, type StepVariant, stepNames } from './step-graph.ts';

type Feeds = Record<string, Tensor>;

/** Makes a runtime session of the bytes of a model; outputs in `resident` may stay on the device. */
export type LoadModel = (model: Uint8Array, resident: readonly string[]) => Promise<InferenceSession>;

/**
 * A network in training on ONNX Runtime. The state (weights and the optimiser's tensors) is what one run put out and
 * the next takes in; it stays on the device where the runtime can keep it there. A graph is built for each distinct
 * step when it is first needed, and kept.
 */
export class OnnxSession implements TrainingSession {
  readonly #graph: StepGraphOptions;
  readonly #options: SessionOptions;
  readonly #load: LoadModel;
  readonly #steps = new Map<string, Promise<InferenceSession>>();
  readonly #state: Feeds;
  readonly #drops: DropRates;
  /** Without products where the device has none that are exact enough. */
  readonly #taps: Taps;
  readonly #long: LongSamples;
  readonly #hasModes: boolean;
  /** Updates done. */
  #updates: number;

  /** @param exact whether a Gemm on the device is float32 throughout, so that inner products can be had of it */
  constructor(
    graph: Omit<StepGraphOptions, 'training' | 'drops'>,
    options: SessionOptions,
    { load, exact }: { readonly load: LoadModel; readonly exact: boolean },
  ) {
    const { network, kinds } = graph;
    this.#drops = dropRates(network, kinds);
    this.#hasModes = hasModes(network, kinds);
    this.#graph = { ...graph, training: options.training, drops: [...this.#drops.keys()] };
    this.#options = options;
    this.#taps = exact ? options.taps : withoutProducts(options.taps);
    this.#long = watchLongSamples(this.#taps);
    this.#load = load;
    this.#state = firstState(this.#graph, options);
    this.#updates = options.from?.updates ?? 0;
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const taps = capture ? this.#long.stepTaps() : null;
    const step = await this.#step({ samples: batch.samples, update: true, mode: 'training', taps });
    const scalars = { [stepNames.rate]: learningRate, ...this.#graph.optimizer.scalars(this.#updates) };
    const fetched = await step.run({
      ...this.#feeds(batch, step),
      ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalar(value)])),
    });
    const result = await this.#complete(readStep(this.#graph.network, fetched, taps), batch, 'training');
    this.#updates += 1;
    for (const state of Object.keys(this.#state)) {
      free(this.#state[state]!);
      this.#state[state] = fetched[stepNames.next(state)] as Tensor;
    }
    return result;
  }

  async observe(batch: Batch, capture: boolean, mode: Mode = 'evaluation'): Promise<StepResult> {
    const pieces = cutBatch(batch, this.#options.training.batchSize);
    const results: StepResult[] = [];
    const whole = pieces.length === 1;
    const taps = !capture ? null : whole ? this.#long.stepTaps() : withoutProducts(this.#taps);
    for (const piece of pieces) results.push(await this.#pass(piece, mode, taps));
    const result = joinResults(pieces, results);
    return whole ? this.#complete(result, batch, mode) : result;
  }

  /** Forward through the network. */
  async #pass(batch: Batch, mode: Mode, taps: StepTaps | null): Promise<StepResult> {
    const step = await this.#step({ samples: batch.samples, update: false, mode, taps });
    return readStep(this.#graph.network, await step.run(this.#feeds(batch, step)), taps);
  }

  /** With the tensors of layers whose inner products turned out not to be exact enough; before the weights move on. */
  async #complete(result: StepResult, batch: Batch, mode: Mode): Promise<StepResult> {
    const { tensors } = result;
    const long = tensors ? this.#long.found(tensors) : [];
    if (!tensors || long.length === 0) return result;
    const again = await this.#pass(batch, mode, { activations: long, errors: [] });
    const products = new Map(tensors.products);
    for (const layer of long) {
      const reserve = again.tensors!.activations.get(layer)!;
      products.set(layer, { values: products.get(layer)!.values, reserve });
    }
    return { ...result, tensors: { ...tensors, products } };
  }

  async weights(): Promise<Weights> {
    const here = await this.#fetchState();
    return this.#graph.network.layers.map((layer, index) =>
      Object.fromEntries(
        layer.weights.map(({ name }) => {
          const tensor = here[stepNames.weight(index, name)]!;
          return [name, Float32Array.from(tensor.data as Float32Array)];
        }),
      ),
    );
  }

  async state(): Promise<SessionState> {
    const here = Object.entries(await this.#fetchState());
    const tensors = here.map(([name, tensor]) => {
      return [name, { shape: tensor.dims, values: Float32Array.from(tensor.data as Float32Array) }] as const;
    });
    return { updates: this.#updates, tensors: new Map(tensors) };
  }

  async close(): Promise<void> {
    // Tensors on a device belong to the session that put them out, so they go first.
    for (const tensor of Object.values(this.#state)) free(tensor);
    for (const step of this.#steps.values()) await (await step).release();
    this.#steps.clear();
  }

  #step(variant: StepVariant): Promise<InferenceSession> {
    const mode = this.#hasModes ? variant.mode : 'either';
    const key = `${variant.samples} ${variant.update} ${JSON.stringify(variant.taps)} ${mode}`;
    const resident = variant.update ? Object.keys(this.#state).map(stepNames.next) : [];
    return this.#session(key, () => this.#load(buildStepGraph(this.#graph, variant), resident));
  }

  #session(key: string, load: () => Promise<InferenceSession>): Promise<InferenceSession> {
    const known = this.#steps.get(key);
    if (known) return known;
    const made = load();
    this.#steps.set(key, made);
    return made;
  }

  /** The state as tensors whose data is on the CPU. */
  async #fetchState(): Promise<Feeds> {
    const away = Object.values(this.#state).some((tensor) => tensor.location === 'gpu-buffer');
    if (!away) return this.#state;
    // The tensors' own way back, `getData`, ends the process in ONNX Runtime 1.30 for Node.
    const names = Object.keys(this.#state);
    const shapes = names.map((name) => [name, this.#state[name]!.dims] as const);
    const read = await this.#session('read', () => this.#load(buildReadGraph(shapes), []));
    const fetched = await read.run(this.#state);
    return Object.fromEntries(names.map((name) => [name, fetched[stepNames.next(name)] as Tensor]));
  }

  /** The batch, its dropout masks and the part of the state: what of them the step reads. */
  #feeds(batch: Batch, step: InferenceSession): Feeds {
    const features = batch.inputs.length / batch.samples;
    const feeds: Feeds = {
      ...this.#state,
      [stepNames.inputs]: new Tensor('float32', batch.inputs, [batch.samples, features]),
    };
    const { targets } = batch;
    if (targets) {
      const width = targets.length / batch.samples;
      feeds[stepNames.targets] = new Tensor('float32', targets, [batch.samples, width]);
    } else feeds[stepNames.labels] = new Tensor('int32', Int32Array.from(batch.labels), [batch.samples]);
    const reads = new Set(step.inputNames);
    if ([...this.#drops.keys()].some((layer) => reads.has(stepNames.mask(layer)))) {
      for (const [layer, mask] of this.#masks(batch.samples)) {
        feeds[stepNames.mask(layer)] = new Tensor('float32', mask, [
          batch.samples,
          mask.length / batch.samples,
        ]);
      }
    }
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => reads.has(name)));
  }

  /** Masks of the update that comes next. */
  #masks(samples: number): ReadonlyMap<number, Float32Array> {
    const { seed } = this.#options;
    return dropoutMasks(this.#graph.network, this.#drops, { seed, update: this.#updates, samples });
  }
}

function scalar(value: number): Tensor {
  return new Tensor('float32', Float32Array.of(value), []);
}

/** Gives back memory on a device. */
function free(tensor: Tensor): void {
  if (tensor.location === 'gpu-buffer') tensor.dispose();
}

/** The state before the first update: the initial weights and zeros, or what the session goes on from. */
function firstState({ network, optimizer }: StepGraphOptions, { initial, from }: SessionOptions): Feeds {
  const state: Feeds = {};
  const put = (name: string, shape: readonly number[], first: Float32Array) => {
    const values = from ? Float32Array.from(from.tensors.get(name)!.values) : first;
    state[name] = new Tensor('float32', values, shape);
  };
  network.layers.forEach((layer, index) => {
    for (const { name, shape, trained } of layer.weights) {
      const values = Float32Array.from(initial[index]![name]!);
      put(stepNames.weight(index, name), shape, values);
      for (const slot of trained === false ? [] : optimizer.slots) {
        put(stepNames.slot(index, name, slot), shape, new Float32Array(values.length));
      }
    }
  });
  return state;
}
