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
import { GraphCache } from './graph-cache.ts';
import { createLetGo } from './let-go.ts';
import { type LongSamples, type StepTaps, watchLongSamples } from './long-samples.ts';
import { type InferenceSession, type LoadModel, Tensor, type TensorMap } from './onnx-runtime.ts';
import { arraysOf, readStep } from './read-step.ts';
import { putSamples, type ResidentSamples } from './resident-samples.ts';
import { type Feeds, firstState, scalar } from './session-state.ts';
import { buildStepGraph, type StepGraphOptions, type StepVariant } from './step-graph.ts';
import { lossNames, stepNames } from './step-names.ts';

/** Where a session's graphs run. */
export interface OnnxPlace {
  readonly load: LoadModel;
  /** Whether a Gemm is float32 throughout, so that inner products can be had of it. */
  readonly exact: boolean;
  /** Whether tensors may stay there between two runs. */
  readonly keeps: boolean;
}

/**
 * A network in training on ONNX Runtime. The state (weights and the optimiser's tensors) is what one run put out and
 * the next takes in. Where tensors can stay on the device the state does, and so do the samples of the training and the losses of
 * updates that nobody looks at, until several are read together. A graph is built for each distinct step when it is first needed, and kept.
 */
export class OnnxSession implements TrainingSession {
  readonly #graph: StepGraphOptions;
  readonly #options: SessionOptions;
  readonly #place: OnnxPlace;
  readonly #graphs: GraphCache;
  readonly #state: Feeds;
  readonly #drops: DropRates;
  /** Without products where the device has none that are exact enough. */
  readonly #taps: Taps;
  readonly #long: LongSamples;
  readonly #hasModes: boolean;
  readonly #letGo = createLetGo();
  /** Samples of the training on the device; null where they are not, or not yet. */
  #samples: Promise<ResidentSamples | null> | null = null;
  /** Updates done. */
  #updates: number;
  /** Of devices alone, where losses can wait to be read. */
  readonly updates?: NonNullable<TrainingSession['updates']>;

  constructor(
    graph: Omit<StepGraphOptions, 'training' | 'drops'>,
    options: SessionOptions,
    place: OnnxPlace,
  ) {
    const { network, kinds } = graph;
    this.#drops = dropRates(network, kinds);
    this.#hasModes = hasModes(network, kinds);
    this.#graph = { ...graph, training: options.training, drops: [...this.#drops.keys()] };
    this.#options = options;
    this.#taps = place.exact ? options.taps : withoutProducts(options.taps);
    this.#long = watchLongSamples(this.#taps);
    this.#place = place;
    this.#graphs = new GraphCache(place.load);
    if (place.keeps) this.updates = (batches, rates) => this.#updateTogether(batches, rates);
    this.#state = firstState(this.#graph, options);
    this.#updates = options.from?.updates ?? 0;
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const taps = capture ? this.#long.stepTaps() : null;
    const fetched = await this.#runUpdate(batch, learningRate, { taps, waits: false });
    const result = await this.#complete(readStep(this.#graph.network, fetched, taps), batch, 'training');
    this.#moveOn(fetched);
    return result;
  }

  /** Updates whose losses stay on the device until all are done. */
  async #updateTogether(batches: readonly Batch[], rates: readonly number[]): Promise<StepResult[]> {
    const losses: TensorMap[] = [];
    for (const [place, batch] of batches.entries()) {
      const fetched = await this.#runUpdate(batch, rates[place]!, { taps: null, waits: true });
      this.#moveOn(fetched);
      losses.push(fetched);
    }
    const names = lossNames(this.#graph);
    const away = losses.flatMap((fetched, place) =>
      names.map((name) => [`${place} ${name}`, fetched[name] as Tensor] as const),
    );
    const here = await this.#graphs.read(Object.fromEntries(away));
    this.#letGo.tensors(away.map(([, tensor]) => tensor));
    return losses.map((_, place) => {
      const own = Object.fromEntries(names.map((name) => [name, here[`${place} ${name}`]!]));
      return readStep(this.#graph.network, own, null);
    });
  }

  async #runUpdate(
    batch: Batch,
    learningRate: number,
    { taps, waits }: { readonly taps: StepTaps | null; readonly waits: boolean },
  ): Promise<TensorMap> {
    const samples = await this.#residentFor(batch);
    const step = await this.#step(
      { samples: batch.samples, update: true, mode: 'training', taps, resident: samples?.count ?? null },
      waits,
    );
    const scalars = { [stepNames.rate]: learningRate, ...this.#graph.optimizer.scalars(this.#updates) };
    return step.run({
      ...this.#feeds(batch, samples, step),
      ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, scalar(value)])),
    });
  }

  /** The state that an update put out takes the place of the one before. */
  #moveOn(fetched: TensorMap): void {
    this.#updates += 1;
    this.#letGo.tensors(Object.values(this.#state));
    for (const state in this.#state) this.#state[state] = fetched[stepNames.next(state)] as Tensor;
  }

  giveBack({ tensors }: StepResult): void {
    if (tensors) this.#letGo.arrays(arraysOf(tensors));
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
    const samples = await this.#residentFor(batch);
    const variant = { samples: batch.samples, update: false, mode, taps, resident: samples?.count ?? null };
    const step = await this.#step(variant, false);
    return readStep(this.#graph.network, await step.run(this.#feeds(batch, samples, step)), taps);
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
    this.#letGo.tensors(Object.values(this.#state));
    await (await this.#samples)?.close();
    await this.#graphs.release();
  }

  /** Samples on the device that a batch is of; null where it has to be sent. */
  async #residentFor({ rows }: Batch): Promise<ResidentSamples | null> {
    const { samples } = this.#options;
    if (!rows || !samples || !this.#place.keeps) return null;
    const features = this.#graph.network.input.reduce((product, length) => product * length, 1);
    this.#samples ??= putSamples(samples, features, this.#place.load);
    return this.#samples;
  }

  /** @param waits whether the losses stay on the device too */
  #step(variant: StepVariant, waits: boolean): Promise<InferenceSession> {
    const { samples, update, taps, resident } = variant;
    const mode = this.#hasModes ? variant.mode : 'either';
    const key = JSON.stringify([samples, update, taps, mode, resident, waits]);
    const kept = [
      ...(update ? Object.keys(this.#state).map(stepNames.next) : []),
      ...(waits ? lossNames(this.#graph) : []),
    ];
    return this.#graphs.session(key, () => buildStepGraph(this.#graph, variant), kept);
  }

  /** The state as tensors whose data is on the CPU. */
  async #fetchState(): Promise<Feeds> {
    const away = Object.values(this.#state).some((tensor) => tensor.location === 'gpu-buffer');
    if (!away) return this.#state;
    const here = await this.#graphs.read(this.#state);
    return Object.fromEntries(Object.keys(this.#state).map((name) => [name, here[name] as Tensor]));
  }

  /** The batch, its dropout masks and the part of the state: what of them the step reads. */
  #feeds(batch: Batch, resident: ResidentSamples | null, step: InferenceSession): Feeds {
    const feeds: Feeds = { ...this.#state, ...(resident ? resident.feeds(batch.rows!) : inputFeeds(batch)) };
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

/** A batch that is sent. */
function inputFeeds({ inputs, samples }: Batch): Feeds {
  return { [stepNames.inputs]: new Tensor('float32', inputs, [samples, inputs.length / samples]) };
}
