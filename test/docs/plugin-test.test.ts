import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import tsBlankSpace from 'ts-blank-space';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { calibratedPlugin, shownPlugins, shownTests } from '../plugins/plugin-project.ts';
import { temporaryProject } from '../temporary-project.ts';

const files = { ...shownPlugins, 'kta.ts': calibratedPlugin, ...shownTests };

/** Runs tests of a project that has this package installed, as JavaScript, since Node 20 takes no TypeScript. */
function runTests(changed: Readonly<Record<string, string>> = {}) {
  const scripts = Object.entries({ ...files, ...changed }).map(([path, text]) => {
    const script = tsBlankSpace(text).replaceAll(/from '(\.\/[^']*)\.ts'/g, "from '$1.mjs'");
    return [path.replace('.ts', '.mjs'), script];
  });
  const root = temporaryProject({ 'package.json': '{}', ...Object.fromEntries(scripts) });
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(packageRoot, join(root, 'node_modules/infoplane'));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const named = (start: string) =>
    [...stdout.matchAll(new RegExp(`^ *${start} \\d+ - (?!.*\\.mjs)(.*)$`, 'gm'))].map((found) => found[1]!);
  return { status, stdout, passed: named('ok'), failed: named('not ok') };
}

describe('docs/plugin-test.md', () => {
  test('its tests pass in a project that has infoplane installed', () => {
    const { status, failed, passed, stdout } = runTests();
    expect(failed, stdout).toEqual([]);
    expect(status, stdout).toBe(0);
    for (const kind of ['scale', 'kta', 'between'])
      expect(passed.filter((name) => name.startsWith(kind)).length, kind).toBeGreaterThan(10);
  });

  test('they name what is wrong with a kind', () => {
    const scale = shownPlugins['scale.ts'].replace('scaled(errors)', 'errors');
    const kta = calibratedPlugin.replace('const value = dot(a, b)', 'const value = 0.9 * dot(a, b)');
    const between = shownTests['between.ts'].replace('value - low', 'low - value');
    const { status, failed } = runTests({
      'scale.ts': scale,
      'kta.ts': kta,
      'between.ts': between,
    });
    expect(status).toBe(1);
    expect(failed).toContain('scale, maps: gradients on onnx/cpu');
    expect(failed).toContain('scale, maps: onnx/cpu agrees with tfjs/cpu, noise');
    expect(failed).toContain('kta, with the input: known answers');
    expect(failed).toContain('between, inside: the verdict: holds');
    expect(failed).not.toContain('scale, maps: gradients on tfjs/cpu');
  });
});
