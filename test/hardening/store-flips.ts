import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';

type Workplace = Awaited<ReturnType<typeof createWorkplace>>;

/** The study `tiny` made as small as it goes: one update in each of two trials. */
export const microStudy = [
  ...['--set', 'datasets.digits.subset={train: 64, test: 10}', '--set', 'models.net.training.epochs=1'],
  ...['--set', 'probes.backward=null', '--set', 'estimators.IDD=null', '--set', 'reports=null'],
  ...['--set', 'probes.forward.at={epochs: [0, 1]}', '--set', 'matrix={seed: [1, 2]}'],
];

/** Files of a store that hold results, and those of an interrupted training. */
async function filesOf(store: string, part: 'objects' | 'checkpoints' | 'captures'): Promise<string[]> {
  const names = await readdir(join(store, part), { recursive: true, withFileTypes: true });
  return names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

const estimates = (work: Workplace) => readFile(join(work.folder, 'runs/tiny/latest/tables/estimates.arrow'));

/**
 * Flips one byte at a time in the files of a store with two trainings, their weights and two estimates of each, `count` altogether, each file in
 * turn: whoever reads the file must notice, say so, and end with the right tables and weights.
 */
export async function checkFlippedResults(count: number): Promise<string> {
  const work = await createWorkplace();
  const store = join(work.folder, '.infoplane');
  expect((await work.infoplane(['run', 'tiny.yaml', ...microStudy])).code).toBe(0);
  const right = await estimates(work);
  const files = (await filesOf(store, 'objects')).sort();
  expect(files).toHaveLength(8);
  const tally = { results: 0, weights: 0 };
  for (let turn = 0; turn < count; turn++) {
    const path = files[turn % files.length]!;
    const good = await flip(path);
    if (path.endsWith('.weights')) {
      // weights are read by whoever exports them; the run is trained again without them
      const out = await work.infoplane(['export', 'tiny', '--weights', `weights-${turn}`]);
      expect(out.err, `${path}, turn ${turn}`).toContain('is damaged');
      tally.weights++;
    } else {
      const again = await work.infoplane(['run', 'tiny.yaml', ...microStudy]);
      expect(again.code, again.err).toBe(0);
      expect(again.err, `${path}, turn ${turn}`).toContain('is damaged');
      expect((await estimates(work)).equals(right)).toBe(true);
      tally.results++;
    }
    await rm(`${path}.damaged`, { force: true });
    await writeFile(path, good);
    for (const name of await readdir(join(work.folder, 'runs/tiny'))) {
      if (name !== 'latest' && turn % 20 === 0)
        await rm(join(work.folder, 'runs/tiny', name), { recursive: true });
    }
    if (turn % 20 === 0) await work.infoplane(['run', 'tiny.yaml', ...microStudy]);
  }
  await rm(work.folder, { recursive: true });
  return `${count} flipped bytes, ${count} noticed: ${tally.results} in results, ${tally.weights} in weights`;
}

/** The same for the checkpoints and rows of a training that was interrupted, from which it then goes on. */
export async function checkFlippedCheckpoints(count: number): Promise<string> {
  const work = await createWorkplace({ INFOPLANE_CHECKPOINT_SECONDS: '0' });
  const args = ['run', 'tiny.yaml', '--set', 'reports=null', '--set', 'models.net.training.epochs=30'];
  args.push('--set', 'probes={forward: {kind: activations, model: net, layers: [F1], at: {every: 5}}}');
  args.push('--set', 'estimators.IDD=null', '--set', 'claims=null');
  expect((await work.infoplane(args)).code).toBe(0);
  const right = await estimates(work);
  const store = join(work.folder, '.infoplane');
  await rm(store, { recursive: true });
  const stop = new AbortController();
  const interrupted = work.infoplane(args, stop.signal);
  const checkpoints = join(store, 'checkpoints');
  const saved = async () =>
    (await readdir(checkpoints, { recursive: true }).catch(() => [])).filter((name) =>
      /checkpoint$/.test(name),
    );
  let over = false;
  interrupted.then(() => {
    over = true;
  });
  while (!over && (await saved()).length < 2) await new Promise((done) => setTimeout(done, 1));
  stop.abort();
  expect((await interrupted).code).toBe(130);
  const kept = await mkdtemp(join(tmpdir(), 'infoplane-kept-'));
  await cp(store, kept, { recursive: true });
  let latest = 0;
  for (let turn = 0; turn < count; turn++) {
    await rm(store, { recursive: true });
    await cp(kept, store, { recursive: true });
    const files = (await filesOf(store, 'checkpoints')).sort();
    const path = files[turn % files.length]!;
    await flip(path);
    const again = await work.infoplane(args);
    expect(again.code, again.err).toBe(0);
    expect((await estimates(work)).equals(right), `${path}, turn ${turn}`).toBe(true);
    // the older checkpoint is only read when the newer one is damaged
    if (again.err.includes('is damaged')) latest++;
  }
  await rm(work.folder, { recursive: true });
  await rm(kept, { recursive: true });
  expect(latest).toBeGreaterThan(0);
  return `${count} flipped bytes of checkpoints and rows: ${count} right tables, ${latest} told of (the others were not read)`;
}

/**
 * The same for kept captures, which an estimator that was added reads: the training runs again for it, and captures are kept again.
 */
export async function checkFlippedCaptures(count: number): Promise<string> {
  const work = await createWorkplace();
  const store = join(work.folder, '.infoplane');
  const more = [...microStudy, '--set', 'estimators.more={kind: binning, probe: forward, quantity: I(X;T)}'];
  expect((await work.infoplane(['run', 'tiny.yaml', ...more])).code).toBe(0);
  const right = await estimates(work);
  await rm(store, { recursive: true });
  expect((await work.infoplane(['run', 'tiny.yaml', ...microStudy])).code).toBe(0);
  const kept = await mkdtemp(join(tmpdir(), 'infoplane-kept-'));
  await cp(store, kept, { recursive: true });
  for (let turn = 0; turn < count; turn++) {
    await rm(store, { recursive: true });
    await cp(kept, store, { recursive: true });
    const files = (await filesOf(store, 'captures')).sort();
    expect(files).toHaveLength(4);
    const path = files[turn % files.length]!;
    const good = await flip(path);
    const again = await work.infoplane(['run', 'tiny.yaml', ...more]);
    expect(again.code, again.err).toBe(0);
    expect(again.err, `${path}, turn ${turn}`).toContain('are damaged');
    expect((await estimates(work)).equals(right), `${path}, turn ${turn}`).toBe(true);
    expect((await readFile(path)).equals(good), `${path}, turn ${turn}`).toBe(true);
  }
  await rm(work.folder, { recursive: true });
  await rm(kept, { recursive: true });
  return `${count} flipped bytes of kept captures, ${count} noticed`;
}

/** Flips a bit of a byte anywhere in a file; gives the content as it was. */
async function flip(path: string): Promise<Buffer> {
  const good = await readFile(path);
  const bad = Buffer.from(good);
  bad[Math.floor(Math.random() * bad.length)]! ^= 1 << Math.floor(Math.random() * 8);
  await writeFile(path, bad);
  return good;
}
