import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ColumnTable } from '../../reports/browser/page-data.ts';
import { claimsSection } from '../../reports/sections/claims.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../runner/reporting/make-report.ts';
import { syntheticRun } from './synthetic-run.ts';
import { variedRun } from './varied-run.ts';

const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&`;
const small = await makeReport(syntheticRun({ title: 'A small study', seeds: 3 }), ownKinds);

/** The tables that lie in the page as data. */
function tablesOf(page: string): ColumnTable[] {
  const packed = /<script type="text\/plain" id="page-tables">([^<]*)<\/script>/.exec(page)![1]!;
  return JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString('utf8'));
}

describe('the page without JavaScript', () => {
  const words = small.replace(/<script[\s\S]*?<\/script>/g, '');

  test('what was found comes first, then the claims with verdict, margin, violations and interval', () => {
    const order = [
      'id="answer"',
      'class="findings"',
      'id="figure-dpi"',
      'id="claims"',
      'id="figures"',
      'id="trust"',
      'id="calibration"',
      'id="training"',
      'id="methods"',
      'id="again"',
      'id="graph"',
      'id="tables"',
    ];
    const places = order.map((id) => words.indexOf(id));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(words).toMatch(/id="claim-forward-dpi">\s*<summary><span class="verdict">.*holds/);
    expect(words).toMatch(/id="claim-backward-dpi">\s*<summary><span class="verdict">.*fails/);
    expect(words.indexOf('id="claim-backward-dpi"')).toBeLessThan(words.indexOf('id="claim-forward-dpi"'));
    const links = [...words.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);
    for (const id of links) expect(words).toContain(`id="${id}"`);
    expect(words).toMatch(/worst margin<\/dt><dd>[+−][\d.]+ bits/);
    expect(words).toMatch(/violations<\/dt><dd>\d+ of 45 cases/);
    expect(words).toMatch(/mean of the trials&#39; worst, 95 % interval/);
  });

  test('the interval of a claim on means is that of its worst margin', () => {
    const run = syntheticRun({ seeds: 3 });
    const claims = run.plan.claims.map((claim) => ({ ...claim, params: { ...claim.params, on: 'mean' } }));
    const input = {
      figures: [],
      calibration: [],
      agreement: [],
      methods: { sentences: [], works: [], bibtex: '' },
    };
    const { html } = claimsSection({ ...run, ...input, plan: { ...run.plan, claims } });
    expect(html).toMatch(/the means&#39; 95 % interval/);
    expect(html).not.toMatch(/mean of the trials&#39; worst/);
  });

  test('each figure has drawn charts, a text alternative, a caption and its values', () => {
    for (const id of ['dpi', 'plane', 'training']) {
      const figure = new RegExp(`<figure class="card" id="figure-${id}"[\\s\\S]*?</figure>`).exec(words)![0];
      expect(figure.match(/<svg focusable="false"/g)!.length).toBeGreaterThan(0);
      expect(figure).toMatch(/role="img" aria-label="[^"]+" aria-describedby="alt-/);
      expect(figure).toContain('<figcaption');
      expect(figure).toContain('<tbody><tr>');
    }
    expect(words).toMatch(/C1 goes from \(5\.\d+, 0\.\d+\) to/);
  });

  test('headings of panels say the accuracy, and a line of them never begins with a comma', () => {
    const headings = [...words.matchAll(/<p class="heading">(.*?)<\/p>/g)].map((found) => found[1]!);
    expect(headings.some((heading) => /<span>[^<]*epoch [^<]*,<\/span> <span>accuracy/.test(heading))).toBe(
      true,
    );
    expect(headings.filter((heading) => /^,|<\/span>\s*,|<span>,/.test(heading))).toEqual([]);
  });

  test('ids are unique in the page', () => {
    const ids = [...words.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the study, the command and lock.json are in it', () => {
    expect(words).toContain('study: synthetic\ntitle: A small study');
    expect(words).toContain('infoplane run synthetic.yaml');
    expect(words).toContain('<th scope="row">versions.infoplane</th><td><code>0.1.0</code></td>');
  });
});

test('its tables hold every row and value of the run', () => {
  const run = syntheticRun({ seeds: 3, title: 'A small study' });
  const tables = tablesOf(small);
  const estimates = tables.find((table) => table.id === 'estimates')!;
  const value = estimates.values[estimates.names.indexOf('value')]!;
  expect(value).toEqual(run.tables.estimates.map((row) => row.value));
  expect(tables.map((table) => table.id)).toEqual([
    'estimates',
    'training',
    'claims',
    'figure-dpi',
    'figure-plane',
    'figure-training',
  ]);
});

test('the same run gives the same bytes', async () => {
  expect(await makeReport(syntheticRun({ title: 'A small study', seeds: 3 }), ownKinds)).toBe(small);
});

test('the policy names the digests of the scripts, and nothing else may run or load', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(small)![1]!.replaceAll('&#39;', "'");
  const scripts = [...small.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
  expect(scripts).toHaveLength(2);
  const digests = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  expect(policy).toBe(
    `default-src 'none'; script-src ${digests.join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  const urls = small.replace(/<script>[\s\S]*?<\/script>/g, '').matchAll(/(?:src|href)="([^"]*)"/g);
  for (const [, url] of urls) expect(url).toMatch(/^(#|data:,$)/);
});

