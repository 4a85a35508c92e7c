import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { pluginProject, pluginStudy, shownPlugins, shownTests } from './plugin-project.ts';

const names = ['blobs', 'signs', 'between', 'last-values'] as const;
const texts: Record<string, string> = {
  ...Object.fromEntries(
    names
      .filter((name) => name !== 'between')
      .map((name) => [
        `${name}.ts`,
        readFileSync(join(packageRoot, 'test/plugins/kinds', `${name}.ts`), 'utf8'),
      ]),
  ),
  'between.ts': shownTests['between.ts'],
};

const study = `study: families
plugins: [./blobs.ts, ./signs.ts, ./between.ts, ./last-values.ts]
datasets:
  clouds: { kind: blobs, distance: 1.5 }
models:
  net:
    kind: network
    dataset: clouds
    layers:
      - { dense: F1, units: 5, activation: tanh }
      - { dense: F2, units: 3, activation: tanh }
      - { dense: out, units: 2 }
    training: { learningRate: 0.5, batchSize: 64, epochs: 3 }
probes:
  plain: { kind: activations, model: net, layers: [F1, F2], at: { epochs: [0, 3] } }
  signed: { kind: signs, model: net, layers: [F1, F2], at: { epochs: [0, 3] } }
estimators:
  IXT: { kind: matrix-renyi, probe: plain, quantity: I(X;T), alpha: 2, bandwidth: 1 }
  signs: { kind: matrix-renyi, probe: signed, quantity: I(X;T), alpha: 2, bandwidth: 0.1 }
claims:
  inside: { expect: between, estimator: signs, low: 0, high: 6 }
  outside: { expect: between, estimator: signs, low: 7, high: 8 }
reports:
  last: { kind: last-values, estimator: signs, colour: black }
`;

const project = (changes: Readonly<Record<string, string>> = {}) =>
  pluginProject({ ...texts, 'study.yaml': study, ...changes });

/** Makes what is in a folder two hours old. */
function age(folder: string): void {
  const long = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), long, long);
}

/** Keys of the trainings, and of the captures made of them. */
async function keysOf(
  changes: Readonly<Record<string, string>>,
): Promise<{ readonly trainings: string[]; readonly captures: string[] }> {
  const { folder } = project(changes);
  const { plan, diagnostics } = await compileOnDisk({
    path: 'study.yaml',
    cwd: folder,
    store: join(folder, 'store'),
  });
  expect(diagnostics).toEqual([]);
  return {
    trainings: plan!.stages.map(({ key }) => key),
    captures: plan!.stages.flatMap(({ probes }) => probes.map(({ key }) => key)),
  };
}

