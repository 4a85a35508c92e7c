import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { Transform } from '../../node/data-parameters.ts';
import type { DatasetFacts } from '../../node/declare.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { DatasetPlan, Shape } from '../plan.ts';
import { dataPaths } from './data-paths.ts';
import { isShuffle, transformName, transformShape } from './transform-shape.ts';

export interface DatasetResolution {
  /** Null when a setting is wrong. */
  readonly dataset: DatasetPlan | null;
  /** All settings that decide the samples, but where the files lie. */
  readonly content: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The facts of a data set that the compiler needs: what its kind declares of the official files, or what the study
 * states of its own; then `subset` makes the parts smaller and `transforms` change the shape, in order. Paths become
 * relative to the study's file.
 * @param study path of the study, as messages name it
 * @param leaves whether a path leads out of the project; null where that is not known
 */
export function resolveDataset(
  spec: EntrySpec,
  study: string,
  leaves: ((path: string) => boolean) | null,
): DatasetResolution {
  const { entry, name } = spec;
  if (spec.params === null) return { dataset: null, content: '', diagnostics: [] };
  const { params, diagnostics: pathProblems } = dataPaths(spec, spec.params, study, leaves);
  const facts = factsOf(spec, params);
  const subset = subsetSizes(spec, params, facts);
  const images = shapeAfter(spec, params, facts.shape);
  const goal = goalOf(spec, params, facts);
  const diagnostics = [...pathProblems, ...subset.diagnostics, ...images.diagnostics, ...goal.diagnostics];
  const content = canonicalJson(withoutPaths(spec, params));
  if (diagnostics.length > 0) return { dataset: null, content, diagnostics };
  const { trainSize, testSize } = subset;
  const { classes, targets } = goal;
  const { shape } = images;
  return {
    dataset: {
      name,
      kind: entry.kind,
      params,
      shape,
      classes,
      ...(targets === undefined ? {} : { targets }),
      trainSize,
      testSize,
    },
    content,
    diagnostics,
  };
}

function factsOf({ entry }: EntrySpec, params: JsonObject): DatasetFacts {
  if (entry.provides === null) throw new Error(`dataset kind ${entry.kind} does not say what it provides`);
  if ('shape' in entry.provides) return entry.provides;
  const { shape, classes, sizes } = params;
  if (!Array.isArray(shape) || !isJsonObject(sizes))
    throw new Error(`dataset kind ${entry.kind} states no facts`);
  return {
    shape: shape.map(Number),
    classes: Number(classes),
    trainSize: Number(sizes.train),
    testSize: Number(sizes.test),
  };
}

interface Goal extends Pick<DatasetPlan, 'classes' | 'targets'> {
  readonly diagnostics: readonly Diagnostic[];
}

/** What Y is: one of so many classes, or so many real values. A study of its own files says one of the two. */
function goalOf(spec: EntrySpec, params: JsonObject, { classes }: DatasetFacts): Goal {
  const { provides } = spec.entry;
  if (provides === null || 'shape' in provides) return { classes, diagnostics: [] };
  const place = (setting: string) => at(spec.tree, [setting])?.node.origin ?? spec.key;
  const complain = (
    code: 'key-missing' | 'value-not-allowed',
    setting: string,
    message: string,
    hint: string,
  ) => ({
    classes: null,
    diagnostics: [problem(code, place(setting), `${spec.path}.${setting}`, message, hint)],
  });
  if (params.targets === undefined) {
    if (params.classes !== undefined) return { classes, diagnostics: [] };
    const message = `${showValue(spec.name)} lacks \`classes\``;
    return complain(
      'key-missing',
      'classes',
      message,
      'how many there are; or `targets`, where Y is real-valued',
    );
  }
  if (params.classes !== undefined) {
    const message = 'Y is one of `classes`, or has `targets` that are real values';
    return complain('value-not-allowed', 'targets', message, 'remove one of them');
  }
  const shuffle = transformsOf(params).findIndex(isShuffle);
  if (shuffle < 0) return { classes: null, targets: Number(params.targets), diagnostics: [] };
  const origin = at(spec.tree, ['transforms', shuffle])?.node.origin ?? spec.key;
  const message = '`shuffle-labels` shuffles classes, and Y is real-valued';
  const path = `${spec.path}.transforms.${shuffle}`;
  return { classes: null, diagnostics: [problem('value-not-allowed', origin, path, message, 'remove it')] };
}

function subsetSizes(
  spec: EntrySpec,
  params: JsonObject,
  facts: DatasetFacts,
): { readonly trainSize: number; readonly testSize: number; readonly diagnostics: Diagnostic[] } {
  const subset = isJsonObject(params.subset) ? params.subset : {};
  const diagnostics: Diagnostic[] = [];
  const size = (split: 'train' | 'test', whole: number) => {
    const part = subset[split];
    if (typeof part !== 'number') return whole;
    if (part > whole) {
      const origin = at(spec.tree, ['subset', split])?.node.origin ?? spec.key;
      const message = `a subset of ${part} is more than the ${whole} ${split === 'train' ? 'training' : 'test'} samples`;
      const path = `${spec.path}.subset.${split}`;
      diagnostics.push(problem('value-out-of-range', origin, path, message, `take at most ${whole}`));
    }
    return part;
  };
  return { trainSize: size('train', facts.trainSize), testSize: size('test', facts.testSize), diagnostics };
}

function shapeAfter(
  spec: EntrySpec,
  params: JsonObject,
  shape: Shape,
): { readonly shape: Shape; readonly diagnostics: Diagnostic[] } {
  let current = shape;
  for (const [index, transform] of transformsOf(params).entries()) {
    const next = transformShape(transform, current);
    if ('misfit' in next) {
      const place = ['transforms', index, transformName(transform)];
      const found = at(spec.tree, place) ?? at(spec.tree, place.slice(0, 2));
      const path = `${spec.path}.transforms.${index}`;
      const origin = found?.node.origin ?? spec.key;
      return { shape, diagnostics: [problem('transform-misfit', origin, path, next.misfit, next.hint)] };
    }
    current = next.shape;
  }
  return { shape: current, diagnostics: [] };
}

/** The transforms of a data set, as its settings say them; the schema has checked them. */
export function transformsOf(params: JsonObject): readonly Transform[] {
  const { transforms } = params;
  return Array.isArray(transforms) ? (transforms as readonly Json[] as readonly Transform[]) : [];
}

function withoutPaths({ entry }: EntrySpec, params: JsonObject): JsonObject {
  const { provides } = entry;
  if (provides === null || 'shape' in provides) return params;
  return Object.fromEntries(Object.entries(params).filter(([key]) => !provides.paths.includes(key)));
}

/** The diagnostic for a setting that is larger than a part of the data set. */
export function tooManySamples(
  origin: Origin,
  path: string,
  wanted: number,
  dataset: DatasetPlan,
  split: 'train' | 'test',
): Diagnostic {
  const size = split === 'train' ? dataset.trainSize : dataset.testSize;
  const message = `${wanted} samples are more than the ${size} of ${showValue(dataset.name)} (${split})`;
  return problem('value-out-of-range', origin, path, message, `take at most ${size}`);
}
