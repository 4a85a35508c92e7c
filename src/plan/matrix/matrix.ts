import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../../document/tree.ts';
import { explainViolation } from '../../spec/explain-violation.ts';
import { seedSchema } from '../../spec/seed-schema.ts';
import type { Spec } from '../../spec/spec.ts';
import type { SpecContext } from '../../spec/spec-context.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { StudyAxis } from './axis.ts';
import { excludePoints } from './exclude-points.ts';
import { idleAxes } from './idle-axes.ts';
import { includePoints } from './include-points.ts';
import { productOf } from './product-of.ts';
import { mostTrials } from './range-values.ts';
import { type Read, readAxis, readZip } from './read-axis.ts';
import { beyondRecorded, type RecordedContext, recordedAxis } from './recorded-axis.ts';

/** What the matrix says: the axes that are right, and each trial's places on them. */
export interface StudyMatrix {
  readonly axes: readonly StudyAxis[];
  readonly points: readonly (readonly number[])[];
  readonly diagnostics: readonly Diagnostic[];
}

const notAxes: readonly string[] = ['zip', 'include', 'exclude'];

/**
 * Reads the matrix: the trainings of recorded models, the axes, the product of their values less what `exclude` names, and then
 * the trials of `include`.
 * @returns what is right; the study is resolved with it to find what else is wrong
 */
export function readMatrix(
  spec: Spec,
  context: SpecContext & { readonly captures: RecordedContext },
): StudyMatrix {
  const recorded = recordedAxis(spec, context.captures);
  // with an axis they are warnings alone
  const warnings = recorded.axis ? recorded.diagnostics : [];
  const diagnostics: Diagnostic[] = recorded.axis ? [] : [...recorded.diagnostics];
  const axes: StudyAxis[] = [];
  for (const { part, diagnostics: found } of readAxes(spec)) {
    diagnostics.push(...found);
    if (!part) continue;
    const wrong = [...repeats(part), ...seedProblems(part, context)];
    diagnostics.push(...wrong);
    if (wrong.length === 0) axes.push(part);
  }
  if (recorded.axis) {
    diagnostics.push(...beyondRecorded(axes, spec));
    if (diagnostics.length === 0) axes.unshift(recorded.axis);
  }
  const overlapping = overlaps(axes);
  diagnostics.push(...overlapping.values());
  const apart = axes.filter((axis) => !overlapping.has(axis));
  const whole = diagnostics.length === 0;
  const tooMany = whole || apart.length > 0 ? countProblem(apart, spec) : null;
  if (tooMany) return { axes: [], points: [[]], diagnostics: [...diagnostics, tooMany] };
  const trials = whole
    ? withExceptions(apart, spec)
    : { axes: apart, points: productOf(apart), diagnostics: [] };
  diagnostics.push(...trials.diagnostics);
  const own = trials.axes.filter((axis) => !axis.recorded);
  const idle = diagnostics.length === 0 ? idleAxes(own, spec, context) : [];
  return { axes: trials.axes, points: trials.points, diagnostics: [...warnings, ...diagnostics, ...idle] };
}

function readAxes(spec: Spec): Read<StudyAxis>[] {
  const entries = [...(spec.matrix?.entries ?? [])];
  return entries.flatMap(([name, located]) => {
    if (name !== 'zip') return notAxes.includes(name) ? [] : [readAxis(name, located, spec)];
    const groups = located.value.type === 'seq' ? located.value.items : [];
    return groups.map((group, index) => readZip(group, `matrix.zip.${index}`, spec));
  });
}

function withExceptions(axes: readonly StudyAxis[], spec: Spec): StudyMatrix {
  const list = (key: string): LocatedNode[] => {
    const node = valueAt(spec.matrix, key);
    return node?.type === 'seq' ? [...node.items] : [];
  };
  const maps = (key: string) => list(key).filter((item): item is LocatedMap => item.type === 'map');
  const excluded = excludePoints(axes, maps('exclude'));
  const included = includePoints(axes, excluded.points, maps('include'), spec);
  const diagnostics = [...excluded.diagnostics, ...included.diagnostics];
  if (included.points.length === 0 && spec.matrix && diagnostics.length === 0) {
    const message = '`exclude` leaves no trial';
    diagnostics.push(problem('matrix-invalid', spec.matrix.origin, 'matrix', message, 'exclude less'));
  }
  return { axes: included.axes, points: included.points, diagnostics };
}

function repeats(axis: StudyAxis): Diagnostic[] {
  const seen = new Set<string>();
  return axis.values.flatMap(({ cells, origin }) => {
    const text = canonicalJson(cells);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    const path = `matrix.${axis.columns.join()}`;
    const shown = cells.map(showValue).join(', ');
    return [problem('matrix-invalid', origin, path, `${shown} is listed twice`, 'list each value once')];
  });
}

function seedProblems(axis: StudyAxis, { catalog, validator }: SpecContext): Diagnostic[] {
  const schema = seedSchema(catalog.study);
  const seeds = axis.values.flatMap(({ changes }) => changes.filter(({ entry }) => entry === null));
  return seeds.flatMap(({ node }) => {
    if (!node) return [];
    const entries = new Map([['seed', { key: node.origin, value: node }]]);
    const tree = { type: 'map', entries, origin: node.origin } as const;
    const subject = { title: 'the matrix', path: 'matrix', tree, anchor: node.origin, otherKeys: [] };
    return validator
      .check(schema, { seed: toPlain(node) })
      .map((violation) => explainViolation(violation, subject, catalog.definitions))
      .filter((diagnostic) => diagnostic !== null);
  });
}

/** Axes that change a setting, or a part of one, that another axis changes too. */
function overlaps(axes: readonly StudyAxis[]): Map<StudyAxis, Diagnostic> {
  const owners = new Map<string, StudyAxis>();
  for (const axis of axes) {
    for (const { changes } of axis.values)
      for (const { path } of changes) if (!owners.has(path)) owners.set(path, axis);
  }
  const found = new Map<StudyAxis, Diagnostic>();
  for (const axis of axes) {
    for (const { path, key } of axis.values.flatMap(({ changes }) => changes)) {
      const parts = path.split('.');
      const outer = parts
        .map((_, index) => parts.slice(0, index + 1).join('.'))
        .find((part) => owners.has(part) && owners.get(part) !== axis);
      if (outer === undefined || found.has(axis)) continue;
      const inside = outer === path ? 'this setting' : `this setting lies inside ${showValue(outer)}, which`;
      const message = `${inside} is varied by another axis too`;
      found.set(
        axis,
        problem('matrix-invalid', key, `matrix.${axis.columns[0]}`, message, 'vary one of the two'),
      );
    }
  }
  return found;
}

function countProblem(axes: readonly StudyAxis[], spec: Spec): Diagnostic | null {
  const trials = axes.reduce((product, axis) => product * axis.inProduct, 1);
  const key = spec.matrix?.origin;
  if (trials <= mostTrials || !key) return null;
  const hint = `a matrix has at most ${mostTrials}`;
  return problem('matrix-invalid', key, 'matrix', `the matrix has ${trials} trials`, hint);
}
