import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ComparedRun, renderComparison } from '../../reports/comparison.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { toPlain } from '../../src/document/tree.ts';
import { differences } from '../../src/plan/differences.ts';
import type { Json, JsonObject } from '../../src/plan/plan.ts';
import { drawnFigures, type FinishedRun } from './make-report.ts';

/** Two runs as one page. */
export interface MadeComparison {
  /** What the page's file is called, by the second run. */
  readonly fileName: string;
  readonly page: string;
}

/**
 * Draws two runs side by side from what they left in their folders.
 * @param runs the two as they were read
 */
export async function makeComparison(
  folderA: string,
  folderB: string,
  runs: { readonly a: FinishedRun; readonly b: FinishedRun },
): Promise<MadeComparison> {
  const [a, b] = [await openSide(folderA, runs.a), await openSide(folderB, runs.b)];
  const page = await renderComparison({
    a: a.run,
    b: b.run,
    settings: differences(a.settings, b.settings),
    provenance: differences(a.provenance, b.provenance),
  });
  return { fileName: `compared-with-${basename(a.folder)}.html`, page };
}

async function openSide(given: string, finished: FinishedRun) {
  const folder = await realpath(given);
  const { plan, tables, lock } = finished;
  const figures = await drawnFigures(finished);
  const run: ComparedRun = { name: join(basename(dirname(folder)), basename(folder)), plan, tables, figures };
  return { folder, run, settings: await settingsOf(folder, finished.spec), provenance: machineOf(lock) };
}

/** The settings after bases, overrides and defaults; those of the study's own text where they were not kept. */
async function settingsOf(folder: string, spec: string): Promise<Json> {
  const text = await readFile(join(folder, 'resolved.yaml'), 'utf8').catch(() => spec);
  const { tree } = parseDocument({ name: 'resolved.yaml', text });
  return tree ? toPlain(tree) : {};
}

/** What lock.json says of versions, machine and data; not the run's own name and times. */
function machineOf({ versions, numericClass, data }: JsonObject): JsonObject {
  return { versions: versions ?? null, numericClass: numericClass ?? null, data: data ?? null };
}
