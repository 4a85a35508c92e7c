import { chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as fmt } from '../../../src/cli/commands/fmt.ts';
import { commandPlace } from './command-place.ts';

const good = 'study: s\ndatasets: { mnist: { kind: mnist } }\n';

test('fmt writes what is not in canonical form, and says so', async () => {
  const { io, printed } = commandPlace({
    'good.yaml': good,
    'odd.yaml': 'datasets: {mnist: {kind: mnist}}\nstudy: s\n',
  });
  expect(await fmt(['good.yaml', 'odd.yaml'], { check: true }, io)).toBe(1);
  expect(printed.out).toBe('odd.yaml: not in canonical form\n');
  expect(await fmt(['good.yaml', 'odd.yaml'], {}, io)).toBe(0);
  expect(readFileSync(join(io.cwd, 'odd.yaml'), 'utf8')).toBe(good);
  expect(await fmt(['good.yaml', 'odd.yaml'], { check: true }, io)).toBe(0);
});

test('a byte order mark and CR LF are not canonical', async () => {
  const { io } = commandPlace({ 'mark.yaml': `\ufeff${good}`, 'crlf.yaml': good.replaceAll('\n', '\r\n') });
  expect(await fmt(['mark.yaml'], { check: true }, io)).toBe(1);
  expect(await fmt(['crlf.yaml'], { check: true }, io)).toBe(1);
  await fmt(['mark.yaml', 'crlf.yaml'], {}, io);
  for (const name of ['mark.yaml', 'crlf.yaml']) expect(readFileSync(join(io.cwd, name), 'utf8')).toBe(good);
});

test('what is not YAML is left as it is', async () => {
  const { io, printed } = commandPlace({ 'bad.yaml': 'a: [\n', 'list.yaml': '- 1\n' });
  writeFileSync(join(io.cwd, 'binary.yaml'), Buffer.from([0, 1]));
  expect(await fmt(['bad.yaml', 'list.yaml', 'binary.yaml', 'none.yaml'], {}, io)).toBe(3);
  expect(printed.err.match(/error\[[a-z-]+\]/g)).toEqual([
    'error[yaml-syntax]',
    'error[type-wrong]',
    'error[file-binary]',
    'error[file-missing]',
  ]);
  expect(readFileSync(join(io.cwd, 'bad.yaml'), 'utf8')).toBe('a: [\n');
});

test('the file behind a link is written, as readable as it was, and nothing is left beside it', async () => {
  const { io } = commandPlace({ 'real.yaml': 'datasets: {mnist: {kind: mnist}}\nstudy: s\n' });
  chmodSync(join(io.cwd, 'real.yaml'), 0o640);
  symlinkSync('real.yaml', join(io.cwd, 'link.yaml'));
  expect(await fmt(['link.yaml'], {}, io)).toBe(0);
  expect(lstatSync(join(io.cwd, 'link.yaml')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(io.cwd, 'real.yaml'), 'utf8')).toBe(good);
  expect(lstatSync(join(io.cwd, 'real.yaml')).mode & 0o777).toBe(0o640);
  expect(readdirSync(io.cwd).filter((name) => !name.endsWith('.yaml'))).toEqual([]);
});
