import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { calibratedPlugin, pluginProject, pluginStudy, shownPlugins } from '../plugins/plugin-project.ts';

const page = readFileSync(join(packageRoot, 'docs/plugins.md'), 'utf8');

describe('docs/plugins.md', () => {
  test('its estimator and its layer run, alike on both engines, and are on record', async () => {
    const { folder, infoplane } = pluginProject({
      ...shownPlugins,
      'kta.ts': calibratedPlugin,
      'study.yaml': pluginStudy,
    });
    const tables = [];
    for (const engine of ['onnx/cpu', 'tfjs/cpu']) {
      const done = await infoplane('run', 'study.yaml', '--engine', engine, '--out', engine);
      expect(done, done.err).toMatchObject({ code: 0 });
      tables.push(await readTables(join(folder, engine, 'alignment', 'latest', 'tables')));
    }
    const [onnx, tfjs] = tables;
    expect(onnx!.training.length).toBeGreaterThan(20);
    for (const [at, row] of onnx!.training.entries())
      expect(Number(row.loss)).toBeCloseTo(Number(tfjs!.training[at]!.loss), 4);

    expect(onnx!.estimates).toHaveLength(3 * 4 * 2);
    const values = new Map(
      onnx!.estimates.map((row) => [`${row.iteration} ${row.layer} ${row.quantity}`, Number(row.value)]),
    );
    expect([...values.values()].every((value) => value > 0 && value <= 1)).toBe(true);
    // Before training the factors are 1, and they change something later.
    expect(values.get('0 S1 CKA(T;X)')).toBe(values.get('0 C1 CKA(T;X)'));
    expect(values.get('20 S1 CKA(T;X)')).not.toBe(values.get('20 C1 CKA(T;X)'));

    const lock = JSON.parse(readFileSync(join(folder, 'onnx/cpu/alignment/latest/lock.json'), 'utf8'));
    expect(
      lock.plugins.map(({ file, family, kind }: Record<string, string>) => [file, family, kind]),
    ).toEqual([
      ['kta.ts', 'estimator', 'kta'],
      ['scale.ts', 'layer', 'scale'],
    ]);
    const report = readFileSync(join(folder, 'onnx/cpu/alignment/latest/report.html'), 'utf8');
    for (const { hash } of lock.plugins) expect(report).toContain(hash);
    expect(report.match(/1 of 1 known cases agree/g)).toHaveLength(2);
    expect(readdirSync(join(folder, '.infoplane/plugins')).length).toBe(2);

    expect(await infoplane('report', 'onnx/cpu/alignment/latest')).toMatchObject({ code: 0, err: '' });
    const verified = await infoplane('verify', 'onnx/cpu/alignment/latest');
    expect(verified, verified.err).toMatchObject({ code: 0 });
  });

  test('the message that it shows is what a comment that is missing gives', async () => {
    const [, shown] = /```text\n([\s\S]*?)```/.exec(page)!;
    const broken = shownPlugins['kta.ts'].replace(/\n {2}\/\*\*\n {3}\* Width[\s\S]*?\*\//, '');
    const { infoplane } = pluginProject({
      ...shownPlugins,
      'kta.ts': broken,
      'study.yaml': pluginStudy,
    });
    expect((await infoplane('validate', 'study.yaml')).err.trimEnd()).toBe(shown!.trimEnd());
  });

  test('the estimator is about 40 lines beside its settings', () => {
    const code = shownPlugins['kta.ts'].replace(/\/\*\*[\s\S]*?\*\//g, '').split('\n');
    expect(code.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(50);
  });
});
