import { lossParts } from '../../../src/plan/losses.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { Taps } from '../../contract/engine.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { add, multiply } from '../../lowering/onnx/operators.ts';
import { type LossGroup, lossGroups } from '../loss-groups.ts';
import type { Segment } from './segment.ts';

export type LayerValues = Readonly<Record<string, Value>>;

/** What came of errors that went down. */
interface Descent {
  /** Of the summed loss, by layer, then by weight; none without an update. */
  readonly gradients: ReadonlyMap<number, LayerValues>;
  /** d of the layers that were asked for, as far as it got there. */
  readonly errors: ReadonlyMap<number, Value>;
}

/** The error signals of one loss, or of the total. */
export interface LossErrors {
  /** Place of the loss; null for the total. */
  readonly loss: number | null;
  /** d_L, one for each output that it is of, `[outputs, samples]`. */
  readonly outputs: readonly Value[];
  /** d_k of the layers that were asked for, `[features, samples]`; a layer that the loss does not reach is not there. */
  readonly layers: ReadonlyMap<number, Value>;
}

/** What all losses together come to. */
export interface Backpropagated {
  /** Of the summed total loss of the batch, by layer, then by weight; none without an update. */
  readonly gradients: ReadonlyMap<number, LayerValues>;
  readonly signals: readonly LossErrors[];
}

interface Network {
  readonly graph: GraphBuilder;
  readonly network: NetworkPlan;
  readonly segments: readonly Segment[];
}

/**
 * Takes the errors of all losses down, each to its lowest layer at most and no further than something asks for. Losses that
 * end at one layer go down as a sum; one whose own signals are asked for goes alone, once more where it is part of a sum.
 * @param errors gradients of each sample's own loss at its output, by the loss's place
 */
export function backpropagate(
  place: Network,
  errors: readonly Value[],
  { update, taps }: { readonly update: boolean; readonly taps: Pick<Taps, 'errors' | 'ofLosses'> | null },
): Backpropagated {
  const { graph, network } = place;
  const parts = lossParts(network);
  const weighted = parts.map(({ weight }, loss) =>
    weight === 1 ? errors[loss]! : multiply(graph, errors[loss]!, graph.scalar(weight)),
  );
  const ofTotal = taps?.errors ?? [];
  const ofLosses = taps?.ofLosses ?? [];
  const lonely = (group: LossGroup) => ofLosses.find(({ loss }) => isAlone(group, loss));
  const groups = lossGroups(network).map((group) => {
    const layers = [...new Set([...ofTotal, ...(lonely(group)?.layers ?? [])])].sort((a, b) => a - b);
    const starts = group.members.map(([loss, { output }]) => [output, weighted[loss]!] as const);
    return { group, descent: descend(place, starts, { lowest: group.lowest, update, layers }) };
  });
  const total = sumErrors(
    graph,
    ofTotal,
    groups.map(({ descent }) => descent.errors),
  );
  const single = ofLosses.map(({ loss, layers }): LossErrors => {
    const { output, lowest } = parts[loss]!;
    const known = groups.find(({ group }) => isAlone(group, loss));
    const starts = [[output, errors[loss]!] as const];
    const made = known?.descent ?? descend(place, starts, { lowest, update: false, layers });
    return { loss, outputs: [errors[loss]!], layers: made.errors };
  });
  return {
    gradients: sumGradients(
      graph,
      groups.map(({ descent }) => descent.gradients),
    ),
    signals: [...(ofTotal.length > 0 ? [{ loss: null, outputs: weighted, layers: total }] : []), ...single],
  };
}

/** Whether a group is one loss with the factor 1, so that its signals are that loss's own. */
function isAlone({ members: [first, ...others] }: LossGroup, loss: number): boolean {
  return others.length === 0 && first![0] === loss && first![1].weight === 1;
}

/**
 * Takes a sum of errors from outputs down. A layer that several others read gets the sum of what comes back from them.
 * @param starts layers with their errors
 */
function descend(
  { graph, segments }: Network,
  starts: readonly (readonly [number, Value])[],
  {
    lowest,
    update,
    layers,
  }: { readonly lowest: number; readonly update: boolean; readonly layers: readonly number[] },
): Descent {
  const gradients = new Map<number, LayerValues>();
  const tapped = new Map<number, Value>();
  const down = update ? lowest : Math.max(lowest, Math.min(...layers, Number.POSITIVE_INFINITY));
  const errors = new Map(starts);
  for (const segment of segments.toReversed()) {
    if (segment.to <= down) break;
    const error = errors.get(segment.to - 1);
    if (!error) continue;
    const step = segment.backward(error);
    for (const layer of layers)
      if (layer >= Math.max(segment.from, down) && layer < segment.to) tapped.set(layer, step.error(layer));
    if (update) for (const [layer, values] of step.gradients()) gradients.set(layer, values);
    segment.inputs.forEach((source, which) => {
      if (source < Math.max(down, 0)) return;
      const sofar = errors.get(source);
      errors.set(source, sofar ? add(graph, sofar, step.input(which)) : step.input(which));
    });
  }
  return { gradients, errors: tapped };
}

function sumErrors(
  graph: GraphBuilder,
  layers: readonly number[],
  parts: readonly ReadonlyMap<number, Value>[],
): ReadonlyMap<number, Value> {
  return new Map(
    layers.flatMap((layer) => {
      const found = parts.flatMap((errors) => errors.get(layer) ?? []);
      return found.length > 0 ? [[layer, found.reduce((sum, one) => add(graph, sum, one))] as const] : [];
    }),
  );
}

function sumGradients(
  graph: GraphBuilder,
  parts: readonly ReadonlyMap<number, LayerValues>[],
): ReadonlyMap<number, LayerValues> {
  const total = new Map<number, LayerValues>();
  for (const [layer, values] of parts.flatMap((part) => [...part])) {
    const sofar = total.get(layer);
    const sum = ([name, value]: [string, Value]) => [name, sofar ? add(graph, sofar[name]!, value) : value];
    total.set(layer, Object.fromEntries(Object.entries(values).map(sum)));
  }
  return total;
}
