import { evenlySpaced } from '../data/evenly-spaced.ts';

/** Trials of a curve where not all can be drawn: at least, or none is, and at most. */
const [fewestOfCurve, mostOfCurve] = [5, 20];

/** A value of one trial, behind the mean of a curve. */
interface Trace {
  readonly series: string;
  readonly trial: string;
}

export interface ChosenTrials<One> {
  readonly traces: readonly One[];
  /** What a caption says of them, a blank before it; empty when there are none. */
  readonly words: string;
}

/**
 * The trials that are drawn thin behind the means of curves: all of a panel's where they are no more than `most`, else of each curve as many as it can
 * have, from 5 to 20, chosen evenly; none where there is no room for 5.
 * @param panelOf names the panel that a trace is drawn in
 * @param most lines of a panel
 */
export function chosenTrials<One extends Trace>(
  traces: readonly One[],
  panelOf: (trace: One) => string,
  most: number,
): ChosenTrials<One> {
  const panels = new Map<string, Map<string, Set<string>>>();
  for (const trace of traces) {
    const curves = take(panels, panelOf(trace), () => new Map<string, Set<string>>());
    take(curves, trace.series, () => new Set<string>()).add(trace.trial);
  }
  const chosen = new Map([...panels].map(([panel, curves]) => [panel, chooseIn(curves, most)]));
  const drawn = traces.filter((trace) => chosen.get(panelOf(trace))!.get(trace.series)!.has(trace.trial));
  return { traces: drawn, words: wordsOf(panels, chosen) };
}

type Curves = ReadonlyMap<string, ReadonlySet<string>>;

function chooseIn(curves: Curves, most: number): Curves {
  const sum = sumOf(curves);
  if (sum <= most) return curves;
  const share = Math.floor(most / curves.size);
  const room = share < fewestOfCurve ? 0 : Math.min(mostOfCurve, share);
  return new Map(
    [...curves].map(([series, trials]) => {
      const names = [...trials];
      return [series, new Set(evenlySpaced(names.length, room).map((at) => names[at]!))];
    }),
  );
}

function wordsOf(panels: ReadonlyMap<string, Curves>, chosen: ReadonlyMap<string, Curves>): string {
  const most = (of: ReadonlyMap<string, Curves>) =>
    Math.max(0, ...[...of.values()].flatMap((curves) => [...curves.values()].map(({ size }) => size)));
  const [all, some] = [most(panels), most(chosen)];
  if (all === 0) return '';
  const same = [...panels].every(([panel, curves]) => sumOf(curves) === sumOf(chosen.get(panel)!));
  if (same) return ' Each trial is drawn thin.';
  if (some === 0) return ' Single trials are not drawn: the curves are too many.';
  return ` ${some} of the ${all.toLocaleString('en')} trials of a curve are drawn thin, chosen evenly; means and intervals are of all.`;
}

function sumOf(curves: Curves): number {
  return [...curves.values()].reduce((sum, { size }) => sum + size, 0);
}

function take<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const there = map.get(key) ?? make();
  map.set(key, there);
  return there;
}
