import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { calibrationApart, knownCasesLimits } from '../../runner/calibration/calibrate-apart.ts';
import type { Kinds } from '../../runner/contract/kinds.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../runner/reporting/make-report.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { calibrated } from './calibrated.ts';

const run = syntheticRun({ seeds: 2 });
const rows = run.tables.estimates;
const folder = mkdtempSync(join(tmpdir(), 'infoplane-known-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The kinds of a plugin `odd` whose known answers are what a setting says: `spin` and `wait` never come to an end. */
function oddKinds(): Kinds {
  const answers = `({ params }) => {
    if (params.does === 'spin') for (;;) {}
    if (params.does === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return { settings: params.does, cases: [], sweep: null };
  }`;
  const node = `{ kind: 'odd', family: 'estimator', calibration: { answers: ${answers} }, run: () => () => [] }`;
  writeFileSync(join(folder, 'odd.mjs'), `export default ${node};\n`);
  const odd = { file: 'odd.ts', family: 'estimator', kind: 'odd', folder, main: 'odd.mjs' };
  return { ...ownKinds, plugins: [odd] };
}

/** The plan, with estimators of the plugin that do what is listed, before one of its own. */
function planOf(...does: readonly string[]): Plan {
  const [stage] = run.plan.stages;
  const [branch] = stage!.branches;
  const [own] = branch!.estimators;
  const odd = does.map((what, at) => ({
    ...own!,
    name: `odd${at}`,
    kind: 'odd',
    params: { does: what, at },
  }));
  return { ...run.plan, stages: [{ ...stage!, branches: [{ ...branch!, estimators: [...odd, own!] }] }] };
}

const quick = { ...knownCasesLimits, processor: 1, clock: 60, lost: 1.5 };

test('the same as in this thread, and once for the same question', async () => {
  const calibration = calibrationApart();
  const card = await calibration(run.plan, rows, ownKinds);
  expect(card).toEqual(await calibrated(run.plan, rows, ownKinds));
  expect(await calibration(run.plan, rows, ownKinds)).toBe(card);
  expect(await calibration(run.plan, [], ownKinds)).not.toBe(card);
});

describe('what does not come to an end', () => {
  test('is left out in its place, with a warning each, and no more of it than some', async () => {
    const warnings: string[] = [];
    const calibration = calibrationApart({ warn: (text) => warnings.push(text) }, quick);
    const card = await calibration(planOf('a', 'spin', 'b', 'spin', 'c'), rows, oddKinds());
    expect(card.map(({ estimators, settings }) => [estimators.join(), settings])).toEqual([
      ['odd0', 'a'],
      ['odd1', ''],
      ['odd2', 'b'],
      ['odd3', ''],
      ['odd4', ''],
      ['IXT', ''],
    ]);
    expect(card.map(({ problems }) => problems.length)).toEqual([0, 1, 0, 1, 1, 1]);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(/odd1.*1 s of processor time/);
  });

  test('also where it uses no processor', async () => {
    const card = await calibrationApart({}, { ...quick, clock: 1 })(planOf('wait'), rows, oddKinds());
    expect(card.map(({ problems, cases }) => [problems.length, cases.length > 0])).toEqual([
      [1, false],
      [0, true],
    ]);
  });

  test('ends soon where the command is to end; what is done by then is there', async () => {
    const limits = { ...knownCasesLimits, hurry: 1 };
    const calibration = calibrationApart({ signal: AbortSignal.abort() }, limits);
    const card = await calibration(planOf('a', 'spin', 'b'), rows, oddKinds());
    expect(card.map(({ problems }) => problems.length)).toEqual([0, 1, 1, 1]);
  });

  test('leaves the rest of the page as it is', async () => {
    const warnings: string[] = [];
    const listener = { warn: (text: string) => warnings.push(text) };
    const plan = planOf('spin');
    const page = await makeReport({ ...run, plan }, oddKinds(), {
      ...listener,
      calibration: calibrationApart(listener, quick),
    });
    const cards = page.slice(page.indexOf('id="calibration"'));
    expect(cards.slice(0, 1500)).toMatch(/<h3>odd0<\/h3> <span class="bad">[\s\S]*1 s of processor time/);
    expect(cards.slice(0, 3000)).toMatch(/<h3>IXT<\/h3> <span class="good">/);
    expect(warnings).toHaveLength(1);
  });
});

test('a plugin that cannot be loaded there is told in the place of all', async () => {
  const missing = { file: 'no.ts', family: 'estimator', kind: 'no', folder: '/nowhere', main: 'no.mjs' };
  const card = await calibrationApart()(planOf(), rows, { ...ownKinds, plugins: [missing] });
  expect(card.map(({ estimators, problems }) => [estimators, problems.length])).toEqual([[['IXT'], 1]]);
});
