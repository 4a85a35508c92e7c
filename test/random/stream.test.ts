import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../runner/random/stream.ts';
import { xoshiro128 } from '../../runner/random/xoshiro.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { sourceFiles } from '../house/sources.ts';

/** xoshiro128** once more, in BigInt arithmetic as the paper writes it. */
function reference(state: bigint[]): () => bigint {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  const s = [...state];
  return () => {
    const result = (rotate((s[1]! * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1]! << 9n) & mask;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11n);
    return result;
  };
}

describe('xoshiro128', () => {
  it('gives the published numbers from the state 1, 2, 3, 4', () => {
    const next = xoshiro128(Uint32Array.of(1, 2, 3, 4));
    const published = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    expect(published.map(() => next())).toEqual(published);
  });

  it('follows the reference for ten thousand words', () => {
    const next = xoshiro128(Uint32Array.of(0xdeadbeef, 7, 0x80000001, 0xffffffff));
    const expected = reference([0xdeadbeefn, 7n, 0x80000001n, 0xffffffffn]);
    for (let i = 0; i < 10_000; i++) expect(BigInt(next())).toBe(expected());
  });
});

describe('randomStream', () => {
  it('says of every role in use that it is', () => {
    const text = (path: string) => readFileSync(join(packageRoot, path), 'utf8');
    const sources = sourceFiles().filter((path) => /^(src|runner|reports)\//.test(path));
    const calls = sources.flatMap((path) => [...text(path).matchAll(/\brandomStream\([^'()]*'([\w-]+)'/g)]);
    const [, said = ''] = /Roles in use(.*?)\*\//s.exec(text('runner/random/stream.ts')) ?? [];
    const roles = new Set(calls.map(([, role]) => role!));
    expect(roles.size).toBeGreaterThan(10);
    expect([...roles].filter((role) => !said.includes(`\`${role}\``))).toEqual([]);
  });

  it('is seeded by the SHA-256 of its role', () => {
    const digest = createHash('sha256').update('[3,"weights",2,"kernel"]').digest();
    const words = [0, 4, 8, 12].map((at) => BigInt(digest.readUInt32LE(at)));
    const word = reference(words);
    const stream = randomStream(3, 'weights', 2, 'kernel');
    for (let i = 0; i < 100; i++) {
      const expected = ((word() >> 5n) << 26n) + (word() >> 6n);
      expect(stream.next()).toBe(Number(expected) / 2 ** 53);
    }
  });

  it('keeps known values', () => {
    const stream = randomStream(1, 'order', 0);
    expect([stream.next(), stream.normal(), stream.integer(1000)]).toEqual([
      0.20315573746987348, -0.8652322232747552, 51,
    ]);
    expect([...randomStream(1, 'order', 0).permutation(8)]).toEqual([3, 5, 7, 4, 2, 1, 6, 0]);
  });

  it('differs between seeds, roles and places', () => {
    const firsts = [
      randomStream(1, 'a'),
      randomStream(2, 'a'),
      randomStream(1, 'b'),
      randomStream(1, 'a', 0),
    ];
    expect(new Set(firsts.map((stream) => stream.next())).size).toBe(4);
  });

  it('has the moments of the uniform and the normal distribution', () => {
    const stream = randomStream(9, 'moments');
    const n = 200_000;
    const mean = (draw: () => number) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += draw();
      return sum / n;
    };
    expect(Math.abs(mean(() => stream.next()) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(mean(() => stream.normal()))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(mean(() => stream.normal() ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(mean(() => stream.normal() ** 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('draws whole numbers evenly and permutations that are permutations', () => {
    const stream = randomStream(9, 'integers');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[stream.integer(7)]!++;
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000 * (6 / 7)));
    const order = stream.permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    const fixed = order.filter((value, i) => value === i).length;
    expect(fixed).toBeLessThan(10);
  });

  it('orders three things evenly', () => {
    const stream = randomStream(4, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = stream.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values())
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(2000 * (5 / 6)));
  });
});
