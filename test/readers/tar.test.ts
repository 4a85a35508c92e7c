import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tarEntries } from '../../runner/readers/tar.ts';
import { tarOf } from './tar-of.ts';

/** The bytes in pieces of some length. */
async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function contents(bytes: Uint8Array, piece = 100, skip = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, body } of tarEntries(inPieces(bytes, piece))) {
    if (name === skip) continue;
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    found[name] = Buffer.concat(parts).toString('latin1');
  }
  return found;
}

describe('tarEntries', () => {
  it('gives back what was put in, in pieces of any length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), fc.uint8Array({ maxLength: 1500 }), { maxKeys: 4 }),
        fc.integer({ min: 1, max: 2000 }),
        async (files, piece) => {
          const entries = Object.entries(files).map(([name, content]) => [name, content] as const);
          const expected = entries.map(([name, content]) => [name, Buffer.from(content).toString('latin1')]);
          expect(await contents(tarOf(entries), piece)).toEqual(Object.fromEntries(expected));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('passes over entries that are not read', async () => {
    const archive = tarOf([
      ['a', Buffer.from('one')],
      ['b', Buffer.alloc(700, 'x')],
      ['c', Buffer.from('three')],
    ]);
    expect(await contents(archive, 64, 'b')).toEqual({ a: 'one', c: 'three' });
  });

  it('throws on an archive that is cut off or damaged', async () => {
    const archive = tarOf([['a', Buffer.alloc(1000, 'x')]]);
    await expect(contents(archive.subarray(0, 900))).rejects.toThrow(/ends too soon/);
    const damaged = Buffer.from(archive);
    damaged[3] = 65;
    await expect(contents(damaged)).rejects.toThrow(/header of the archive is damaged/);
  });
});
