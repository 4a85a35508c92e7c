import { execFileSync, spawnSync } from 'node:child_process';
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
interface PaperSection {
  readonly columns?: Readonly<Record<string, string>>;
  readonly statements: readonly PaperStatement[];
}
interface PaperStatement {
  readonly says: string;
  readonly short?: string;
  readonly facts?: boolean;
  readonly verdict?: string;
  readonly link?: string;
  readonly judged?: readonly (Partial<Named> & { readonly in?: readonly string[] })[];
}

test('REPRODUCTION.md is what the published tables say', () => {
  execFileSync(process.execPath, [join(packageRoot, 'scripts/reproduction.mjs'), '--check']);
});

describe('what a row of claims says of the paper', async () => {
  const { agreementOf, findingOf, verdictFrom, verdictOfAll, verdictOfAny } = await import(
    pathToFileURL(join(packageRoot, 'scripts/reproduction/verdict.mjs')).href
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

  test('a conjunction falls with one of its parts; what exists or may be is seen or not', () => {
    expect(verdictOfAll(['holds', 'does not hold'])).toBe('does not hold');
    expect(verdictOfAll(['holds', 'depends'])).toBe('depends');
    expect(verdictOfAll(['holds', 'holds'])).toBe('holds');
    expect(verdictOfAny(['does not hold', 'holds'])).toBe('seen here');
    expect(verdictOfAny(['does not hold', 'depends'])).toBe('not seen here');
  });

  test('what is fragile holds in some settings and not in all', () => {
    const fragile = (statement: string) => agreementOf({ ...row('fails'), statement }, { fragile: true });
    expect(fragile('x (holds in 2 of 3 settings, ...)')).toBe('holds');
    expect(fragile('x (holds in 3 of 3 settings)')).toBe('does not hold');
    expect(fragile('x (holds in 0 of 3 settings)')).toBe('does not hold');
    expect(fragile('x')).toBe('depends');
  });
});

describe('how statements are judged by runs', async () => {
  const { judgeStatements } = await import(
    pathToFileURL(join(packageRoot, 'scripts/reproduction/judge-statements.mjs')).href
  );
  const runWith = (verdicts: Readonly<Record<string, string>>) => ({
    claims: Object.entries(verdicts).map(([claim, verdict]) => ({ claim, verdict, violations: 0, cases: 1 })),
  });
  const verdictOf = (statement: object, runs: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
    const sections = [{ title: 't', columns: { first: 'a', second: 'b' }, statements: [statement] }];
    const known = new Map(Object.entries(runs).map(([study, verdicts]) => [study, runWith(verdicts)]));
    return judgeStatements(sections, known)[0].statements[0].verdict;
  };
  const judged = [{ claim: 'x' }, { claim: 'y' }];

  test.each([
    [{}, { a: { x: 'holds', y: 'holds' }, b: { x: 'holds', y: 'holds' } }, 'holds'],
    [{}, { a: { x: 'holds', y: 'holds' }, b: { x: 'fails', y: 'fails' } }, 'depends'],
    [{ both: true }, { a: { x: 'holds', y: 'fails' }, b: { x: 'fails', y: 'holds' } }, 'does not hold'],
    [{}, { a: { x: 'holds', y: 'fails' }, b: { x: 'fails', y: 'holds' } }, 'depends'],
    [{ seen: true }, { a: { x: 'fails', y: 'fails' }, b: { x: 'holds', y: 'holds' } }, 'seen here'],
    [{ seen: true }, { a: { x: 'fails', y: 'fails' }, b: { x: 'unclear', y: 'holds' } }, 'seen here'],
    [{ seen: true }, { a: { x: 'fails', y: 'fails' }, b: { x: 'unclear', y: 'unclear' } }, 'not seen here'],
    [{}, { a: { x: 'fails', y: 'fails' } }, 'does not hold'],
    [{}, {}, 'not run yet'],
  ])('%o with %o', (settings, runs, verdict) => {
    expect(verdictOf({ judged, ...settings }, runs)).toBe(verdict);
  });

  const counted = [
    { claim: 'x', as: 'in bits' },
    { claim: 'y', as: 'per pair' },
  ];
  const ofCounted = (runs: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
    const known = new Map(Object.entries(runs).map(([study, verdicts]) => [study, runWith(verdicts)]));
    const sections = [{ columns: { first: 'a', second: 'b' }, statements: [{ judged: counted }] }];
    const { verdict, ways } = judgeStatements(sections, known)[0].statements[0];
    return [verdict, ...ways.map((way: { verdict: string }) => way.verdict)];
  };

  test.each([
    [{ a: { x: 'holds', y: 'holds' }, b: { x: 'holds', y: 'holds' } }, ['holds', 'holds', 'holds']],
    [{ a: { x: 'holds', y: 'fails' }, b: { x: 'holds', y: 'fails' } }, ['depends', 'holds', 'does not hold']],
    [{ a: { x: 'holds', y: 'fails' }, b: { x: 'holds', y: 'holds' } }, ['depends', 'holds', 'depends']],
    [{ a: { x: 'holds' } }, ['depends', 'holds', 'not run yet']],
    [{ a: { x: 'holds' }, b: { x: 'holds', y: 'holds' } }, ['depends', 'holds', 'holds']],
    [{}, ['not run yet', 'not run yet', 'not run yet']],
  ])('what is counted in several ways holds in each of them: %o', (runs, verdicts) => {
    expect(ofCounted(runs)).toEqual(verdicts);
  });

  test('what is decided by networks at chance is marked', () => {
    const rows = (doubts: string, verdict = 'holds') => ({
      claims: [{ claim: 'x', verdict, violations: 0, cases: 1, doubts }],
    });
    const atChance = (run: object) =>
      judgeStatements(
        [{ columns: { first: 'a' }, statements: [{ judged: [{ claim: 'x' }] }] }],
        new Map([['a', run]]),
      )[0].statements[0].parts[0].atChance;
    expect(atChance(rows('8 of 8 networks are at chance after the training (test accuracy 0.101)'))).toBe(
      true,
    );
    expect(atChance(rows('50 % of the rows read are flagged: collapsed'))).toBe(true);
    expect(atChance(rows('50 % of the rows read are flagged: saturated'))).toBe(false);
    expect(atChance(rows('8 of 8 networks are at chance after the training', 'fails'))).toBe(true);
    expect(atChance(rows('8 of 8 networks are at chance after the training', 'unclear'))).toBe(false);
  });

  test('a study that an entry names is asked beside the columns, and `in` names fewer of them', () => {
    const both = { a: { x: 'holds' }, b: { x: 'fails' }, c: { x: 'holds' } };
    expect(
      verdictOf(
        {
          judged: [
            { claim: 'x', in: ['first'] },
            { study: 'c', claim: 'x' },
          ],
        },
        both,
      ),
    ).toBe('holds');
    expect(
      verdictOf(
        {
          judged: [
            { claim: 'x', in: ['second'] },
            { study: 'c', claim: 'x' },
          ],
        },
        both,
      ),
    ).toBe('depends');
  });
});

describe('what the paper says', () => {
  const { sections } = parse(readFileSync(join(published, 'paper-claims.yaml'), 'utf8')) as {
    sections: PaperSection[];
  };
  const statements = sections.flatMap((section) => section.statements);
  const named = sections.flatMap(({ columns = {}, statements: own }) =>
    own.flatMap(({ judged = [] }) =>
      judged.flatMap(({ study, claim, in: some }) =>
        study
          ? [{ study, claim }]
          : Object.entries(columns).flatMap(([label, one]) =>
              !some || some.includes(label) ? [{ study: one, claim }] : [],
            ),
      ),
    ),
  );

  test.each([...new Set(named.map(({ study }) => study))].sort())(
    'is judged by claims that %s has',
    async (study) => {
      const folder = ['paper', 'companions'].find((one) =>
        existsSync(join(packageRoot, 'specs', one, `${study}.yaml`)),
      );
      const { plan } = await compile({ path: join(packageRoot, 'specs', folder ?? '', `${study}.yaml`) });
      const claims = plan?.claims.map(({ name }) => name);
      for (const one of named)
        if (one.study === study) expect(claims, `claims of ${study}`).toContain(one.claim);
    },
  );

  test('is judged by tables, or by a test or an argument that is there', () => {
    for (const { says, short, facts, judged, verdict, link } of statements) {
      expect(Boolean(facts) || Boolean(short), says).toBe(true);
      expect(
        [Boolean(facts), judged !== undefined, verdict !== undefined].filter(Boolean),
        says,
      ).toHaveLength(1);
      if (verdict !== undefined) expect(existsSync(join(packageRoot, link ?? '')), says).toBe(true);
    }
  });
});

const python = process.env.INFOPLANE_PYTHON ?? 'python3';
const hasArrow = spawnSync(python, ['-c', 'import pyarrow']).status === 0;
test.skipIf(!hasArrow)(
  'verdicts that a Python script of its own makes of the published tables are the published ones (needs pyarrow in INFOPLANE_PYTHON)',
  () => {
    const said = execFileSync(python, [join(published, 'check/verdicts.py')]).toString();
    expect(Number(/(\d+) verdicts compared, 0 differ\n$/.exec(said)?.[1])).toBeGreaterThanOrEqual(20);
  },
);

describe('published runs', () => {
  const studies = readdirSync(published).filter((name) => existsSync(join(published, name, 'lock.json')));

  test.each(studies)('%s: whole, of a clean commit', async (name) => {
    const folder = join(published, name);
    const lock = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
    expect(lock).toMatchObject({ state: 'done', git: { dirty: false } });
    expect(relative(packageRoot, join(folder, lock.file))).toMatch(/^specs\//);
    expect(existsSync(join(folder, lock.file))).toBe(true);
    expect(lock.command).not.toMatch(/[\s='"]\//);
    expect(lock.study).toBe(name);
    expect(lock.wallMinutes).toBeGreaterThan(0);
    await expectWhole(folder);
  });

  test('are of one commit', () => {
    const commits = studies.map(
      (name) => JSON.parse(readFileSync(join(published, name, 'lock.json'), 'utf8')).git.commit,
    );
    expect(new Set(commits).size).toBe(1);
  });
});

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
