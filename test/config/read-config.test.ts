import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const folder = new URL('../golden/config/', import.meta.url);
const names = readdirSync(folder);
const read = (name: string) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { text, ...readConfig(name, text) };
};

/** Each file ends with what must be said of it: `# expect: code line:column message`, or `# expect: nothing`. */
describe('configurations with mistakes', () => {
  test.each(names)('%s', (name) => {
    const { text, slurm, diagnostics } = read(name);
    const expected = [...text.matchAll(/^# expect: (.*)$/gm)].map(([, line]) => line!);
    const found = diagnostics.map(
      ({ code, range: { start }, message }) => `${code} ${start.line}:${start.column} ${message}`,
    );
    expect(found.length === 0 ? ['nothing'] : found).toEqual(expected);
    expect(slurm === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  });
});

describe('a profile', () => {
  test('has every setting that was written, and the defaults of those that were not', () => {
    const { slurm } = read('everything-right.yaml');
    expect(slurm?.get('gpu')).toMatchObject({ workers: 16, gres: 'gpu:1', time: '1-12:00:00', settle: 0 });
    const { slurm: short } = readConfig('short.yaml', 'slurm: { a: {}, b: { workers: 2 } }\n');
    expect([...short!.keys()]).toEqual(['a', 'b']);
    expect(short!.get('a')).toEqual({
      workers: 4,
      warning: 120,
      arrays: true,
      poll: 10,
      settle: 30,
      timeout: 60,
    });
  });
});
