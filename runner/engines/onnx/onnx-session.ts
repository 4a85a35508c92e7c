import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import { cutBatch, joinResults } from '../chunks.ts';
import type { Batch, SessionOptions, StepResult, Tensors, TrainingSession, Weights } from '../engine.ts';
import { buildStepGraph, type StepGraphOptions, type StepVariant, stepNames } from './step-graph.ts';

type Feeds = Record<string, Tensor>;

/**
 * A network in training on ONNX Runtime. The state (weights and the optimiser's tensors) is what one run put out and
 * the next takes in. A graph is built for each distinct step when it is first needed, and kept.
 */
export class OnnxSession implements TrainingSession {
  readonly #graph: StepGraphOptions;
  readonly #options: SessionOptions;
  readonly #load: (model: Uint8Array) => Promise<InferenceSession>;
  readonly #steps = new Map<string, Promise<InferenceSession>>();
  readonly #state: Feeds;

  /** @param load makes a runtime session of the bytes of a model */
  constructor(
    graph: StepGraphOptions,
    options: SessionOptions,
    load: (model: Uint8Array) => Promise<InferenceSession>,
  ) {
    this.#graph = graph;
    this.#options = options;
    this.#load = load;
    this.#state = initialState(graph, options.initial);
  }

  async update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult> {
    const step = await this.#step({
      samples: batch.samples,
      update: true,
      taps: capture ? this.#options.taps : null,
    });
    const rate = new Tensor('float32', Float32Array.of(learningRate), []);
    const fetched = await step.run({
      ...this.#feeds(batch, step),
      [stepNames.rate]: rate,
    });
    for (const state of Object.keys(this.#state))
      this.#state[state] = fetched[stepNames.next(state)] as Tensor;
    return this.#result(fetched, capture);
  }

  async observe(batch: Batch, capture: boolean): Promise<StepResult> {
    const pieces = cutBatch(batch, this.#options.training.batchSize);
    const results: StepResult[] = [];
    for (const piece of pieces) {
      const taps = capture ? this.#options.taps : null;
      const step = await this.#step({ samples: piece.samples, update: false, taps });
      results.push(this.#result(await step.run(this.#feeds(piece, step)), capture));
    }
    return joinResults(pieces, results);
  }

  async weights(): Promise<Weights> {
    return this.#graph.network.layers.map((layer, index) =>
      Object.fromEntries(
        layer.weights.map(({ name }) => {
          const tensor = this.#state[stepNames.weight(index, name)]!;
          return [name, Float32Array.from(tensor.data as Float32Array)];
        }),
      ),
    );
  }

  async close(): Promise<void> {
    for (const step of this.#steps.values()) await (await step).release();
    this.#steps.clear();
  }

  #step(variant: StepVariant): Promise<InferenceSession> {
    const key = `${variant.samples} ${variant.update} ${variant.taps !== null}`;
    const known = this.#steps.get(key);
    if (known) return known;
    const made = this.#load(buildStepGraph(this.#graph, variant));
    this.#steps.set(key, made);
    return made;
  }

  /** The batch and the part of the state that the step reads. */
  #feeds(batch: Batch, step: InferenceSession): Feeds {
    const features = batch.inputs.length / batch.samples;
    const state = Object.entries(this.#state).filter(([name]) => step.inputNames.includes(name));
    return {
      ...Object.fromEntries(state),
      [stepNames.inputs]: new Tensor('float32', batch.inputs, [batch.samples, features]),
      [stepNames.labels]: new Tensor('int32', Int32Array.from(batch.labels), [batch.samples]),
    };
  }

  #result(fetched: InferenceSession.OnnxValueMapType, capture: boolean): StepResult {
    const floats = (name: string) => fetched[name]!.data as Float32Array;
    const { taps } = this.#options;
    const tensors = (): Tensors => ({
      activations: new Map(taps.activations.map((layer) => [layer, floats(stepNames.activation(layer))])),
      errors: new Map(taps.errors.map((layer) => [layer, floats(stepNames.error(layer))])),
      lossError: taps.errors.length > 0 ? floats(stepNames.lossError) : new Float32Array(0),
    });
    return {
      loss: floats(stepNames.loss)[0]!,
      correct: floats(stepNames.correct)[0]!,
      tensors: capture ? tensors() : null,
    };
  }
}

function initialState({ network, optimizer }: StepGraphOptions, initial: Weights): Feeds {
  const state: Feeds = {};
  network.layers.forEach((layer, index) => {
    for (const { name, shape } of layer.weights) {
      const values = Float32Array.from(initial[index]![name]!);
      state[stepNames.weight(index, name)] = new Tensor('float32', values, shape);
      for (const slot of optimizer.slots) {
        const zeros = new Float32Array(values.length);
        state[stepNames.slot(index, name, slot)] = new Tensor('float32', zeros, shape);
      }
    }
  });
  return state;
}
