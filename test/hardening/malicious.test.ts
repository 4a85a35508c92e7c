import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { readTables, writeTables } from '../../src/table/run-tables.ts';
import { browserMissing, openChromium } from '../browser/open-chromium.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { hostileCharts } from './hostile-charts.ts';
import { hostilePrint, hostile as hostileTexts } from './hostile-texts.ts';

describe('a malicious study and a malicious run folder', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  const run = (...names: string[]) => join(work.folder, 'runs/tiny/sound', ...names);
  beforeAll(async () => {
    work = await createWorkplace();
    const { out } = await work.infoplane(['run', 'tiny.yaml']);
    renameSync(join(work.folder, /report: (.*)\/report\.html/.exec(out)![1]!), run());
  });
  afterAll(() => rmSync(work.folder, { recursive: true }));

  it('hostile charts are refused in a study, and left out of the report of a plan.json', async () => {
    const charts = Object.entries(hostileCharts).map(([title, { chart: vegaLite }], i) => ({
      name: `own${i}`,
      kind: 'chart',
      params: { vegaLite, table: 'estimates', title },
    }));
    const own = Object.fromEntries(charts.map(({ name, kind, params }) => [name, { kind, ...params }]));
    const text = JSON.stringify({ study: 'own', extends: 'tiny.yaml', reports: own });
    writeFileSync(join(work.folder, 'own.yaml'), text);
    const study = await work.infoplane(['validate', 'own.yaml']);
    expect(study.code, study.err).toBe(3);
    const refused = study.err.match(/^own\.yaml:1:\d+: error\[value-not-allowed\]/gm) ?? [];
    expect(refused.length).toBeGreaterThanOrEqual(charts.length);

    const sound = readFileSync(run('plan.json'), 'utf8');
    const plan = JSON.parse(sound);
    const before = plan.reports.length;
    plan.reports.push(...charts);
    writeFileSync(run('plan.json'), JSON.stringify(plan));
    const drawn = await work.infoplane(['report', 'tiny/sound', '--altered']);
    writeFileSync(run('plan.json'), sound);
    expect(drawn.code, drawn.err).toBe(0);
    expect(drawn.err).not.toMatch(/^ {4}at |this is a bug/m);
    expect(drawn.err.match(/^warning: the chart own\d+ is not drawn/gm)).toHaveLength(charts.length);
    const page = readFileSync(drawn.out.trim(), 'utf8');
    expect(page.match(/This chart is not drawn/g)).toHaveLength(charts.length);
    expect(page.match(/<figure /g)).toHaveLength(before + charts.length);
  });

  it('names of a foreign run lead to no file outside of the folder that export writes', async () => {
    const sound = readFileSync(run('resolved.yaml'), 'utf8');
    for (const what of ['--weights', '--captures']) {
      const exported = () => work.infoplane(['export', 'tiny/sound', what, 'exported/out']);
      for (const name of ['../../F1', '/tmp/F1', '..', 'a/b']) {
        writeFileSync(run('resolved.yaml'), sound.replaceAll('F1', JSON.stringify(name)));
        const { code, err } = await exported();
        expect([3, 4], err).toContain(code);
        expect(existsSync(join(work.folder, 'exported'))).toBe(false);
      }
      writeFileSync(run('resolved.yaml'), sound);
      expect((await exported()).code).toBe(0);
      rmSync(join(work.folder, 'exported'), { recursive: true });
    }
  });

  it('hostile texts in all places of a run come out of every export as text, and only below the folder that is named', async () => {
    const before = run('..');
    const kept = mkdtempSync(join(tmpdir(), 'infoplane-kept-'));
    cpSync(before, kept, { recursive: true });
    try {
      await writeHostileRun(run, [...hostilePrint, ...hostileTexts.filter(({ length }) => length < 1000)]);
      const outside = new Set(readdirSync(work.folder, { recursive: true }).map(String));
      for (const what of ['--figures', '--ro-crate', '--tensorboard', '--parquet']) {
        const { code, err } = await work.infoplane([
          'export',
          'tiny/sound',
          '--altered',
          what,
          `exported/${what.slice(2)}`,
        ]);
        expect(code, err).toBe(0);
        expect(err).not.toMatch(/^ {4}at |this is a bug/m);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor is looked for
        expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      }
      const written = readdirSync(work.folder, { recursive: true }).map(String);
      expect(written.filter((name) => !outside.has(name) && !/^exported(?:\/|$)/.test(name))).toEqual([]);
      for (const name of written.filter((one) => one.startsWith('exported/')))
        expect(name.split('/').at(-1)).toMatch(/^[\p{L}\p{N}_=,[\]][\p{L}\p{N}._=,[\]-]*$/u);
      for (const name of written.filter((one) => one.endsWith('.tex') || one.endsWith('.bib'))) {
        const tex = readFileSync(join(work.folder, name), 'utf8');
        expect(tex, name).not.toMatch(
          /\\(?:write18|immediate|openin|csname|catcode)\b|\\input\{(?!claims|methods)/,
        );
      }
    } finally {
      rmSync(before, { recursive: true });
      cpSync(kept, before, { recursive: true });
      rmSync(join(work.folder, 'exported'), { recursive: true, force: true });
    }
  });

  it.skipIf(browserMissing)(
    `a report full of hostile texts executes nothing and fetches nothing${browserMissing ? `: ${browserMissing}` : ''}`,
    async () => {
      await writeHostileRun(run);
      const { code, err, out } = await work.infoplane(['report', 'tiny/sound', '--altered']);
      expect(code, err).toBe(0);
      const chromium = await openChromium();
      try {
        const page = await chromium.context.newPage();
        const requests: string[] = [];
        const problems: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
        page.on('pageerror', (error) => problems.push(error.message));
        page.on('dialog', (dialog) => problems.push(dialog.message()));
        const address = pathToFileURL(out.trim()).href;
        await page.goto(address);
        await page.waitForFunction(() => document.documentElement.dataset.live === 'yes');
        for (const point of await page.$$('path[aria-roledescription]')) {
          await point.hover({ force: true, timeout: 1000 }).catch(() => {});
          break;
        }
        expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined();
        expect(await page.$$('iframe, object, embed, img, a[href^="javascript"], svg[onload]')).toHaveLength(
          0,
        );
        expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(4);
        expect(requests.filter((url) => url !== address && !/^(data|blob):/.test(url))).toEqual([]);
        expect(problems).toEqual([]);
        console.log(`${hostileTexts.length} hostile texts in all places of a run: 0 executed, 0 requests`);
      } finally {
        await chromium.close();
      }
    },
  );
});

