import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf } from './spawned-runs.ts';

/** Dropout, batch normalisation, and probes of both kinds on both kinds of samples. */
const study = `study: kept
seed: 5
datasets:
  digits: { kind: mnist, subset: { train: 400, test: 60 } }
models:
  net:
    kind: network
    dataset: digits
    layers:
      - { conv: C1, filters: 2, kernel: 7, stride: 3, activation: linear }
      - { batch-norm: B1, activation: relu }
      - { dropout: D1, rate: 0.3 }
      - { dense: F1, units: 9, activation: sigmoid }
      - { dense: out, units: 10 }
    training: { optimizer: adam, learningRate: 0.01, batchSize: 48, epochs: 2 }
probes:
  forward: { kind: activations, model: net, layers: [C1, D1, F1], at: { every: 4 }, keep: KEEP }
  held: { kind: activations, model: net, layers: [B1, F1], at: { log: 4 }, sample: { split: test, n: 30 }, keep: KEEP }
  backward: { kind: errors, model: net, layers: [B1, F1], at: { epochs: [0, 1, 2] }, keep: KEEP }
  heldBack: { kind: errors, model: net, layers: [F1], at: { every: 7 }, sample: { split: train, n: 25 }, keep: KEEP }
estimators:
`;
const first = `  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
  ITY: { kind: matrix-renyi, probe: held, quantity: I(T;Y) }
  IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
  IDH: { kind: matrix-renyi, probe: heldBack, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
`;
const added = `  narrow: { kind: matrix-renyi, probe: forward, quantity: I(X;T), bandwidth: 0.001 }
  half: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 0.5 }
  aligned: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), bandwidth: kernel-alignment }
  alignedHeld: { kind: matrix-renyi, probe: held, quantity: I(X;T), bandwidth: kernel-alignment }
  maps: { kind: matrix-renyi, probe: held, quantity: I(X;Tc) }
  bins: { kind: binning, probe: forward, quantity: I(T;Y) }
  kde: { kind: kde, probe: held, quantity: I(X;T) }
  probe: { kind: linear-probe, probe: held }
  smoothedBack: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: kernel-alignment }
  two: { kind: matrix-renyi, probe: heldBack, quantity: I(dL;dk), alpha: 2 }
`;

const more = '  more: { kind: binning, probe: forward, quantity: I(X;T) }\n';

type Workplace = Awaited<ReturnType<typeof createWorkplace>>;
const places: Workplace[] = [];
afterEach(async () => {
  for (const { folder } of places.splice(0)) await rm(folder, { recursive: true });
});

async function place(env: Record<string, string> = {}): Promise<Workplace> {
  const work = await createWorkplace(env);
  places.push(work);
  return work;
}

/** Runs a study; what it says, the iterations that were trained, and its estimates by their name, as bytes. */
async function run(work: Workplace, estimators: string, keep = 'auto', args: readonly string[] = []) {
  await writeFile(join(work.folder, 'kept.yaml'), study.replaceAll('KEEP', keep) + estimators);
  const { code, err } = await work.infoplane(['run', 'kept.yaml', ...args]);
  expect(code, err).toBe(0);
  const latest = join(work.folder, 'runs/kept/latest');
  const trainings = (await eventsOf(latest)).filter(({ event }) => event === 'stage-started').length;
  const text = await readFile(join(latest, 'tables/estimates.csv'), 'utf8');
  const training = await readFile(join(latest, 'tables/training.csv'), 'utf8');
  return { err, trainings, estimates: text, training };
}

const captures = (work: Workplace) => new StoredCaptures(join(work.folder, '.infoplane'), () => {}, Date.now);

