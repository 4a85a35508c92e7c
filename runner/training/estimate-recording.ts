import type { StagePlan } from '../../src/plan/plan.ts';
import { openCommon, readRow } from '../capture/recorded/read-row.ts';
import { recordedCurve } from '../capture/recorded/recorded-curve.ts';
import { rowsOfProbe, samplesOf } from '../capture/recorded/recorded-files.ts';
import type { StageServices } from '../contract/model.ts';
import type { RecordedData } from '../contract/stage-data.ts';
import type { FinishedStage, Outcome } from '../contract/stage-result.ts';
import { createEstimateLedger } from './estimate-ledger.ts';

/**
 * Estimates from a recorded training what is wanted of it, reading one row after the other: the next one is read while the workers
 * estimate the last. Rows of one file that several probes look at are read once.
 * @throws RunError when a row is not what captures.json says
 */
export async function estimateRecording(
  stage: StagePlan,
  { recording }: RecordedData,
  { wanted, pool, signal, progress }: Pick<StageServices, 'wanted' | 'pool' | 'signal' | 'progress'>,
): Promise<FinishedStage> {
  const curve = await recordedCurve(recording);
  const ledger = createEstimateLedger(wanted, pool);
  const outcome = await readRows();
  const estimates = await ledger.finish();
  return { result: { outcome, curve, estimates }, weights: stage.network.layers.map(() => ({})) };

  async function readRows(): Promise<Outcome> {
    const reading = { stage, recording };
    const read = [...new Set(wanted.map(({ probe }) => probe))].sort((a, b) => a - b);
    const looking = read.map((index) => ({ index, probe: stage.probes[index]! }));
    for (const samples of new Set(looking.map(({ probe }) => samplesOf(probe)))) {
      const own = looking.filter(({ probe }) => samplesOf(probe) === samples);
      const rows = new Map(own.map(({ index, probe }) => [index, new Set(rowsOfProbe(recording, probe))]));
      const common = await openCommon(reading, samples);
      for (const row of recording.rows) {
        const at = own.filter(({ index }) => rows.get(index)!.has(row));
        if (at.length === 0) continue;
        if (signal.aborted) return { kind: 'interrupted', iteration: row.iteration };
        const captures = await readRow(
          reading,
          row,
          common,
          at.map(({ probe }) => probe),
        );
        for (const [place, { index }] of at.entries())
          await ledger.submit(index, row.iteration, () => captures[place]!);
        progress({ iteration: row.iteration, loss: null });
      }
    }
    return { kind: 'complete' };
  }
}
