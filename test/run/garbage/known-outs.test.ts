import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { knownOuts, noteOut } from '../../../runner/run/garbage/known-outs.ts';

let store: string;
const list = () => join(store, 'run-folders.txt');
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'infoplane-outs-'));
});
afterEach(() => rm(store, { recursive: true }));

it('each folder is noted once, whatever its name', async () => {
  expect(await knownOuts(store)).toEqual([]);
  const outs = ['/a/runs', '/with a\nline break/runs', '/a/runs', '/Größe/runs'];
  for (const out of outs) await noteOut(store, out);
  expect(await knownOuts(store)).toEqual(['/a/runs', '/with a\nline break/runs', '/Größe/runs']);
});

it('a flipped bit of the list is told, wherever it is', async () => {
  await noteOut(store, '/a/runs');
  await noteOut(store, '/b/runs');
  const good = await readFile(list());
  let told = 0;
  for (let at = 0; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at % 8);
    await writeFile(list(), bad);
    const outs = await knownOuts(store).catch((cause: Error) => cause.message);
    if (typeof outs === 'string') expect(outs).toMatch(/line [12] of .* is damaged/);
    else expect(outs, `byte ${at}`).toEqual(['/a/runs', '/b/runs']);
    if (typeof outs === 'string') told++;
  }
  // a line break at the end may be anything that is no part of a line
  expect(told).toBeGreaterThan(good.length - 3);
});

it('what a process left unfinished as it died is told, and a folder is noted after it', async () => {
  await noteOut(store, '/a/runs');
  await appendFile(list(), '0123456789abcdef "/b/r');
  await expect(knownOuts(store)).rejects.toThrow(/line 2 of .* is damaged/);
  await noteOut(store, '/b/runs');
  const lines = (await readFile(list(), 'utf8')).split('\n');
  await writeFile(list(), [lines[0], ...lines.slice(2)].join('\n'));
  expect(await knownOuts(store)).toEqual(['/a/runs', '/b/runs']);
});