describe('estimators that are added later', { timeout: 300_000 }, () => {
  it.each(['onnx/cpu', 'tfjs/cpu'])(
    'on %s read kept captures, without training, to the same bytes',
    async (engine) => {
      const [live, kept] = [await place(), await place()];
      const args = ['--engine', engine];
      const whole = await run(live, first + added, 'never', args);
      expect(await captures(live).all()).toEqual([]);
      expect((await run(kept, first, 'auto', args)).trainings).toBe(1);
      expect((await captures(kept).all()).map(({ rows }) => rows).sort()).toEqual([3, 4, 5, 5]);
      const later = await run(kept, first + added, 'auto', args);
      expect(later.trainings).toBe(0);
      expect(later.estimates).toBe(whole.estimates);
      expect(later.training).toBe(whole.training);
    },
  );

  it('train again without kept captures, estimate only what is new, and come to the same', async () => {
    const [never, kept] = [await place(), await place()];
    await run(never, first, 'never');
    const later = await run(never, first + added, 'never');
    expect(later.trainings).toBe(1);
    expect(later.err).toMatch(/IXT.* kept/);
    await run(kept, first);
    expect((await run(kept, first + added)).estimates).toBe(later.estimates);
  });

  it('train again where kept captures are damaged, which is said, and keep them again', async () => {
    const work = await place();
    await run(work, first);
    const all = await captures(work).all();
    const forward = all.reduce((most, one) => (one.bytes > most.bytes ? one : most));
    const bytes = await readFile(join(forward.folder, 'rows'));
    bytes[bytes.length - 100]! ^= 4;
    await writeFile(join(forward.folder, 'rows'), bytes);
    const later = await run(work, first + added);
    expect(later.trainings).toBe(1);
    expect(later.err).toContain('are damaged');
    expect((await captures(work).all()).map(({ mark }) => mark.digest).sort()).toEqual(
      all.map(({ mark }) => mark.digest).sort(),
    );
    expect((await run(work, first + added + more)).trainings).toBe(0);
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    expect((await run(work, first + added, 'never')).estimates).toBe(later.estimates);
  });

  it('keep what fits; what is asked for always makes the training run for it, and stays', async () => {
    const work = await place({ INFOPLANE_CAPTURES_PER_PROBE: '100kB', INFOPLANE_CAPTURES_TOTAL: '150 kB' });
    await run(work, first);
    const [small, ...others] = await captures(work).all();
    expect(small!.bytes).toBeLessThan(100e3);
    expect(others.reduce((sum, { bytes }) => sum + bytes, small!.bytes)).toBeLessThan(150e3);
    const asked = await run(work, first, 'always');
    expect(asked.trainings).toBe(1);
    expect((await captures(work).all()).map(({ pinned }) => pinned)).toEqual([true, true, true, true]);
    const later = await run(work, first + added, 'always');
    expect(later.trainings).toBe(0);
  });

  it('go on from a checkpoint of a training that was interrupted without them, by its captures', async () => {
    const long = study
      .replace('epochs: 2 }', 'epochs: 40 }')
      .replace('epochs: [0, 1, 2]', 'epochs: [0, 1, 40]');
    const args = ['run', 'long.yaml'];
    const [whole, work] = [await place(), await place({ INFOPLANE_CHECKPOINT_SECONDS: '0' })];
    await writeFile(join(whole.folder, 'long.yaml'), long.replaceAll('KEEP', 'never') + first + added);
    expect((await whole.infoplane(args)).code).toBe(0);
    await writeFile(join(work.folder, 'long.yaml'), long.replaceAll('KEEP', 'auto') + first);
    const stop = new AbortController();
    const interrupted = work.infoplane(args, stop.signal);
    const saved = async () =>
      (
        await readdir(join(work.folder, '.infoplane/checkpoints'), { recursive: true }).catch(() => [])
      ).filter((name) => /[1-9]\d+\.checkpoint$/.test(name));
    while ((await saved()).length === 0) await new Promise((done) => setTimeout(done, 1));
    stop.abort();
    expect((await interrupted).code).toBe(130);
    await writeFile(join(work.folder, 'long.yaml'), long.replaceAll('KEEP', 'auto') + first + added);
    const { code, err } = await work.infoplane(args);
    expect(code, err).toBe(0);
    expect(err).toContain('resumed at iteration');
    const [right, found] = await Promise.all(
      [whole, work].map(({ folder }) =>
        readFile(join(folder, 'runs/kept/latest/tables/estimates.csv'), 'utf8'),
      ),
    );
    expect(found).toBe(right);
    expect(await captures(work).all()).toHaveLength(4);
  });
});
