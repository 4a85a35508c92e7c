import type { AgreementGroup } from '../../reports/report-input.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RunTables } from '../../src/table/columns.ts';
import { claimsOnReadings, rowOfReading } from '../claims/claims-on-readings.ts';
import { type Reading, readingGroups } from '../claims/readings.ts';
import type { Kinds } from '../contract/kinds.ts';
import { rankAgreement } from './rank-agreement.ts';
import { readingNames } from './reading-names.ts';

/**
 * Which conclusions survive a change of the estimator: for each quantity that a study reads in two or more ways on the
 * same layers, every claim about it judged on every reading, and how far the readings order the layers alike.
 * @param kinds those of plugins too
 */
export async function conclusionsOf(plan: Plan, tables: RunTables, kinds: Kinds): Promise<AgreementGroup[]> {
  const groups: AgreementGroup[] = [];
  for (const readings of readingGroups(plan)) {
    const [{ quantity, model, layers }] = readings;
    const names = readingNames(readings, plan);
    groups.push({
      quantity,
      model,
      layers,
      readings: readings.map((reading, at) => ({
        label: reading.label,
        name: names[at]!,
        settings: settingsOf(reading, tables),
        silent: isSilent(reading, tables),
      })),
      conclusions: await claimsOnReadings(readings, { plan, ...tables }, kinds),
      ranks: rankAgreement(readings, plan, tables.estimates),
    });
  }
  return groups;
}

/** Whether all rows of a reading are flagged as being at their ceiling, or as having one value. */
function isSilent({ estimator, trials }: Reading, { estimates }: RunTables): boolean {
  const wanted = new Set(trials);
  const own = estimates.filter((row) => row.estimator === estimator && wanted.has(String(row.trial)));
  return (
    own.length > 0 &&
    own.every(({ flag }) => typeof flag === 'string' && /\b(saturated|collapsed)\b/.test(flag))
  );
}

/** Kind, method and bandwidth of a reading's rows, in words; what a method says of one row alone comes after a semicolon. */
function settingsOf(reading: Reading, { estimates }: RunTables): string {
  const { kind } = reading;
  const row = rowOfReading(reading, estimates);
  const alpha = typeof row?.alpha === 'number' ? `alpha ${row.alpha}` : '';
  const method = typeof row?.method === 'string' ? row.method.split('; ')[0] : '';
  return [kind, alpha, row?.bandwidth, method, row?.samples && `n = ${row.samples}`]
    .filter((part) => part)
    .join(', ');
}
