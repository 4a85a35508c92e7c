import type { Json, JsonObject } from '../json.ts';

/** Most bins, ticks, steps or keys that a chart may ask for. */
const most = 2000;

/** Numbers that say how much is to be made: the least and the most that they may be. They are written out, not computed. */
const amounts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  steps: [1, most],
  minsteps: [1, most],
  maxsteps: [1, most],
  maxbins: [1, most],
  tickCount: [0, most],
  columns: [1, most],
  nice: [0, most],
  /** Of bins, quantiles and time units; smaller ones make a bin or row each. */
  step: [1e-3, Number.POSITIVE_INFINITY],
  /** Of bins and logarithms: they look for a power of it by trying. */
  base: [2, 1000],
  /** Degree of a polynomial. */
  order: [0, 10],
};

/** Those of them that may be lists or maps for something else: sizes to choose from, a channel. */
const alsoOther = ['steps', 'order'];

/** Why a number that says how much is to be made may not stand in a chart; null when it may, or is none. */
export function amountRefusal(key: string, value: Json): string | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const many = countOf(value as JsonObject);
    if (many > most) return `from its start to its stop there are at most ${most} steps`;
  }
  if (!Object.hasOwn(amounts, key) || value === null || typeof value === 'boolean') return null;
  const [least, top] = amounts[key]!;
  if (typeof value !== 'number') return alsoOther.includes(key) ? null : `it must be a number here`;
  if (value >= least && value <= top) return null;
  return Number.isFinite(top) ? `it is from ${least} to ${top}` : `it must be at least ${least}`;
}

/** Values of a sequence: `start`, `stop`, `step`, or bins of one size over an extent. */
function countOf({ start = 0, stop, step = 1, extent }: JsonObject): number {
  const [from, to] = Array.isArray(extent) ? extent : [start, stop];
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number') return 0;
  const count = Math.abs((to - from) / step);
  return Number.isNaN(count) ? Number.POSITIVE_INFINITY : count;
}
