import { expect, test } from 'vitest';
import type { ClaimContext, ClaimRun } from '../../runner/contract/claim.ts';
import type { ReportContext, ReportRun } from '../../runner/contract/report.ts';
import { checkedNode } from '../../runner/plugins/checked-node.ts';
import { rowTables, tablesOfRows } from '../../src/table/result-tables.ts';
import { smallContext } from '../claims/small-tables.ts';

const row = { trial: 'base', layer: 'C1', value: 0.5 };
const tables = rowTables(
  tablesOfRows({ axes: [], estimates: [row], training: [{ trial: 'base', loss: 1 }], claims: [], cases: [] }),
);
const { plan } = smallContext({});
const plugin = (family: 'claim' | 'report') => ({
  file: 'own.ts',
  family,
  kind: 'own',
  hash: '',
  folder: '',
  code: '',
});

test('claims and reports of plugins get rows that can be copied and looked through by their keys', () => {
  const seen: object[] = [];
  const claim = (_: never, { estimates, training }: ClaimContext) => {
    seen.push({ ...estimates[0] }, { ...training[0] });
    return { statement: '', trials: [] };
  };
  const node = checkedNode({ run: claim }, plugin('claim') as never, (run) => run());
  (node.run as ClaimRun)({} as never, { plan, estimates: tables.estimates, training: tables.training });
  const report = (_: never, context: ReportContext) => {
    seen.push({ ...context.tables.estimates[0] });
    return { id: context.name } as never;
  };
  const drawn = checkedNode({ run: report }, plugin('report') as never, (run) => run());
  (drawn.run as ReportRun)({} as never, { name: 'own', plan, tables });
  expect(seen).toMatchObject([row, { trial: 'base', loss: 1 }, row]);
});
