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

/**
 * Two drawings of one figure so that their values can be compared by eye: panels that stand for the same run over the values of
 * both, on the axes that `scaleFor` made. Panels that only one has, and windows, stay as they are; so do figures whose
 * switches differ, since the ends of an axis depend on them.
 */
export function onCommonScales(a: Figure, b: Figure): readonly [Figure, Figure] {
  const switches = ({ switches: all }: Figure) => all.map(({ parameter }) => parameter).join();
  if (switches(a) !== switches(b)) return [a, b];
  return [withScalesOf(a, b), withScalesOf(b, a)];
}

function withScalesOf(figure: Figure, other: Figure): Figure {
  const groups = ({ panels: all }: Figure) => all.map(({ group }) => group).join('\n');
  // titles may hold accuracies, which differ
  const inPlace = groups(figure) === groups(other);
  const panels = figure.panels.map((panel, place) => {
    const namesake = (one: Panel) => one.group === panel.group && one.title === panel.title;
    const counterpart = inPlace ? other.panels[place] : other.panels.find(namesake);
    return counterpart ? wider(panel, counterpart) : panel;
  });
  return { ...figure, panels };
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
