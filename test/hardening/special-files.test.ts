import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { temporaryProject } from '../temporary-project.ts';

const quickstart = join(packageRoot, 'specs/quickstart.yaml');
const main = join(packageRoot, 'dist/src/cli/main.js');
/** Ends what hangs; nothing here takes a tenth of it. */
const timeout = 60_000;

/** A project with a pipe that nobody writes to. */
function withPipe(name: string): string {
  const folder = temporaryProject({
    'good.yaml': 'study: s\ndatasets: { mnist: { kind: mnist } }\n',
    'based.yaml': 'extends: pipe.yaml\nstudy: s\n',
    'plugged.yaml': 'study: s\ndatasets: { mnist: { kind: mnist } }\nplugins: [./pipe.ts]\n',
  });
  expect(spawnSync('mkfifo', [join(folder, name)]).status).toBe(0);
  return folder;
}

function infoplane(folder: string, args: readonly string[]) {
  const { status, signal, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, timeout });
  expect(signal, `${args} hangs`).toBe(null);
  return { status, err: stderr.toString() };
}

it.runIf(process.platform !== 'win32').each([
  ['validate', 'pipe.yaml'],
  ['fmt', 'pipe.yaml'],
  ['explain', 'pipe.yaml'],
  ['diff', 'pipe.yaml', 'good.yaml'],
  ['schema', 'pipe.yaml'],
  ['validate', 'based.yaml'],
])('a pipe is no study and no base: %s %s', { timeout: 2 * timeout }, (...args) => {
  const { status, err } = infoplane(withPipe('pipe.yaml'), args);
  expect(status).toBe(3);
  expect(err).toContain('[file-unreadable]');
});

it.runIf(process.platform !== 'win32')('a pipe is no plugin', { timeout: 2 * timeout }, () => {
  const { status, err } = infoplane(withPipe('pipe.ts'), ['validate', 'plugged.yaml']);
  expect(status).toBe(3);
  expect(err).toContain('[plugin-invalid]');
});

it.runIf(process.platform !== 'win32')('a pipe is no configuration', { timeout: 2 * timeout }, () => {
  const folder = withPipe('infoplane.config.yaml');
  const { status, err } = infoplane(folder, ['run', quickstart, '--executor', 'slurm']);
  expect(err).toContain('EFTYPE');
  expect(status).toBe(4);
});

it.runIf(process.platform !== 'win32')('a pipe is no file of a run', { timeout: 2 * timeout }, () => {
  const folder = temporaryProject({ 'runs/s/one/plan.json': '{}' });
  spawnSync('mkfifo', [join(folder, 'runs/s/one/lock.json'), join(folder, 'runs/s/one/log.jsonl')]);
  expect(infoplane(folder, ['status', 's/one']).status).toBe(2);
  expect(infoplane(folder, ['verify', 's/one']).status).toBe(2);
});
