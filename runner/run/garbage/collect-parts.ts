import { partFiles, removePart } from '../../store/page-parts.ts';
import { findRuns } from '../read-run.ts';
import { readRunLog } from '../run-log.ts';

/**
 * Removes kept parts of pages that are in no page of a run below the folders `outs`, as its log says, and those that were set aside or never
 * became whole. They are made again when they are wanted.
 * @param options those that were written after `before` (milliseconds) stay: their run may be about to say so; `dryRun` only counts
 */
export async function collectParts(
  store: string,
  outs: readonly string[],
  { before, dryRun }: { readonly before: number; readonly dryRun: boolean },
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const files = (await partFiles(store)).filter(({ changed }) => changed < before);
  const named = files.length === 0 ? new Set<string>() : await partsOfPages(outs);
  const going = files.filter(({ key }) => key === null || !named.has(key));
  if (!dryRun) for (const file of going) await removePart(file);
  return { removed: going.length, bytes: going.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function partsOfPages(outs: readonly string[]): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const out of outs) {
    for (const folder of await findRuns(out)) {
      const { events } = await readRunLog(folder).catch(() => ({ events: [] }));
      for (const event of events)
        if (event.event === 'page-made') for (const key of event.parts) named.add(key);
    }
  }
  return named;
}
