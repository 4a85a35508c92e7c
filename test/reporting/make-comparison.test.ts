import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeComparison } from '../../runner/reporting/make-comparison.ts';
import type { FinishedRun } from '../../runner/reporting/make-report.ts';
import type { Row } from '../../src/table/columns.ts';
import { comparedSide } from '../reports/compared-sides.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const home = mkdtempSync(join(tmpdir(), 'infoplane-comparison-'));
afterAll(() => rmSync(home, { recursive: true }));

const epochs = (number: number) => `models: { lenet5: { training: { epochs: ${number} } } }\n`;
const figuresIn = (page: string) =>
  [...page.matchAll(/<figure class="card" id="figure-([^"]+)"/g)].map((found) => found[1]);
const headsOf = (page: string, id: string) => {
  const section = new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)![0];
  return [...section.matchAll(/<th scope="col"[^>]*>([^<]*)</g)].map((found) => found[1]);
};

/** A run with other values: each is `shift` higher. */
function shifted(run: FinishedRun, shift: number): FinishedRun {
  const estimates = run.tables.estimates.map((row) => ({ ...row, value: Number(row.value) + shift }));
  return { ...run, tables: { ...run.tables, estimates } };
}

describe('runs compared', () => {
  const run = syntheticRun({ seeds: 3 });

  test('three of one study: one figure of each report, named by the settings that differ', async () => {
    const sides = [1, 3, 10].map((number) =>
      comparedSide(home, `synthetic/${number}`, shifted(run, number / 10), epochs(number)),
    );
    const { page, fileName } = await makeComparison(sides);
    expect(fileName).toBe('compared-with-1-and-3.html');
    expect(figuresIn(page)).toEqual(['differences-of-runs', 'dpi', 'plane', 'training']);
    for (const name of ['A: epochs=1', 'B: epochs=3', 'C: epochs=10']) expect(page).toContain(`(${name})`);
    expect(headsOf(page, 'settings')).toEqual(['setting', 'A', 'B', 'C']);
    expect(headsOf(page, 'claims')).toEqual(['claim', 'A', 'B', 'C']);
    expect(page).toContain(
      '<th scope="row">models.lenet5.training.epochs</th><td><code>1</code></td><td><code>3</code></td><td><code>10</code></td>',
    );
  });

  test('ten, of one name in two folders: no two are called alike', async () => {
    const sides = Array.from({ length: 10 }, (_, at) =>
      comparedSide(join(home, String(at % 2)), 'synthetic/same', syntheticRun({ seeds: 1 })),
    );
    const { page } = await makeComparison(sides);
    for (const letter of 'ABCDEFGHIJ') expect(page).toContain(`${letter}: synthetic/same`);
    expect(headsOf(page, 'claims')).toHaveLength(11);
  });

  test('studies, models and layers of other names stand beside each other, and what cannot be compared is said', async () => {
    const rename = (row: Row): Row => ({
      ...row,
      model: 'other',
      ...(row.layer === undefined ? {} : { layer: `L${row.layer_index}` }),
    });
    const stages = run.plan.stages.map((stage) => ({
      ...stage,
      model: { ...stage.model, name: 'other' },
      network: {
        ...stage.network,
        layers: stage.network.layers.map((layer, at) => ({ ...layer, name: `L${at}` })),
      },
    }));
    const [first, ...reports] = run.plan.reports;
    const other: FinishedRun = {
      ...run,
      plan: {
        ...run.plan,
        study: 'another',
        title: 'Another',
        stages,
        reports: [...reports, { ...first!, kind: 'layer-steps' }],
      },
      tables: {
        ...run.tables,
        estimates: run.tables.estimates.map(rename),
        training: run.tables.training.map(rename),
      },
    };
    const { page } = await makeComparison([
      comparedSide(home, 'synthetic/plain', run),
      comparedSide(home, 'another/one', other),
    ]);
    expect(figuresIn(page)).toEqual(['differences-of-runs', 'dpi-a', 'plane', 'training', 'dpi-2-b']);
    expect(page).toContain('B has no such figure.');
    expect(page).toContain('<h1>synthetic, another</h1>');
    expect(page).toContain('B: another');
    // one model each, so the trainings can be compared, but no layers
    const figure = /id="figure-differences-of-runs"[\s\S]*?<\/figure>/.exec(page)![0];
    expect(figure).toContain('test accuracy');
    expect(figure).not.toContain('I(X;T)');
  });

  test('without a common seed no difference is drawn', async () => {
    const later = (row: Row): Row => ({ ...row, seed: Number(row.seed) + 10 });
    const others = {
      ...run,
      plan: {
        ...run.plan,
        trials: run.plan.trials.map((trial) => ({
          ...trial,
          seed: trial.seed + 10,
          settings: { seed: trial.seed + 10 },
        })),
      },
      tables: { ...run.tables, estimates: run.tables.estimates.map(later) },
    };
    const { page } = await makeComparison([
      comparedSide(home, 'synthetic/a', run),
      comparedSide(home, 'synthetic/b', others),
    ]);
    expect(page).toContain('no trial has the same seed');
    expect(figuresIn(page)).not.toContain('differences-of-runs');
  });

  test('an unfinished and an altered run are named by their letters', async () => {
    const { page } = await makeComparison([
      comparedSide(home, 'synthetic/c', { ...run, lock: { state: 'interrupted' } }),
      comparedSide(home, 'synthetic/d', { ...run, altered: ['lock.json'] }),
    ]);
    expect(page).toContain('Run A was interrupted');
    expect(page).toContain('lock.json of B');
    expect(page).toMatch(/class="[^"]*provisional/);
  });
});
