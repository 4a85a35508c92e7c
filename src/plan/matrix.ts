import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { suggestName } from '../diagnostic/nearest.ts';
import type { PathStep } from '../document/path.ts';
import { type LocatedEntry, type LocatedNode, toPlain, valueAt } from '../document/tree.ts';
import type { NodeFamily } from '../node/declare.ts';
import type { Json } from '../node/json.ts';
import { explainViolation } from '../spec/explain-violation.ts';
import { familyKeys, type Spec } from '../spec/spec.ts';
import type { SpecContext } from '../spec/spec-context.ts';
import { showValue } from '../spec/wording.ts';
import { canonicalJson } from './canonical.ts';
import { overlay } from './overlay.ts';
import { pathSteps } from './overrides.ts';

const mostTrials = 100_000;

/** One axis of the matrix. */
export interface Axis {
  /** Dotted path, or `seed`. */
  readonly path: string;
  readonly steps: readonly PathStep[];
  /** Family and name of the entry that it changes; null for the seed. */
  readonly entry: { readonly family: NodeFamily; readonly name: string } | null;
  readonly values: readonly { readonly node: LocatedNode; readonly json: Json }[];
}

/**
 * Reads the matrix: every axis leads to a setting of the study, and all its values are different.
 * @returns the axes that are right; the study is resolved with them to find what else is wrong
 */
