import type { JsonObject } from '../../../../src/plan/plan.ts';
import type { FinishedRun } from '../../../reporting/make-report.ts';
import type { LoggedEvent } from '../../../workers/worker-events.ts';
import { runDate } from '../run-date.ts';
import { operator, runAction, trainingActions } from './crate-actions.ts';
import {
  type CrateFile,
  dataEntities,
  environmentEntities,
  fileEntity,
  fileId,
  refer,
  softwareEntities,
} from './crate-entities.ts';

export const metadataFile = 'ro-crate-metadata.json';

const specification = 'https://w3id.org/ro/crate/1.1';
const profile = 'https://w3id.org/ro/wfrun/process/0.5';

/** What the metadata of a crate tell. */
export interface CrateRun {
  /** Name of the run. */
  readonly name: string;
  readonly finished: FinishedRun;
  /** All files of the crate but the metadata themselves. */
  readonly files: readonly CrateFile[];
  /** The run's log. */
  readonly events: readonly LoggedEvent[];
}

/** The metadata of a run's crate, as JSON-LD. */
export function crateMetadata(run: CrateRun): JsonObject {
  const { finished, files, events } = run;
  const { lock } = finished;
  const [software, data, environment] = [
    softwareEntities(lock),
    dataEntities(lock),
    environmentEntities(lock),
  ];
  const inputs = files.filter(({ path }) => path === 'spec.yaml').map(({ path }) => fileId(path));
  const outputs = files.filter(({ path }) => path !== 'spec.yaml' && path !== 'CITATION.cff');
  const tables = outputs.filter(({ path }) => /^tables\/(estimates|training)\./.test(path));
  const parts = {
    instrument: idOf(software[0]!),
    objects: [...inputs, ...data.map(idOf)],
    environment: environment.map(idOf),
  };
  const idsOf = (some: readonly CrateFile[]) => some.map(({ path }) => fileId(path));
  const actions = [
    runAction(lock, run.name, parts, idsOf(outputs)),
    ...trainingActions(events, parts, idsOf(tables)),
  ];
  return {
    '@context': [`${specification}/context`, 'https://w3id.org/ro/terms/workflow-run/context'],
    '@graph': [
      {
        '@id': metadataFile,
        '@type': 'CreativeWork',
        conformsTo: refer(specification),
        about: refer('./'),
      },
      { ...rootOf(run), hasPart: idsOf(files).map(refer), mentions: actions.map(idOf).map(refer) },
      { '@id': profile, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
      licence,
      operator,
      ...actions,
      ...files.map(fileEntity),
      ...data,
      ...software,
      ...environment,
    ],
  };
}

function rootOf({ name, finished }: CrateRun): JsonObject {
  const { plan, lock, altered = [] } = finished;
  const changed = altered.length === 0 ? '' : ` Altered since the run: ${altered.join(', ')}.`;
  const asked = plan.question === undefined ? '' : ` It asks: ${plan.question}`;
  return {
    '@id': './',
    '@type': 'Dataset',
    name: plan.title || plan.study,
    description: `Run ${name} of the study ${plan.study}, made with infoplane: the study, its plan, the tables of estimates, training curves and verdicts, and the report.${asked}${changed}`,
    datePublished: runDate(lock).toISOString(),
    conformsTo: refer(profile),
    license: refer(idOf(licence)),
  };
}

/** The specification wants one, and no file of a run says under which it is. */
const licence: JsonObject = {
  '@id': '#licence',
  '@type': 'CreativeWork',
  name: 'No licence is stated',
  description: 'Whoever publishes this crate says here under which licence it is',
};

function idOf(entity: JsonObject): string {
  return String(entity['@id']);
}
