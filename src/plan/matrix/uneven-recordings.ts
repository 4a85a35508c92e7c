import type { CapturesHeader } from '../../captures/captures-header.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Found, RecordedPoint } from './recorded-point.ts';

/** Folders that a message names one by one. */
const mostNamed = 4;

/**
 * What is to be known of the folders of a recorded model side by side: that recordings of one setting do not end at the same iteration
 * (`captures-ends`), and that they are of different networks, or of different numbers of samples (`captures-networks`), so that their
 * values differ for that reason too.
 */
export function unevenRecordings(model: EntrySpec, points: readonly RecordedPoint[]): Diagnostic[] {
  const settings = new Map<string, Found[]>();
  for (const { cells, folders } of points) {
    const setting = canonicalJson(cells.slice(0, -1));
    const own = folders.filter(({ entry }) => entry === model);
    settings.set(setting, [...(settings.get(setting) ?? []), ...own]);
  }
  return [
    ...[...settings.values()].flatMap((folders) => unevenEnds(model, folders)),
    ...[...settings.values()].flatMap((folders) => otherNetworks(model, folders)),
  ];
}

function unevenEnds(model: EntrySpec, folders: readonly Found[]): Diagnostic[] {
  const names = new Set(folders.flatMap(({ recording }) => [...recording.header.samples.keys()]));
  return [...names].flatMap((samples) => {
    const ends = folders.flatMap(({ recording }) => {
      const last = recording.rows.findLast((row) => row.samples === samples);
      return last ? [{ folder: recording.folder, last: last.iteration }] : [];
    });
    const latest = ends.reduce((most, { last }) => Math.max(most, last), 0);
    const early = ends.filter(({ last }) => last < latest);
    if (early.length === 0) return [];
    const shown = early.slice(0, mostNamed).map(({ folder, last }) => `${folder} at iteration ${last}`);
    const more = early.length > mostNamed ? ` and ${early.length - mostNamed} more` : '';
    const message = `recordings of the same settings do not end together: ${shown.join(', ')}${more}, the longest at ${latest}`;
    const hint =
      'what asks for the last row counts the longest alone: leave out what was cut off, or name an epoch that all have';
    return [warning('captures-ends', model, message, hint)];
  });
}

function otherNetworks(model: EntrySpec, folders: readonly Found[]): Diagnostic[] {
  const [first, ...others] = folders;
  const found = others.map((other) => ({ other, what: first ? differences(first, other) : [] }));
  const unlike = found.find(({ what }) => what.length > 0);
  if (!first || !unlike) return [];
  const message = `${first.recording.folder} and ${unlike.other.recording.folder} are trials of one setting of ${showValue(model.name)}, and differ in ${unlike.what.join(' and ')}`;
  const hint = 'their means mix unlike things: record them with `settings=` that say in what they differ';
  return [warning('captures-networks', model, message, hint)];
}

function differences({ recording: a }: Found, { recording: b }: Found): string[] {
  const counts = [...a.header.samples].flatMap(([name, { n }]) => {
    const other = b.header.samples.get(name)?.n;
    return other === undefined || other === n ? [] : [`the samples ${showValue(name)} (${n} and ${other})`];
  });
  return [...(networkOf(a.header) === networkOf(b.header) ? [] : ['their networks']), ...counts];
}

function networkOf({ input, layers }: CapturesHeader): string {
  const shapes = [...layers].map(([name, { axes, shape }]) => [name, axes, [...shape]]);
  return canonicalJson([input.axes, [...input.shape], shapes]);
}

function warning(
  code: 'captures-ends' | 'captures-networks',
  { tree, key, path }: EntrySpec,
  message: string,
  hint: string,
): Diagnostic {
  const origin = at(tree, ['captures'])?.node.origin ?? key;
  return problem(code, origin, `${path}.captures`, message, hint);
}
