import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addNotes, type ResultNote, readNotes, replaceNotes } from '../../runner/store/result-notes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-notes-'));
});
afterEach(() => rm(folder, { recursive: true }));

const list = () => join(folder, 'results.jsonl');
const key = (digit: string) => digit.repeat(64);
const note = (name: string, size = 700): ResultNote => ({
  size,
  mtimeMs: 1764540000123.25,
  origin: {
    of: 'estimate',
    key: key('1'),
    training: key('2'),
    numericClass: { engine: `${name}, a " quote, é and \n` },
  },
});
const older: ResultNote = { size: 1, mtimeMs: 2, origin: 'older' };

it('gives back what was added, of two notes for one key the later one', async () => {
  await addNotes(folder, new Map([[key('a'), note('first')]]));
  await addNotes(
    folder,
    new Map([
      [key('b'), older],
      [key('a'), note('second', 800)],
    ]),
  );
  const notes = new Map([
    [key('a'), note('second', 800)],
    [key('b'), older],
  ]);
  expect(readNotes(folder)).toEqual(notes);
  await replaceNotes(folder, notes);
  expect(readNotes(folder)).toEqual(notes);
  expect((await readFile(list(), 'utf8')).split('\n')).toHaveLength(3);
});

it('passes over a line that is cut off anywhere, and reads the one that is added after it', async () => {
  await addNotes(folder, new Map([[key('a'), note('whole')]]));
  const whole = await readFile(list());
  await addNotes(folder, new Map([[key('b'), note('torn')]]));
  const both = await readFile(list());
  for (let length = whole.length; length < both.length - 1; length += 7) {
    await writeFile(list(), both.subarray(0, length));
    await addNotes(folder, new Map([[key('c'), older]]));
    expect([...readNotes(folder).keys()], `${length}`).toEqual([key('a'), key('c')]);
  }
});

it('takes no damaged byte for another note', async () => {
  await addNotes(folder, new Map([[key('a'), note('one')]]));
  const good = await readFile(list());
  for (let at = 1; at < good.length - 1; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at % 8);
    await writeFile(list(), bad);
    expect(readNotes(folder).size, `${at}`).toBe(0);
  }
});

it('passes over lines of something else', async () => {
  const sound = new Map([[key('a'), note('one')]]);
  await addNotes(folder, sound);
  const line = (await readFile(list(), 'utf8')).trim();
  const others = [
    '{}',
    'null',
    '[]',
    '["0123456789abcdef",',
    `["0123456789abcdef"${line.slice(19)}`,
    line.replace(key('a'), key('b')),
    `${line} `,
    '\0'.repeat(500),
  ];
  await writeFile(list(), [...others, line, ...others].join('\n'));
  expect(readNotes(folder)).toEqual(sound);
});

it('loses nothing where several add at once, long lines and short ones', async () => {
  const added = Array.from({ length: 40 }, (_, writer) => {
    const names = Array.from({ length: 25 }, (_, i) => (writer * 25 + i).toString(16).padStart(64, '0'));
    return new Map(names.map((name, i) => [name, note('x'.repeat(i === 7 ? 200_000 : 40 * i))] as const));
  });
  await Promise.all(added.map((notes) => addNotes(folder, notes)));
  const notes = readNotes(folder);
  expect(notes.size).toBe(1000);
  for (const one of added) for (const [name, wanted] of one) expect(notes.get(name)).toEqual(wanted);
});

it.each<readonly [string, () => unknown]>([
  ['nothing, in a folder that is not there', () => rm(folder, { recursive: true })],
  ['a folder', () => mkdir(list())],
  ['a pipe that nobody reads', () => execFileSync('mkfifo', [list()])],
])('has no notes where its list is %s, and goes on', async (_, make) => {
  await make();
  await addNotes(folder, new Map([[key('a'), older]]));
  expect(readNotes(folder).size).toBe(0);
  await mkdir(folder, { recursive: true });
});

it('adds nothing to a file that a link leads to', async () => {
  await writeFile(join(folder, 'other'), 'of somebody');
  await symlink(join(folder, 'other'), list());
  await addNotes(folder, new Map([[key('a'), older]]));
  expect(await readFile(join(folder, 'other'), 'utf8')).toBe('of somebody');
});
