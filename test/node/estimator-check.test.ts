import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { pluginProject, pluginStudy, shownPlugins } from '../plugins/plugin-project.ts';

/** The estimator of docs/plugins.md with a check. */
const checking = (body: string) => ({
  ...shownPlugins,
  'kta.ts': shownPlugins['kta.ts'].replace(
    "  output: 'estimates',\n",
    `  output: 'estimates',\n  check: ${body},\n`,
  ),
  'study.yaml': pluginStudy,
});

const problems = async (folder: string, path = 'study.yaml', allowPlugins = false) =>
  (await compileOnDisk({ path, cwd: folder, store: join(folder, 'store'), allowPlugins })).diagnostics.map(
    ({ code, message, range: { start, end } }) => ({
      place: `${code} ${start.line}:${start.column}-${end.line}:${end.column}`,
      message,
    }),
  );

const widths = `({ width }, { samples, layers, said }) =>
    width < 1 ? [{ setting: ['width'], code: 'value-out-of-range',
      message: [samples, said, layers.map(({ name, channels, features }) => [name, channels, features])].map((one) => JSON.stringify(one)).join(' '),
      hint: 'widen it' }] : []`;

describe('the check of an estimator of a plugin', () => {
  test('is told what its probe sees, and its problems are at their places', async () => {
    const { folder } = pluginProject(checking(widths));
    const layers = '[["C1",2,144],["S1",2,144],["P1",2,36],["F1",1,12]]';
    expect(await problems(folder)).toEqual([
      {
        place: 'value-out-of-range 21:60-21:63',
        message: `64 ["kind","probe","with","width"] ${layers}`,
      },
    ]);
  });

  test('stops no command by what it throws or gives', async () => {
    for (const [body, message] of [
      ['() => { throw new Error("oh") }', /kta\.ts:\d+.*oh/],
      ['() => 3', /`check` gives no list of problems/],
      ['() => [{ setting: "width", message: "no", hint: "no" }]', /`check` gives no list of problems/],
    ] as const) {
      const found = await problems(pluginProject(checking(body)).folder);
      expect(found.map(({ place }) => place)).toEqual([
        'value-not-allowed 20:3-20:13',
        'value-not-allowed 21:3-21:13',
      ]);
      for (const each of found) expect(each.message).toMatch(message);
    }
    const [broken] = await problems(pluginProject(checking('3')).folder);
    expect(broken).toMatchObject({ place: expect.stringMatching(/^plugin-invalid/) });
  });

  test('is not called where the plugin may not run', async () => {
    const { 'scale.ts': _, ...files } = checking(widths);
    const study = pluginStudy
      .replace(', ./scale.ts', '')
      .replace(/.*scale: S.*\n/g, '')
      .replace('S1, ', '');
    const { folder } = pluginProject({ ...files, 'study.yaml': study });
    const [other, mine] = [join(folder, 'other'), join(folder, 'mine')];
    for (const path of [other, mine]) mkdirSync(path);
    for (const name of ['study.yaml', 'kta.ts', 'package.json'])
      renameSync(join(folder, name), join(other, name));
    mkdirSync(join(mine, '.git'));
    expect(await problems(mine, '../other/study.yaml')).toEqual([]);
    expect(await problems(mine, '../other/study.yaml', true)).toHaveLength(1);
  });
});
