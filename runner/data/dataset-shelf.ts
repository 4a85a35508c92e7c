import { requireMemory } from '../../src/node/require-memory.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { Dataset, DatasetNode, FileRecord, FittedTransform } from '../contract/dataset.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { RecordedSums } from '../contract/stage-data.ts';
import { withBeside } from './beside-files.ts';

/** What a transform of a data set learned from its training set. */
export type FittedRecord = FittedTransform & { readonly dataset: string };

/** What is known of a data set once it was loaded. */
export interface LoadedFacts {
  readonly files: readonly FileRecord[];
  readonly fitted: readonly FittedRecord[];
  /** Only of a recording. */
  readonly sums?: RecordedSums;
}

/** Data sets in memory, each loaded once a worker. */
export interface DatasetShelf {
  get(plan: DatasetPlan): Promise<Dataset>;
}

/** Decides which data sets are the same, whatever their names. */
export function datasetContent({ kind, params, beside }: DatasetPlan): string {
  return JSON.stringify(beside ? [kind, params, beside] : [kind, params]);
}

const hint =
  'take a `subset` of the samples, or make them smaller by `resize` or `center-crop` before they are saved';

/** What its samples take at least, a byte a number: files of bytes are held as they are. */
function leastBytes({ trainSize, testSize, shape }: DatasetPlan): number {
  return (trainSize + testSize) * shape.reduce((product, length) => product * length, 1);
}

/** @param learned told the facts of each data set when it was loaded, before anybody gets it */
export function createDatasetShelf(
  {
    kinds,
    ...services
  }: {
    readonly kinds: Kinds;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** Folder of the study: paths in it are relative to this. */
    readonly folder: string;
    readonly warn: (message: string) => void;
  },
  learned: (plan: DatasetPlan, facts: LoadedFacts) => Promise<void>,
): DatasetShelf {
  const loading = new Map<string, Promise<Dataset>>();
  const samples = new Map<string, Promise<Dataset>>();
  const read = async (plan: DatasetPlan) => {
    const node = (await kinds.node('dataset', plan.kind)).run as DatasetNode;
    requireMemory({ what: `data set ${plan.name}`, bytes: leastBytes(plan), hint });
    return node.load(plan, services);
  };
  const load = async ({ beside, ...data }: DatasetPlan, plan: DatasetPlan) => {
    const content = datasetContent(data);
    const known = samples.get(content) ?? read(data);
    samples.set(content, known);
    const dataset = beside ? await withBeside(await known, beside, services.folder) : await known;
    const fitted = (dataset.fitted ?? []).map((one) => ({ dataset: plan.name, ...one }));
    await learned(plan, { files: dataset.files, fitted });
    return dataset;
  };
  return {
    get(plan) {
      const content = datasetContent(plan);
      const known = loading.get(content) ?? load(plan, plan);
      loading.set(content, known);
      return known;
    },
  };
}
