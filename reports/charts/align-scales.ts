import type { Json, JsonObject } from '../../src/plan/plan.ts';
import type { Figure, Panel } from '../report-input.ts';

/** Where a scale starts and where it ends, as Vega expressions. */
interface ScaleEnds {
  readonly from: string;
  readonly to: string;
}

/** Channels whose scales are made common. */
const channels = ['x', 'y'] as const;
type Channel = (typeof channels)[number];

/** The check boxes that the ends of an axis depend on. */
const scaleParameters = new Set(['whole', 'same']);

/**
 * Two drawings of one figure so that their values can be compared by eye: panels that stand for the same run over the values of
 * both, on the axes that `scaleFor` made. Panels that only one has, and windows, stay as they are; so do figures of which only one
 * has a check box that the ends of its axes depend on.
 */
export function onCommonScales(a: Figure, b: Figure): readonly [Figure, Figure] {
  const switches = ({ switches: all }: Figure) =>
    all.map(({ parameter }) => parameter).filter((parameter) => scaleParameters.has(parameter));
  if (switches(a).join() !== switches(b).join()) return [a, b];
  return [withScalesOf(a, b), withScalesOf(b, a)];
}

function withScalesOf(figure: Figure, other: Figure): Figure {
  const places = ({ panels }: Figure) => panels.map(({ group }) => group).join('\n');
  const alike = places(figure) === places(other);
  const panels = figure.panels.map((panel, place) => {
    const there = other.panels[place];
    // titles may hold accuracies, which differ
    const stands = alike && there && !namesake(there, figure.panels) ? there : undefined;
    const counterpart = namesake(panel, other.panels) ?? stands;
    return counterpart ? wider(panel, counterpart) : panel;
  });
  return { ...figure, panels };
}

function namesake({ group, title }: Panel, panels: readonly Panel[]): Panel | undefined {
  return panels.find((one) => one.group === group && one.title === title);
}

/** The panel with its axes widened by those of the other one. */
function wider(panel: Panel, other: Panel): Panel {
  const common = new Map<Channel, ScaleEnds>();
  for (const channel of channels) {
    const [own, others] = [panel, other].map(({ vegaLite }) => endsIn(vegaLite, channel));
    if (!own || !others) continue;
    common.set(channel, { from: least(own.from, others.from), to: most(own.to, others.to) });
  }
  return { ...panel, vegaLite: replaced(panel.vegaLite, common) as JsonObject };
}

function least(a: string, b: string): string {
  return a === b ? a : `min(${[a, b].sort().join(', ')})`;
}

function most(a: string, b: string): string {
  return a === b ? a : `max(${[a, b].sort().join(', ')})`;
}

/** The ends of the first scale of a channel in a view or its layers; null where they are no expressions. */
function endsIn(view: JsonObject, channel: Channel): ScaleEnds | null {
  const encoding = (view.encoding ?? {}) as JsonObject;
  const own = endsOf(encoding[channel]);
  if (own) return own;
  for (const layer of (view.layer ?? []) as readonly JsonObject[]) {
    const inner = endsIn(layer, channel);
    if (inner) return inner;
  }
  return null;
}

function endsOf(definition: Json | undefined): ScaleEnds | null {
  const { scale } = (definition ?? {}) as { scale?: { domainMin?: Json; domainMax?: Json } };
  const expression = (end: Json | undefined) => (end as { expr?: string } | null | undefined)?.expr;
  const [from, to] = [expression(scale?.domainMin), expression(scale?.domainMax)];
  return from === undefined || to === undefined ? null : { from, to };
}

/** A view with other ends on the scales of its channels, in all of its layers. */
function replaced(view: JsonObject, common: ReadonlyMap<Channel, ScaleEnds>): JsonObject {
  const { encoding, layer } = view;
  const inner = (layer as readonly JsonObject[] | undefined)?.map((one) => replaced(one, common));
  const channelsOf = encoding as JsonObject | undefined;
  return {
    ...view,
    ...(channelsOf && { encoding: { ...channelsOf, ...widened(channelsOf, common) } }),
    ...(inner && { layer: inner }),
  };
}

function widened(encoding: JsonObject, common: ReadonlyMap<Channel, ScaleEnds>): JsonObject {
  const found = [...common].flatMap(([channel, { from, to }]) => {
    const definition = encoding[channel];
    if (!endsOf(definition)) return [];
    const { scale, ...rest } = definition as JsonObject;
    const ends = { domainMin: { expr: from }, domainMax: { expr: to } };
    return [[channel, { ...rest, scale: { ...(scale as JsonObject), ...ends } }] as const];
  });
  return Object.fromEntries(found);
}
