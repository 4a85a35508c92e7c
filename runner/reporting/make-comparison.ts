import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ComparedRun, renderComparison } from '../../reports/comparison.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { toPlain } from '../../src/document/tree.ts';
import { differences } from '../../src/plan/differences.ts';
import type { Json, JsonObject } from '../../src/plan/plan.ts';
import type { Kinds } from '../contract/kinds.ts';
import { drawingOf, drawnFigures, type FinishedRun, type PageListener } from './make-report.ts';

/** Two runs as one page. */
export interface MadeComparison {
  /** What the page's file is called, by the second run. */
  readonly fileName: string;
  readonly page: string;
}

/** One of two runs: its folder, what was read there, and the kinds that its study uses. */
export interface ComparedSide {
  readonly folder: string;
  readonly finished: FinishedRun;
  readonly kinds: Kinds;
}

/** Draws two runs side by side from what they left in their folders. */
export async function makeComparison(
  first: ComparedSide,
  second: ComparedSide,
  listener: PageListener = {},
): Promise<MadeComparison> {
  const [a, b] = [await openSide(first), await openSide(second)];
  const comparison = {
    a: a.run,
    b: b.run,
    settings: differences(a.settings, b.settings),
    provenance: differences(a.provenance, b.provenance),
  };
  const page = await renderComparison(comparison, drawingOf(listener));
  return { fileName: `compared-with-${basename(a.folder)}.html`, page };
}

async function openSide({ folder: given, finished, kinds }: ComparedSide) {
  const folder = await realpath(given);
  const { plan, tables, lock, altered = [] } = finished;
  const figures = await drawnFigures(finished, kinds);
  const name = join(basename(dirname(folder)), basename(folder));
  const run: ComparedRun = { name, plan, tables, figures, altered };
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
