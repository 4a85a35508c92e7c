import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chartLimits, drawingApart } from '../../runner/reporting/drawing-apart.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import type { JsonObject } from '../../src/plan/plan.ts';

const values = Array.from({ length: 200 }, (_, i) => ({
  iteration: i,
  value: Math.sin(i),
  layer: `C${i % 3}`,
}));
const encoding = {
  x: { field: 'iteration', type: 'quantitative' },
  y: { field: 'value', type: 'quantitative' },
};
const limits = { ...chartLimits, drawing: 5, heap: 128 };
const never = new AbortController().signal;

const jobOf = (vegaLite: object) => ({
  id: 'chart',
  panel: {
    title: '',
    group: '',
    size: 'wide' as const,
    vegaLite: { ...vegaLite, data: { values } } as unknown as JsonObject,
  },
});

/** Charts that pass no rule, as if one had been forgotten: the limits hold all the same. */
const slipped: Record<string, readonly [RegExp, object]> = {
  'a slow regular expression': [
    /more than 5 s/,
    {
      mark: 'point',
      encoding,
      transform: [{ filter: "test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')" }],
    },
  ],
  'a sequence': [
    /memory|more than 5 s/,
    { mark: 'point', encoding, transform: [{ calculate: 'sequence(1e8)', as: 'q' }] },
  ],
  'an array that is too long': [
    /Invalid array length|memory|more than 5 s/,
    { mark: 'point', encoding, transform: [{ calculate: 'sequence(1e10)', as: 'q' }] },
  ],
  'many keys': [
    /memory|more than 5 s/,
    {
      mark: 'point',
      encoding,
      transform: [{ impute: 'value', key: 'iteration', value: 0, keyvals: { stop: 1e7 } }],
    },
  ],
  'a bad shape': [/path/, { mark: { type: 'point', shape: 'M 1 L' }, encoding }],
  'a search without end': [/./, { mark: 'bar', encoding: { x: { field: 'value', bin: { base: 1 } } } }],
  'a link that Vega refuses where nobody waits for it': [
    /^Vega cannot draw it/,
    { mark: 'point', encoding, config: { point: { href: 'javascript:window.hit=8' } } },
  ],
  'an address that is built': [
    /`url\(`/,
    { mark: { type: 'point', fill: { expr: "'ur' + 'l(https://e.example/x#y)'" } }, encoding },
  ],
};

test.each(Object.entries(slipped))('%s ends as a sentence', async (_, [why, chart]) => {
  const drawn = await drawingApart(never, limits)(jobOf(chart));
  expect('problem' in drawn && drawn.problem).toMatch(why);
});

// a drawing may take several times its heap: a chart of pivots took 1.8 GB with 512 MB of heap
test.runIf(process.platform === 'linux')(
  'all memory of a drawing is bounded, not its heap alone',
  async () => {
    const drawn = await drawingApart(never, { ...limits, drawing: 15, heap: 4000, memory: 300 })(
      jobOf(slipped['a sequence']![1]),
    );
    expect('problem' in drawn && drawn.problem).toMatch(/more memory|allocation failed/);
  },
);

test('a drawing too large for a page is none', async () => {
  const fold = Array.from({ length: 60 }, () => 'value');
  const drawn = await drawingApart(never)(
    jobOf({ mark: 'point', encoding, transform: [{ fold }, { fold: fold.slice(54) }] }),
  );
  expect('problem' in drawn && drawn.problem).toMatch(/MB of the page/);
});

test('a sound chart is drawn, the same each time, and live', async () => {
  const job = jobOf({ mark: 'point', encoding, transform: [{ sample: 20 }] });
  const draw = drawingApart(never);
  const first = await draw(job);
  expect(first).toMatchObject({ vega: { marks: [{}] }, svg: expect.stringMatching(/^<svg /) });
  expect('svg' in first && first.svg.match(/<path [^>]*transform="translate\([^>]* stroke=/g)).toHaveLength(
    20,
  );
  expect(await draw(job)).toEqual(first);
});

test('a signal ends a drawing that goes on, and those after it', async () => {
  const stop = new AbortController();
  const draw = drawingApart(stop.signal);
  const going = draw(jobOf(slipped['a slow regular expression']![1]));
  setTimeout(() => stop.abort(), 1000);
  expect(await going).toMatchObject({ problem: expect.stringMatching(/interrupted/) });
  expect(await draw(jobOf({ mark: 'point', encoding }))).toMatchObject({
    problem: expect.stringMatching(/interrupted/),
  });
});

test('charts that are not drawn take a bounded time together', async () => {
  const draw = drawingApart(never, { ...limits, lost: 0 });
  expect(await draw(jobOf({ mark: { type: 'point', shape: 'M 1 L' }, encoding }))).toHaveProperty('problem');
  const after = await draw(jobOf({ mark: 'point', encoding }));
  expect('problem' in after && after.problem).toMatch(/other charts/);
});

test('the process of a chart ends by itself when nobody ends it', async () => {
  const child = fork(join(packageRoot, 'dist/reports/charts/chart-process.js'), ['2'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.once('message', () => child.send(jobOf(slipped['a slow regular expression']![1])));
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
});
