import { expect, test } from 'vitest';
import type { DrawingJob, DrawnPanel } from '../../reports/charts/draw-panel.ts';
import { renderReport } from '../../reports/page.ts';
import type { Figure } from '../../reports/report-input.ts';
import type { KeptParts } from '../../runner/contract/kept-parts.ts';
import { keptDrawings } from '../../runner/reporting/kept-drawings.ts';
import type { Json, JsonObject } from '../../src/plan/json.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

/** Parts in memory. */
function partsOf(kept: Map<string, Json>) {
  const asked: string[] = [];
  const drawn: string[] = [];
  const get = async (key: string) => {
    asked.push(key);
    return kept.get(key) ?? null;
  };
  const put = (key: string, part: Json) => {
    drawn.push(key);
    kept.set(key, part);
  };
  return { asked, drawn, get, put };
}

const view: JsonObject = {
  mark: 'point',
  data: { values: [{ a: 1 }] },
  encoding: { x: { field: 'a', type: 'quantitative' } },
};
const job = (more: Partial<DrawingJob> & { readonly vegaLite?: JsonObject } = {}): DrawingJob => ({
  panel: { title: '', group: '', size: 'small', vegaLite: more.vegaLite ?? view },
  id: 'figure-0',
  own: false,
  ...more,
});
const svg = '<svg width="1" height="1"></svg>';

async function keyOf(one: DrawingJob, program = 'program'): Promise<string> {
  const parts = partsOf(new Map());
  await keptDrawings(parts, program).get(one);
  return parts.asked[0]!;
}

test('equal panels have one key; whatever changes the drawing gives another', async () => {
  const rows = (a: number): JsonObject => ({ ...view, data: { values: [{ a }] } });
  const { panel } = job();
  const other = await Promise.all([
    keyOf(job()),
    keyOf(job(), 'another program'),
    keyOf(job({ id: 'figure-1' })),
    keyOf(job({ own: true })),
    keyOf(job({ panel: { ...panel, size: 'wide' } })),
    keyOf(job({ panel: { ...panel, still: { step: 1 } } })),
    keyOf(job({ vegaLite: rows(2) })),
    keyOf(job({ vegaLite: rows(Number.NaN) })),
    keyOf(job({ vegaLite: rows(Number.POSITIVE_INFINITY) })),
    keyOf(job({ vegaLite: { ...view, data: { values: [{ a: null }] } } })),
  ]);
  expect(new Set(other).size).toBe(other.length);
  expect(await keyOf(job({ panel: { ...panel, title: 'another', group: 'row' } }))).toBe(other[0]);
});

test.each<[string, boolean, Json]>([
  ['a script', false, { vega: {}, svg: '<svg width="1"><script>alert(1)</script></svg>' }],
  [
    'a script of a chart of its own',
    true,
    { vega: null, svg: '<svg width="1"><script>alert(1)</script></svg>' },
  ],
  ['an end that is missing', false, { vega: {}, svg: '<svg width="1"><path d="M0,0"' }],
  ['an address', false, { vega: { data: [{ name: 'a', url: 'https://e.example' }] }, svg }],
  ['no specification', false, { vega: null, svg }],
  ['a list', false, [svg]],
  ['too much', true, { vega: {}, svg: `<svg width="1"><text>${' '.repeat(4_000_000)}</text></svg>` }],
])('%s where a drawing should be is not taken', async (_, own, part) => {
  const one = job({ own });
  const kept = new Map([[await keyOf(one), part]]);
  expect(await keptDrawings(partsOf(kept), 'program').get(one)).toBeNull();
});

test('a page of what is kept is the same, and nothing of it is drawn', async () => {
  const own: Figure = {
    ...{ id: 'own', title: 'Own', caption: '', alt: '', legend: [], scrubber: null, switches: [], own: true },
    data: [{ a: 1 }],
    panels: [job().panel],
  };
  const run = syntheticRun({ seeds: 2 });
  const calibration = [
    {
      ...{ estimators: ['IXT'], settings: '', cases: [], problems: [] },
      sweep: {
        ...{ title: 'Sweep', caption: '', unit: 'bits', flat: false },
        points: [0, 0.5, 0.9].map((correlation) => ({ correlation, value: correlation, truth: correlation })),
      },
    },
  ];
  const page = (parts: KeptParts | null, apart: DrawnPanel | null) =>
    renderReport(
      {
        ...{ ...run, calibration, agreement: [], methods: { sentences: [], works: [], bibtex: '' } },
        figures: [{ ...own, id: 'plain', own: false }, own],
      },
      {
        apart: async () => apart ?? { problem: 'it is drawn again' },
        warn: () => {},
        ...(parts && { kept: keptDrawings(parts, 'program') }),
      },
    );
  const drawn = { vega: { marks: [] }, svg };
  const first = await page(null, drawn);
  const kept = new Map<string, Json>();
  const [once, twice] = [partsOf(kept), partsOf(kept)];
  expect(await page(once, drawn)).toBe(first);
  expect(once.drawn).toHaveLength(3);
  expect(await page(twice, null)).toBe(first);
  expect(twice.asked).toEqual(once.asked);
  expect(twice.drawn).toEqual([]);
});