/** Puts hostile texts wherever a run has text that a report shows. */
async function writeHostileRun(
  run: (...names: string[]) => string,
  hostile: readonly string[] = hostileTexts,
): Promise<void> {
  const pick = (place: number) => hostile[place % hostile.length]!;
  const plan = JSON.parse(readFileSync(run('plan.json'), 'utf8'));
  Object.assign(plan, { study: hostile[0], title: hostile[1], source: hostile[2] });
  for (const [i, claim] of plan.claims.entries()) claim.statement = pick(i + 3);
  for (const [i, stage] of plan.stages.entries()) {
    stage.model.name = pick(i);
    stage.dataset.name = pick(i + 1);
  }
  for (const [i, report] of plan.reports.entries()) report.params.title = pick(i);
  plan.edges.push({ from: `model/${hostile[0]}`, to: `report/${hostile[1]}`, kind: 'table' });
  writeFileSync(run('plan.json'), JSON.stringify(plan));

  const lock = JSON.parse(readFileSync(run('lock.json'), 'utf8'));
  const more = `{"__proto__": {"polluted": true}, "constructor": {"prototype": {"x": 1}}, ${JSON.stringify(hostile[0])}: 1}`;
  Object.assign(lock, { command: hostile[0], state: hostile[1], git: { commit: hostile[2], dirty: true } });
  writeFileSync(
    run('lock.json'),
    JSON.stringify({ ...lock, more: '@@' }).replace('"@@"', () => more),
  );
  writeFileSync(run('spec.yaml'), hostile.join('\n'));

  const tables = await readTables(run('tables'));
  const texts = (names: string[]) => (row: Record<string, unknown>, i: number) =>
    ({ ...row, ...Object.fromEntries(names.map((name, j) => [name, pick(i + j)])) }) as never;
  const changed = {
    axes: [],
    estimates: tables.estimates.map(texts(['trial', 'unit', 'layer', 'flag', 'method', 'bandwidth'])),
    training: tables.training.map(texts(['trial', 'model'])),
    claims: tables.claims.map(texts(['statement', 'where', 'doubts', 'verdict'])),
    cases: tables.cases.map(texts(['where'])),
  };
  await writeTables(run('tables'), tablesOfRows(changed));
}