test('nothing of a study becomes markup', async () => {
  const run = syntheticRun({ title: attack });
  const plan = {
    ...run.plan,
    study: attack,
    source: attack,
    reports: [{ name: 'dpi', kind: 'layer-curves', params: { estimators: ['IXT'], title: attack } }],
    edges: [{ from: `dataset/${attack}`, to: `model/${attack}`, kind: 'table' as const }],
  };
  const tables = {
    ...run.tables,
    estimates: run.tables.estimates.map((row) => ({
      ...row,
      layer: `${attack}${row.layer}`,
      unit: attack,
      flag: attack,
    })),
    claims: run.tables.claims.map((row) => ({ ...row, claim: attack, statement: attack })),
  };
  const page = await makeReport(
    { plan, tables, spec: attack, lock: { [attack]: attack }, command: attack },
    ownKinds,
  );
  const outside = page.replace(/<script>[\s\S]*?<\/script>/g, '');
  expect(outside).not.toMatch(/<img|<script>|<script [^t]/);
  expect(outside).not.toMatch(/="[^"]*onerror=alert\(2\)>[^"]*"/);
  expect(page.match(/<script/g)).toHaveLength(small.match(/<script/g)!.length);
});

test('a point at every iteration of ten epochs stays under 3 MB', async () => {
  const iterations = Array.from({ length: 4691 }, (_, i) => i);
  const run = syntheticRun({ iterations });
  const two = run.tables.estimates.filter((row) => row.estimator !== 'IDD');
  expect(two).toHaveLength(4691 * 6 * 2);
  const page = await makeReport({ ...run, tables: { ...run.tables, estimates: two } }, ownKinds);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  const plane = tablesOf(page).find((table) => table.id === 'figure-plane')!;
  expect(plane.values[0]).toHaveLength(400 * 6);
  const iteration = plane.values[plane.names.indexOf('iteration')]!;
  expect([Math.min(...(iteration as number[])), Math.max(...(iteration as number[]))]).toEqual([0, 4690]);
});

test('so do ten trials with a point at every iteration; the page says how many rows it holds', async () => {
  const iterations = Array.from({ length: 1200 }, (_, i) => i);
  const run = syntheticRun({ iterations, seeds: 10 });
  const page = await makeReport(run, ownKinds);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  const estimates = tablesOf(page).find((table) => table.id === 'estimates')!;
  const held = estimates.values[0]!.length;
  expect(held).toBeLessThan(run.tables.estimates.length);
  const words = [held, run.tables.estimates.length].map((count) => count.toLocaleString('en')).join(' of ');
  expect(page).toContain(`This page holds ${words} rows`);
});

test('and sixty trials of twelve settings over three hundred epochs', async () => {
  const filters = Array.from({ length: 60 }, (_, i) => 2 + (i % 12));
  const run = variedRun(filters, { iterations: Array.from({ length: 15 }, (_, i) => 469 * 20 * i) });
  const first = new Map(run.tables.training.map((row) => [`${row.trial} ${row.split}`, row]));
  const training = [...first.values()].flatMap((row, line) =>
    Array.from({ length: 300 }, (_, epoch) => {
      const loss = Math.exp(-epoch / 50) + Math.abs((Math.sin(epoch * 12.9898 + line) * 43758.5453) % 0.1);
      return { ...row, epoch, iteration: 469 * epoch, loss, accuracy: 1 - loss / 3 };
    }),
  );
  const sixty = await makeReport({ ...run, tables: { ...run.tables, training } }, ownKinds);
  expect(Buffer.byteLength(sixty)).toBeLessThan(2_700_000);
  const figure = /<figure class="card" id="figure-training"[\s\S]*?<\/figure>/.exec(sixty)![0];
  expect(figure.length).toBeLessThan(500_000);
});

test('and two thousand trials, with every claim and doubt over all of them', async () => {
  const large = syntheticRun({ seeds: 2000 });
  const claims = large.tables.claims.map((row) =>
    row.trial === 'all' ? { ...row, doubts: 'this is doubted' } : row,
  );
  const page = await makeReport({ ...large, tables: { ...large.tables, claims } }, ownKinds);
  expect(Buffer.byteLength(page)).toBeLessThan(2_500_000);
  // what is not left out for room
  const overall = claims.filter(({ trial }) => trial === 'all');
  expect(page.match(/this is doubted/g)!.length).toBeGreaterThanOrEqual(overall.length);
  const held = tablesOf(page).find((table) => table.id === 'claims')!;
  expect(held.values[held.names.indexOf('trial')]!.filter((trial) => trial === 'all')).toHaveLength(
    overall.length,
  );
});

test('a run without rows, claims and reports still has a page', async () => {
  const run = syntheticRun();
  const empty = { axes: [], estimates: [], training: [], claims: [], cases: [] };
  expect(await makeReport({ ...run, tables: empty }, ownKinds)).toContain('Nothing to draw');
  const bare = { ...run.plan, claims: [], reports: [], edges: [], stages: [] };
  const page = await makeReport(
    { ...run, plan: bare, tables: empty, lock: { state: 'interrupted' } },
    ownKinds,
  );
  expect(page).toContain('This run was interrupted. The page');
  expect(page).not.toContain('id="claims"');
});
