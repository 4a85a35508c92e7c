import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { expect, test } from 'vitest';
import { onCommonScales } from '../../../reports/charts/align-scales.ts';
import { compilePanel } from '../../../reports/charts/compile-panel.ts';
import type { Figure, Panel } from '../../../reports/report-input.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import { drawnFigures } from '../../../runner/reporting/make-report.ts';
import { variedRun } from '../varied-run.ts';

/** Figures of a run whose estimates are `factor` times as large. */
async function figures(factor: number, params: object = {}): Promise<Figure[]> {
  const run = variedRun();
  const estimates = run.tables.estimates.map((row) => ({ ...row, value: Number(row.value) * factor }));
  const where = { estimators: ['IXT'] };
  const reports = [
    { name: 'curves', kind: 'layer-curves', params: { ...where, ...params } },
    { name: 'training', kind: 'training-values', params: where },
    { name: 'plane', kind: 'information-plane', params: { x: 'IXT', y: 'ITY' } },
    { name: 'accuracy', kind: 'training-curves', params: {} },
  ];
  return drawnFigures(
    {
      ...run,
      plan: { ...run.plan, reports } as never,
      tables: { ...run.tables, estimates },
    },
    ownKinds,
  );
}

/** From where to where a panel's axes run, with the check boxes set so. */
async function axesOf(panel: Panel, signals: Record<string, boolean>) {
  const { vega } = await compilePanel(panel, 'p');
  const view = new View(parse(vega as never, undefined, { ast: true }), { expr: expressionInterpreter });
  const known = new Set(((vega.signals ?? []) as { name: string }[]).map(({ name }) => name));
  for (const [name, value] of Object.entries(signals)) if (known.has(name)) view.signal(name, value);
  await view.runAsync();
  const scales = (vega.scales as { name: string; type?: string }[]).filter(({ type }) => type === 'linear');
  const ends = scales
    .filter(({ name }) => name === 'x' || name === 'y')
    .map(({ name }) => [name, view.scale(name).domain() as number[]] as const);
  view.finalize();
  return new Map(ends);
}

test('the axes of two runs are as wide as the wider one, however the check boxes stand', async () => {
  const [small, large] = [await figures(1), await figures(2)];
  for (const [at, figure] of small.entries()) {
    const [a, b] = onCommonScales(figure, large[at]!);
    expect(a.panels.length).toBe(figure.panels.length);
    for (const [n, panel] of a.panels.entries()) {
      for (const signals of [
        { whole: true, same: true },
        { whole: false, same: true },
        { whole: false, same: false },
      ]) {
        const [left, right] = [await axesOf(panel, signals), await axesOf(b.panels[n]!, signals)];
        expect(left.size, figure.id).toBeGreaterThan(0);
        expect(left).toEqual(right);
        const alone = [
          await axesOf(figure.panels[n]!, signals),
          await axesOf(large[at]!.panels[n]!, signals),
        ];
        for (const [channel, [from, to]] of left) {
          const ends = alone.map((axes) => axes.get(channel)!);
          expect(from).toBe(Math.min(...ends.map((one) => one[0]!)));
          expect(to).toBe(Math.max(...ends.map((one) => one[1]!)));
        }
      }
    }
  }
});

test('what only one run has stays as it is', async () => {
  const [curves] = await figures(1);
  const [other] = await figures(2);
  const more = [...other!.panels, other!.panels[0]!].map((panel) => ({ ...panel, title: 'another' }));
  const renamed = { ...other!, panels: more };
  expect(onCommonScales(curves!, renamed)).toEqual([curves, renamed]);
  const switched = { ...other!, switches: [] };
  expect(onCommonScales(curves!, switched)).toEqual([curves, switched]);
});
