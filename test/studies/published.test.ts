import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { alteredFiles, sumsBelow } from '../../runner/run/altered-files.ts';
import { readFinishedRun } from '../../runner/run/read-finished-run.ts';
import { compile } from '../../src/index.ts';
import { packageRoot } from '../../src/node/package-info.ts';

const published = join(packageRoot, 'reports/published');

interface Named {
  readonly study: string;
  readonly claim?: string;
}
interface PaperClaim {
  readonly judged?: readonly Named[];
  readonly values?: readonly Named[];
}

test('REPRODUCTION.md is what the published tables say', () => {
  execFileSync(process.execPath, [join(packageRoot, 'scripts/reproduction.mjs'), '--check']);
});

describe('what a row of claims says of the paper', async () => {
  const { agreementOf, findingOf, verdictFrom } = await import(
    pathToFileURL(join(packageRoot, 'scripts/paper-verdict.mjs')).href
  );
  const row = (verdict: string, violations = 0, cases = 3) => ({ verdict, violations, cases });

  test('a claim that is denied fails in all of its cases, else it depends', () => {
    const denied = (of: object) => agreementOf(of, { denies: true });
    expect(denied(row('fails', 3))).toBe('holds');
    expect(denied(row('fails', 1))).toBe('depends');
    expect(denied(row('holds', 0))).toBe('does not hold');
    expect(denied(row('vacuous', 0))).toBe('does not hold');
    expect(agreementOf(row('vacuous'), { denies: true, still: true })).toBe('holds');
  });

  test('that something does not always hold is shown by a claim that fails', () => {
    expect(agreementOf(row('fails', 1), { denies: 'somewhere' })).toBe('holds');
    expect(agreementOf(row('holds'), { denies: 'somewhere' })).toBe('does not hold');
  });

  test('unclear, and what held in one trial, leave it open; what failed in one does not', () => {
    expect(findingOf(row('held-once'))).toBe('unclear');
    expect(findingOf(row('failed-once', 1))).toBe('fails');
    for (const open of ['unclear', 'held-once', 'no-data']) {
      expect(agreementOf(row(open), {})).toBe('depends');
      expect(agreementOf(row(open), { denies: true })).toBe('depends');
    }
    expect(agreementOf(row('failed-once', 1), {})).toBe('does not hold');
  });

  test('all that is judged has to agree', () => {
    expect(verdictFrom(['holds', 'holds'])).toBe('holds');
    expect(verdictFrom(['holds', 'does not hold'])).toBe('depends');
    expect(verdictFrom(['does not hold', 'does not hold'])).toBe('does not hold');
    expect(verdictFrom(['depends'])).toBe('depends');
  });
});

describe('what the paper says', () => {
  const { sections } = parse(readFileSync(join(published, 'paper-claims.yaml'), 'utf8')) as {
    sections: { claims: PaperClaim[] }[];
  };
  const named = sections.flatMap(({ claims }) =>
    claims.flatMap(({ judged = [], values = [] }) => [...judged, ...values]),
  );
  const studies = [...new Set(named.map(({ study }) => study))].sort();

  test.each(studies)('is judged by claims that %s has', async (study) => {
    const folder = ['paper', 'companions'].find((one) =>
      existsSync(join(packageRoot, 'specs', one, `${study}.yaml`)),
    );
    const { plan } = await compile({ path: join(packageRoot, 'specs', folder ?? '', `${study}.yaml`) });
    const claims = new Set(plan?.claims.map(({ name }) => name));
    for (const { claim } of named.filter((one) => one.study === study && one.claim)) {
      expect(claims, `claims of ${study}`).toContain(claim);
    }
  });
});

describe('published runs', () => {
  const studies = readdirSync(published, { withFileTypes: true }).filter((one) => one.isDirectory());

  test.each(studies.map(({ name }) => name))('%s: whole, of a clean commit', async (name) => {
    const folder = join(published, name);
    const lock = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
    expect(lock).toMatchObject({ study: name, state: 'done', git: { dirty: false } });
    expect(relative(packageRoot, join(folder, lock.file))).toMatch(/^specs\//);
    expect(existsSync(join(folder, lock.file))).toBe(true);
    expect(lock.command).not.toMatch(/[\s='"]\//);
    if (existsSync(join(folder, 'plan.json'))) await expectWhole(folder);
    else expect(readdirSync(folder)).toEqual(expect.arrayContaining(olderFiles));
  });
});

/** What a run of the form before has: a page and the tables as packed CSV. */
const olderFiles = ['claims.csv.gz', 'estimates.csv.gz', 'report.html', 'training.csv.gz'];

/** A published run has all that its page is drawn from, and nothing that its sums do not name. */
async function expectWhole(folder: string): Promise<void> {
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
  const names = [...(await sumsBelow(folder)).keys()];
  expect(
    sums
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(66)),
  ).toEqual(names);
  expect(await alteredFiles(folder)).toEqual([]);
  const { tables } = await readFinishedRun(folder, async () => ownKinds);
  expect(tables.claims.length).toBeGreaterThan(0);
}
