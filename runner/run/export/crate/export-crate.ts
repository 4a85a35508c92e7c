import { copyFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { resolvedYaml } from '../../../../src/document/resolved-yaml.ts';
import { loadCatalog } from '../../../../src/node/catalog.ts';
import { makeFolder } from '../../../../src/node/make-folder.ts';
import { writeDurably } from '../../../../src/node/write-durably.ts';
import type { FinishedRun } from '../../../reporting/make-report.ts';
import { citationOf } from '../../../reporting/paper/citation.ts';
import { methodsOf } from '../../../reporting/paper/methods.ts';
import { citedWorks } from '../../../reporting/paper/sentence.ts';
import { sumsBelow } from '../../altered-files.ts';
import { readAllEvents } from '../../run-log.ts';
import type { CrateFile } from './crate-entities.ts';
import { crateMetadata, metadataFile } from './crate-metadata.ts';

const citationFile = 'CITATION.cff';

/** Files of a run that go into its crate; its workers' own, and what others laid beside, stay where they are. */
const taken =
  /^(spec\.yaml|resolved\.yaml|plan\.json|lock\.json|filters\.json|report\.html|log\.jsonl|[\w.-]+\.png|tables\/[\w.-]+)$/;

/**
 * Writes a run as a Process Run Crate into `folder`: copies of its files, CITATION.cff, and `ro-crate-metadata.json`, which says what each file is, with
 * its size and SHA-256, by which command, program and environment it was made, of which data, and when. The same run gives the same bytes.
 * @param run folder of the run
 * @returns the files of the crate
 * @source RO-Crate 1.1, https://w3id.org/ro/crate/1.1; Process Run Crate 0.5, https://w3id.org/ro/wfrun/process/0.5
 */
export async function exportCrate(run: string, finished: FinishedRun, folder: string): Promise<string[]> {
  const names = [...(await sumsBelow(run)).keys()].filter((name) => taken.test(name));
  for (const name of names) {
    await makeFolder(dirname(join(folder, name)));
    await copyFile(join(run, name), join(folder, name));
  }
  const { plan, lock } = finished;
  const works = citedWorks(methodsOf({ plan, lock, catalog: loadCatalog() }));
  const citation = citationOf({ plan, lock, name: basename(run), works });
  await writeDurably(join(folder, citationFile), [resolvedYaml(citation)]);
  const files: CrateFile[] = [];
  for (const [path, sha256] of await sumsBelow(folder))
    files.push({ path, sha256, bytes: (await stat(join(folder, path))).size });
  const events = await readAllEvents(run);
  const metadata = crateMetadata({ name: basename(run), finished, files, events });
  await writeDurably(join(folder, metadataFile), [`${JSON.stringify(metadata, null, 1)}\n`]);
  return [...files.map(({ path }) => path), metadataFile];
}
