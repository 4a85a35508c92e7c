import { describe, expect, it } from 'vitest';
import { engineTable } from '../../runner/engines/engine-table.ts';
import { listEngines } from '../../runner/engines/examine-apart.ts';

describe('listEngines', () => {
  it('proves those that are here and explains the others', async () => {
    const reports = await listEngines();
    expect(new Set(reports.map((report) => report.name))).toEqual(
      new Set(engineTable.map(({ name }) => name)),
    );
    for (const report of reports) {
      if (report.name.endsWith('/cpu')) expect(report.available).toBe(true);
      if (report.available) {
        expect(report.selfTest?.ok).toBe(true);
        expect(report.millisecondsPerStep).toBeGreaterThan(0);
        expect(report.reason + report.remedy).toBe('');
      } else {
        expect(report.selfTest).toBeNull();
        expect(report.reason).not.toBe('');
        expect(report.remedy).not.toBe('');
      }
    }
  });
});
