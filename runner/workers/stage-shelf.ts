import type { StagePlan } from '../../src/plan/plan.ts';
import { datasetOf } from '../../src/plan/trained-here.ts';
import { openRecordedData } from '../capture/recorded/recorded-data.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { StageData } from '../contract/stage-data.ts';
import { createDatasetShelf, datasetContent } from '../data/dataset-shelf.ts';
import type { WorkersFolder } from './work-order.ts';

/** What stages read: data sets in memory, recordings summed up; each once a worker. */
export interface StageShelf {
  /** @param stage with the probes of all stages that have its key */
  get(stage: StagePlan): Promise<StageData>;
}

/** Decides which data are the same, whatever their names. */
export function dataContent({ dataset, key }: Pick<StagePlan, 'dataset' | 'key'>): string {
  return dataset ? datasetContent(dataset) : JSON.stringify(['recorded', key]);
}

/** @param folder told the facts of what was loaded, before anybody gets it */
export function createStageShelf(
  services: {
    readonly kinds: Kinds;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** Folder of the study: paths in it are relative to this. */
    readonly folder: string;
    readonly warn: (message: string) => void;
  },
  folder: Pick<WorkersFolder, 'tellOf'>,
): StageShelf {
  const datasets = createDatasetShelf(services, (dataset, facts) =>
    folder.tellOf(datasetContent(dataset), facts),
  );
  const recordings = new Map<string, Promise<StageData>>();
  const openRecording = async (stage: StagePlan) => {
    const data = await openRecordedData(stage, services);
    await folder.tellOf(dataContent(stage), { files: data.files, fitted: [], sums: data.sums });
    return data;
  };
  return {
    get(stage) {
      if (!stage.recorded) return datasets.get(datasetOf(stage));
      const known = recordings.get(stage.key) ?? openRecording(stage);
      recordings.set(stage.key, known);
      return known;
    },
  };
}
