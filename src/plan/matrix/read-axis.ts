import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { nearestName, suggestName } from '../../diagnostic/nearest.ts';
import type { PathStep } from '../../document/path.ts';
import { type LocatedEntry, type LocatedNode, toPlain, valueAt } from '../../document/tree.ts';
import type { NodeFamily } from '../../node/declare.ts';
import { familyKeys, type Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { overlay } from '../open/overlay.ts';
import { pathSteps } from '../open/overrides.ts';
import { suggestPath } from '../open/suggest-path.ts';
import type { AxisChange, AxisValue, StudyAxis } from './axis.ts';
import { rangeNodes } from './range-values.ts';

/** A part of the matrix as it was read; problems that the schema has told already are not told again. */
export type Read<Part> = { readonly part: Part | null; readonly diagnostics: readonly Diagnostic[] };

/** Reads one axis: a setting with its values or a range of them, or named variants. */
export function readAxis(name: string, located: LocatedEntry, spec: Spec): Read<StudyAxis> {
  const { key, value } = located;
  if (value.type === 'map' && !valueAt(value, 'range')) return readVariants(name, located, spec);
  const at = `matrix.${name}`;
  const listed = value.type === 'seq' ? { nodes: value.items } : rangeNodes(value, at);
  if ('diagnostic' in listed)
    return { part: null, diagnostics: listed.diagnostic ? [listed.diagnostic] : [] };
  if (listed.nodes.length === 0) return { part: null, diagnostics: [] };
  const settings = readSetting(name, key, listed.nodes, spec, at);
  if (!settings.part) return { part: null, diagnostics: settings.diagnostics };
  const values = settings.part;
  return { part: { columns: [name], key, values, inProduct: values.length }, diagnostics: [] };
}

/** Reads axes that go in step. */
export function readZip(group: LocatedNode, at: string, spec: Spec): Read<StudyAxis> {
  if (group.type !== 'map') return { part: null, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const columns: string[] = [];
  const rows: AxisValue[][] = [];
  for (const [path, { key, value }] of group.entries) {
    if (value.type !== 'seq') continue;
    const read = readSetting(path, key, value.items, spec, `${at}.${path}`);
    diagnostics.push(...read.diagnostics);
    const first = rows[0];
    if (read.part && first && first.length !== read.part.length) {
      const message = `${showValue(path)} has ${read.part.length} values, ${showValue(columns[0]!)} has ${first.length}`;
      const hint = 'axes that go in step have the same number of values';
      diagnostics.push(problem('matrix-invalid', value.origin, `${at}.${path}`, message, hint));
    } else if (read.part) {
      columns.push(path);
      rows.push([...read.part]);
    }
  }
  const [first] = rows;
  if (diagnostics.length > 0 || !first || rows.length < 2 || rows.length < group.entries.size)
    return { part: null, diagnostics };
  const values = first.map((_, index): AxisValue => {
    const row = rows.map((column) => column[index]!);
    const cells = row.flatMap((value) => value.cells);
    return { cells, changes: row.flatMap((value) => value.changes), origin: row[0]!.origin };
  });
  return { part: { columns, key: group.origin, values, inProduct: values.length }, diagnostics };
}

/** One value a node, of the setting at a path. */
export function readSetting(
  path: string,
  key: LocatedEntry['key'],
  nodes: readonly LocatedNode[],
  spec: Spec,
  at: string,
): Read<AxisValue[]> {
  const [first] = nodes;
  const tried = first && readChange(path, key, first, spec, at);
  if (!tried?.part) return { part: null, diagnostics: tried?.diagnostics ?? [] };
  const { part } = tried;
  const values = nodes.map((node): AxisValue => {
    return { cells: [toPlain(node)], changes: [{ ...part, node: unlessNull(node) }], origin: node.origin };
  });
  return { part: values, diagnostics: [] };
}

function readVariants(name: string, { key, value }: LocatedEntry, spec: Spec): Read<StudyAxis> {
  const at = `matrix.${name}`;
  if (value.type !== 'map') return { part: null, diagnostics: [] };
  const whole = [...value.entries.values()].every((variant) => variant.value.type === 'map');
  if (!whole) return { part: null, diagnostics: [] };
  if (name.includes('.') || reserved.includes(name)) {
    const hint = 'such as `topology: { small: { PATH: VALUE } }`; the values of one setting are a list';
    const message = `named variants need a name of your own, not ${showValue(name)}`;
    return { part: null, diagnostics: [problem('matrix-invalid', key, at, message, hint)] };
  }
  const diagnostics: Diagnostic[] = [];
  const values = [...value.entries].map(([variant, { key: origin, value: settings }]): AxisValue => {
    const changes = settings.type === 'map' ? [...settings.entries] : [];
    const read = changes.map(([path, one]) =>
      readChange(path, one.key, one.value, spec, `${at}.${variant}.${path}`),
    );
    diagnostics.push(...read.flatMap((one) => one.diagnostics));
    return { cells: [variant], changes: read.flatMap((one) => (one.part ? [one.part] : [])), origin };
  });
  const part = { columns: [name], key, values, inProduct: values.length };
  return { part: diagnostics.length === 0 ? part : null, diagnostics };
}

const reserved: readonly string[] = [
  'study',
  'extends',
  'title',
  'question',
  'source',
  'seed',
  'matrix',
  ...Object.values(familyKeys),
];

/** A value at a path of the study, or what is wrong with the path. */
function readChange(
  path: string,
  key: LocatedEntry['key'],
  value: LocatedNode,
  spec: Spec,
  at: string,
): Read<AxisChange> {
  const fail = (diagnostic: Diagnostic) => ({ part: null, diagnostics: [diagnostic] });
  const written = key.source.text.slice(key.range.start.offset, key.range.end.offset) === path;
  const steps = pathSteps(path, key.source, key.range.start).map((step) =>
    written ? step : { ...step, origin: key },
  );
  const node = unlessNull(value);
  if (path === 'seed') return { part: { path, steps, node: value, entry: null, key }, diagnostics: [] };
  const [family, name] = entryOf(steps);
  if (family === null || name === undefined) return fail(unknownRoot(path, steps, at, spec));
  if (node === null && steps.length < 3) {
    const hint = 'remove it with `null` in a study that extends this one';
    return fail(problem('matrix-invalid', value.origin, at, 'a matrix cannot remove a whole entry', hint));
  }
  const tried = overlay(spec.tree, { steps, value: node });
  if ('diagnostic' in tried) return fail({ ...tried.diagnostic, path: at });
  if (!spec.names[family].includes(name)) return fail(unknownEntry(name, family, spec, steps, at));
  return { part: { path, steps, node, entry: { family, name }, key }, diagnostics: [] };
}

function unlessNull(node: LocatedNode): LocatedNode | null {
  return node.type === 'scalar' && node.value === null ? null : node;
}

function entryOf(steps: readonly PathStep[]): [NodeFamily | null, string | undefined] {
  for (const [family, key] of Object.entries(familyKeys)) {
    if (steps[0]?.name === key) return [family as NodeFamily, steps[1]?.name];
  }
  return [null, undefined];
}

function unknownRoot(path: string, steps: readonly PathStep[], at: string, { tree }: Spec): Diagnostic {
  const roots = ['seed', ...Object.values(familyKeys)];
  const [root] = steps;
  const { origin, name } = root!;
  if (roots.includes(name)) {
    const hint = `name the entry and its setting, such as \`${name}.NAME.SETTING\``;
    return problem('matrix-invalid', origin, at, `${showValue(path)} is not one setting`, hint);
  }
  if (reserved.includes(name)) {
    const message = `${showValue(name)} cannot be varied`;
    return problem('matrix-invalid', origin, at, message, 'vary a setting or `seed`');
  }
  const own = 'a name of your own has variants: `size: { small: { PATH: VALUE } }`';
  const hint =
    suggestPath(tree, path.split('.')) ??
    (at === `matrix.${path}` && steps.length === 1 && nearestName(name, roots) === null
      ? `give the path of a setting, such as \`models.NAME.training.epochs\`; ${own}`
      : suggestName(name, roots, 'what can be varied'));
  return problem('path-unknown', origin, at, `there is no ${showValue(name)} in the study`, hint);
}

function unknownEntry(
  name: string,
  family: NodeFamily,
  spec: Spec,
  steps: readonly PathStep[],
  at: string,
): Diagnostic {
  const hint = suggestName(name, spec.names[family], familyKeys[family]);
  const message = `there is no ${showValue(name)} in \`${familyKeys[family]}\``;
  return problem('path-unknown', steps[1]!.origin, at, message, hint);
}