export function readMatrix(
  spec: Spec,
  context: SpecContext,
): { readonly axes: readonly Axis[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const axes: Axis[] = [];
  for (const [path, located] of spec.matrix?.entries ?? []) {
    const read = readAxis(path, located, spec);
    if ('diagnostic' in read) {
      if (read.diagnostic) diagnostics.push(read.diagnostic);
      continue;
    }
    const found = [...repeats(read.axis), ...seedProblems(read.axis, context)];
    diagnostics.push(...found);
    if (found.length === 0) axes.push(read.axis);
  }
  const apart = axes.filter((axis) => !axes.some((other) => isInside(axis, other)));
  diagnostics.push(...overlaps(axes, spec), ...tooMany(apart, spec));
  return { axes: countTrials(apart) > mostTrials ? [] : apart, diagnostics };
}

/** Null diagnostic: the schema has found the problem already. */
type AxisRead = { readonly axis: Axis } | { readonly diagnostic: Diagnostic | null };

function readAxis(path: string, located: LocatedEntry, spec: Spec): AxisRead {
  const { key, value } = located;
  const at = `matrix.${path}`;
  const written = key.source.text.slice(key.range.start.offset, key.range.end.offset) === path;
  const steps = pathSteps(path, key.source, key.range.start.offset).map((step) =>
    written ? step : { ...step, origin: key },
  );
  const values = axisValues(value, at);
  if ('diagnostic' in values) return values;
  if (path === 'seed') return { axis: { path, steps, entry: null, values: values.values } };
  const [family, name] = entryOf(steps);
  if (family === null || name === undefined) return { diagnostic: unknownRoot(path, steps, at) };
  const [first] = values.values;
  const tried = overlay(spec.tree, { steps, value: first?.node ?? null });
  if ('diagnostic' in tried) return { diagnostic: { ...tried.diagnostic, path: at } };
  if (!spec.names[family].includes(name)) return { diagnostic: unknownEntry(name, family, spec, steps, at) };
  return { axis: { path, steps, entry: { family, name }, values: values.values } };
}

function entryOf(steps: readonly PathStep[]): [NodeFamily | null, string | undefined] {
  for (const [family, key] of Object.entries(familyKeys)) {
    if (steps[0]?.name === key) return [family as NodeFamily, steps[1]?.name];
  }
  return [null, undefined];
}

function unknownRoot(path: string, steps: readonly PathStep[], at: string): Diagnostic {
  const roots = ['seed', ...Object.values(familyKeys)];
  const [root] = steps;
  const origin = root!.origin;
  if (roots.includes(root!.name)) {
    const hint = `name the entry and its setting, such as \`${root!.name}.NAME.SETTING\``;
    return problem('matrix-invalid', origin, at, `${showValue(path)} is not one setting`, hint);
  }
  if (['study', 'title', 'source', 'matrix'].includes(root!.name)) {
    return problem(
      'matrix-invalid',
      origin,
      at,
      `${showValue(root!.name)} cannot be varied`,
      'vary a setting or `seed`',
    );
  }
  const hint = suggestName(root!.name, roots, 'what can be varied');
  return problem('path-unknown', origin, at, `there is no ${showValue(root!.name)} in the study`, hint);
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

type ValuesRead = { readonly values: Axis['values'] } | { readonly diagnostic: Diagnostic | null };

function axisValues(value: LocatedNode, at: string): ValuesRead {
  if (value.type === 'seq') {
    if (value.items.length === 0) return { diagnostic: null };
    return { values: value.items.map((node) => ({ node, json: toPlain(node) })) };
  }
  const range = valueAt(value, 'range');
  const bounds = range ? toPlain(range) : null;
  if (!range || !Array.isArray(bounds) || bounds.length !== 2) return { diagnostic: null };
  const [first, last] = bounds;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return { diagnostic: null };
  const [from, to] = [Number(first), Number(last)];
  if (to < from) {
    const hint = `write \`range: [${to}, ${from}]\``;
    return {
      diagnostic: problem('matrix-invalid', range.origin, at, `the range ends before it begins`, hint),
    };
  }
  if (to - from >= mostTrials) {
    const message = `the range has ${to - from + 1} values`;
    return {
      diagnostic: problem(
        'matrix-invalid',
        range.origin,
        at,
        message,
        `a matrix has at most ${mostTrials} trials`,
      ),
    };
  }
  const values = Array.from({ length: to - from + 1 }, (_, index) => {
    const node: LocatedNode = { type: 'scalar', value: from + index, origin: range.origin };
    return { node, json: from + index };
  });
  return { values };
}

function repeats(axis: Axis): Diagnostic[] {
  const seen = new Set<string>();
  return axis.values.flatMap(({ node, json }) => {
    const text = canonicalJson(json);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    const path = `matrix.${axis.path}`;
    return [
      problem(
        'matrix-invalid',
        node.origin,
        path,
        `${showValue(json)} is listed twice`,
        'list each value once',
      ),
    ];
  });
}

function seedProblems(axis: Axis, { catalog, validator }: SpecContext): Diagnostic[] {
  const properties = catalog.study.properties;
  if (axis.entry !== null || typeof properties !== 'object' || !('seed' in (properties ?? {}))) return [];
  const schema = { type: 'object', properties: { seed: (properties as { seed: Json }).seed } };
  return axis.values.flatMap(({ node, json }) => {
    const entries = new Map([['seed', { key: node.origin, value: node }]]);
    const tree = { type: 'map', entries, origin: node.origin } as const;
    const subject = { title: 'the matrix', path: 'matrix', tree, anchor: node.origin, otherKeys: [] };
    return validator
      .check(schema, { seed: json })
      .map((violation) => explainViolation(violation, subject, catalog.definitions))
      .filter((diagnostic) => diagnostic !== null);
  });
}

function overlaps(axes: readonly Axis[], spec: Spec): Diagnostic[] {
  return axes.flatMap((axis) => {
    const outer = axes.find((other) => isInside(axis, other));
    const key = spec.matrix?.entries.get(axis.path)?.key;
    if (!outer || !key) return [];
    const message = `this setting lies inside ${showValue(outer.path)}, which is varied too`;
    return [problem('matrix-invalid', key, `matrix.${axis.path}`, message, 'vary one of the two')];
  });
}

function tooMany(axes: readonly Axis[], spec: Spec): Diagnostic[] {
  const trials = countTrials(axes);
  const key = spec.matrix?.origin;
  if (trials <= mostTrials || !key) return [];
  const hint = `a matrix has at most ${mostTrials}`;
  return [problem('matrix-invalid', key, 'matrix', `the matrix has ${trials} trials`, hint)];
}

function isInside(axis: Axis, other: Axis): boolean {
  return axis.path.startsWith(`${other.path}.`);
}

function countTrials(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * axis.values.length, 1);
}