describe('plugins of every family but layer and estimator (see docs/plugins.md for those)', () => {
  test('run together, and are on record', { timeout: 300_000 }, async () => {
    const { folder, infoplane } = project();
    const done = await infoplane('run', 'study.yaml');
    expect(done, done.err).toMatchObject({ code: 0 });
    const run = join(folder, 'runs/families/latest');
    const { estimates, training, claims } = await readTables(join(run, 'tables'));

    const accuracy = training.filter(({ split }) => split === 'test').map((row) => Number(row.accuracy));
    expect(accuracy.at(-1)).toBeGreaterThan(0.9);
    // A narrow kernel counts patterns of signs: three units have eight at most, five have thirty-two.
    const at = (estimator: string, layer: string) =>
      Number(
        estimates.find((row) => row.estimator === estimator && row.layer === layer && row.epoch === 3)!.value,
      );
    expect(at('signs', 'F2')).toBeLessThanOrEqual(3);
    expect(at('signs', 'F2')).toBeGreaterThan(0);
    expect(at('signs', 'F1')).not.toBeCloseTo(at('IXT', 'F1'), 2);
    const verdict = (claim: string) => claims.find((row) => row.claim === claim && row.trial === 'all');
    expect(verdict('inside')).toMatchObject({
      verdict: 'held-once',
      cases: 4,
      violations: 0,
    });
    expect(verdict('outside')).toMatchObject({ verdict: 'failed-once', violations: 4 });
    const report = readFileSync(join(run, 'report.html'), 'utf8');
    expect(report).toContain('Last values of signs');
    const { plugins } = JSON.parse(readFileSync(join(run, 'lock.json'), 'utf8'));
    expect(plugins.map(({ file, family }: Record<string, string>) => `${file} ${family}`)).toEqual([
      'blobs.ts dataset',
      'signs.ts probe',
      'between.ts claim',
      'last-values.ts report',
    ]);

    // A run names them, so they stay, however old they are.
    const kept = join(folder, '.infoplane/plugins');
    age(kept);
    expect((await infoplane('gc')).out).not.toContain('plugin');
    expect(readdirSync(kept)).toHaveLength(4);
  });

  test('a changed one is named by verify, and cleared by gc', { timeout: 300_000 }, async () => {
    const { folder, infoplane } = project();
    expect(await infoplane('run', 'study.yaml')).toMatchObject({ code: 0 });
    const other = texts['blobs.ts']!.replace('distance / 2 : -distance', 'distance / 3 : -distance');
    expect(other).not.toBe(texts['blobs.ts']);
    writeFileSync(join(folder, 'blobs.ts'), other);
    const changed = await infoplane('verify', 'runs/families/latest');
    expect(changed, changed.err).toMatchObject({ code: 1 });
    expect(changed.out).toMatch(/plugins\.dataset\/blobs: [0-9a-f]+.* -> [0-9a-f]+/);
    expect(changed.out).not.toContain('probe/signs');

    rmSync(join(folder, 'runs'), { recursive: true });
    age(join(folder, '.infoplane/plugins'));
    expect((await infoplane('gc', '--dry-run')).out).toContain('modules of 4 plugins');
    expect((await infoplane('gc')).out).toContain('modules of 4 plugins');
    expect(readdirSync(join(folder, '.infoplane/plugins'))).toEqual([]);
  });

  test('their settings are checked at their place', async () => {
    const { infoplane } = project({
      'study.yaml': study
        .replace('distance: 1.5', 'distance: 0')
        .replace('kind: signs, model: net, layers: [F1, F2]', 'kind: signs, model: net, layers: [F1, F3]')
        .replace('low: 0, high: 6', 'low: 0, hihg: 6')
        .replace('colour: black', 'colour: blak'),
    });
    const { code, out } = await infoplane('validate', 'study.yaml', '--json');
    expect(code).toBe(3);
    const found = JSON.parse(out).problems as { code: string; line: number; column: number }[];
    expect(found.map(({ code: name, line, column }) => `${name} ${line}:${column}`)).toEqual([
      'value-out-of-range 4:36',
      'layer-unknown 16:51',
      'key-missing 21:3',
      'key-unknown 21:56',
      'value-not-allowed 24:56',
    ]);
  });

  test('the reference and the schema have them', async () => {
    const { infoplane } = project();
    const listed = (await infoplane('nodes', '--study', 'study.yaml')).out;
    for (const name of names) expect(listed).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const { definitions } = JSON.parse((await infoplane('schema', 'study.yaml')).out);
    expect(definitions['dataset.blobs'].properties.distance).toMatchObject({ default: 2 });
    expect(definitions['claim.between'].required).toContain('low');
    expect(definitions['report.last-values'].properties.colour.enum).toEqual(['grey', 'black']);
    expect(definitions['probe.signs'].properties.at).toBeDefined();
  });

  test('the code of what a training or a capture needs is in its key; that of claims and reports is not', async () => {
    const before = await keysOf({});
    const remark = (name: string) => ({ [`${name}.ts`]: `// changed\n${texts[`${name}.ts`]}` });
    expect((await keysOf(remark('blobs'))).trainings).not.toEqual(before.trainings);
    const { trainings, captures } = await keysOf(remark('signs'));
    expect(trainings).toEqual(before.trainings);
    expect(captures).not.toEqual(before.captures);
    expect(await keysOf(remark('between'))).toEqual(before);
    expect(await keysOf(remark('last-values'))).toEqual(before);
  });

  test('what they throw is told with their name', { timeout: 300_000 }, async () => {
    for (const [name, part, code] of [
      ['blobs', 'const distance = Number(params.distance);', 4],
      ['signs', 'layers: new Map(', 4],
      ['between', 'const values = estimates', 4],
    ] as const) {
      const text = texts[`${name}.ts`]!;
      const broken = text.replace(
        part,
        name === 'signs' ? 'layers: nowhere, more: new Map(' : `nowhere; ${part}`,
      );
      expect(broken).not.toBe(text);
      const failed = await project({ [`${name}.ts`]: broken }).infoplane('run', 'study.yaml');
      expect(failed, failed.err).toMatchObject({ code });
      expect(failed.err).toMatch(new RegExp(`plugin ${name}\\.ts:\\d+:\\d+: ReferenceError`));
    }
  });
});

test('gc clears what a layer plugin that was only validated left', async () => {
  const { folder, infoplane } = pluginProject({ ...shownPlugins, 'study.yaml': pluginStudy });
  expect(await infoplane('validate', 'study.yaml')).toMatchObject({ code: 0 });
  const kept = join(folder, '.infoplane/plugins');
  expect(readdirSync(kept)).toHaveLength(1);
  age(kept);
  expect((await infoplane('gc')).out).toContain('modules of 1 plugin');
  expect(readdirSync(kept)).toEqual([]);
});
