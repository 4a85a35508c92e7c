import type { ProbePlan, StagePlan } from '../../../src/plan/plan.ts';
import type { Capture } from '../../contract/capture.ts';
import type { RecordedData } from '../../contract/stage-data.ts';
import { openCommon, readRow } from './read-row.ts';
import { rowsOfProbe, samplesOf } from './recorded-files.ts';

/**
 * The captures of one probe of a recording, one row in memory at a time.
 * @throws RunError when a row is not what captures.json says
 */
export async function* recordedCaptures(
  stage: StagePlan,
  { recording }: RecordedData,
  probe: ProbePlan,
): AsyncGenerator<Capture, void> {
  const reading = { stage, recording };
  const common = await openCommon(reading, samplesOf(probe));
  for (const row of rowsOfProbe(recording, probe)) yield* await readRow(reading, row, common, [probe]);
}
