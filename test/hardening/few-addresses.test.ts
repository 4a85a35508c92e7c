import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOneMessage, freshFolder, infoplane, tables } from './bad-disks.ts';

/** Limits as login nodes have them, in kB as `ulimit -v` takes them. */
const limits = [4_000_000, 12_000_000, 16_000_000];

describe.skipIf(process.platform !== 'linux')('few addresses (ulimit -v)', { timeout: 600_000 }, () => {
  let place: string;
  let right: Buffer;
  beforeAll(() => {
    place = freshFolder();
    expect(infoplane(place, ['run', 'tiny.yaml']).code).toBe(0);
    right = tables(place);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('validate and report do, run does or says what it takes, with the same tables', () => {
    for (const limit of limits) {
      const before = `ulimit -v ${limit}`;
      expect(infoplane(place, ['validate', 'tiny.yaml'], { before }).code).toBe(0);
      expect(infoplane(place, ['report', 'tiny'], { before }).code).toBe(0);
      const ended = infoplane(place, ['run', 'tiny.yaml', '--fresh', '--out', `out-${limit}`], { before });
      if (ended.code !== 0) expectOneMessage(ended, /addresses for [\d.]+ GB only/, `${limit} kB`);
    }
  });

  it('all do in 4 GB without the traps of WebAssembly', () => {
    const options = {
      before: 'ulimit -v 4000000',
      env: { NODE_OPTIONS: '--disable-wasm-trap-handler' },
    };
    const ended = infoplane(place, ['run', 'tiny.yaml', '--fresh'], options);
    expect(ended.code, ended.err).toBe(0);
    expect(tables(place).equals(right)).toBe(true);
  });

  it('doctor warns', () => {
    const { code, err } = infoplane(place, ['doctor'], { before: 'ulimit -v 4000000' });
    expect(code).toBe(0);
    expect(err).toMatch(/addresses|^$/);
    if (!err) expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
  });
});
