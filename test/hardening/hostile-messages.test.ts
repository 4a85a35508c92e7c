import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { temporaryProject } from '../temporary-project.ts';

const escapes = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r';
const control = /[^\P{Cc}\n]/u;

/** A .safetensors file whose tensors have these names; one byte each. */
function safetensors(names: readonly string[]): Buffer {
  const entries = names.map((name, i) => [name, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(names.length)]);
}

function stderrOf(folder: string, args: readonly string[]) {
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder });
  expect(status).not.toBe(70);
  expect(status).not.toBe(0);
  return stderr.toString();
}

it.each([
  ['a cell', 'cell.csv', `a,b\n1,2\n3,4${escapes}\n`, ''],
  ['a name of a column', 'name.csv', `a,b${escapes}\n1,2\n3,4\n`, '#c'],
  ['a name of a tensor', 'name.safetensors', safetensors([`a${escapes}`, 'b']), ''],
  ['a name that is asked for', 'asked.safetensors', safetensors(['a', 'b']), `#${escapes}`],
  ['a path', `path${escapes}.npy`, 'no array', ''],
])('%s cannot write to the terminal', (_, file, content, part) => {
  const folder = temporaryProject({});
  writeFileSync(join(folder, file), content);
  const err = stderrOf(folder, ['estimate', 'I(X;T)', '--x', file + part, '--t', file + part]);
  expect(err).toContain('\ufffd');
  expect(err).not.toMatch(control);
});

it('a path of a study cannot write to the terminal', () => {
  const folder = temporaryProject({});
  mkdirSync(join(folder, 'a'));
  const err = stderrOf(folder, ['validate', `a/${escapes}.yaml`]);
  expect(err).toContain('\ufffd');
  expect(err).not.toMatch(control);
});

it.each([
  ['', 60_000],
  ['#none', 60_000],
])('of very many names only some are told: %s', (part, count) => {
  const folder = temporaryProject({});
  const names = Array.from({ length: count }, (_, n) => `tensor ${n}`);
  writeFileSync(join(folder, 'many.safetensors'), safetensors(names));
  const file = `many.safetensors${part}`;
  const err = stderrOf(folder, ['estimate', 'I(X;T)', '--x', file, '--t', file]);
  expect(err.length).toBeLessThan(2000);
  expect(err).toContain(String(count - 12));
});
