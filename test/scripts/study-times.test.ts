import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { studyText } from '../plan/study-text.ts';

const { leftOf, studyTimes, timeOf, timesText, usualRate } = await import(
  pathToFileURL(join(packageRoot, 'scripts/study-times.mjs')).href
);

/** Trainings of seeds 1, 2, ... with this many multiply-adds each, in trillions. */
const stagesOf = (...work: readonly number[]) =>
  work.map((one, at) => ({ seed: at + 1, work: { training: one * 1e12 } }));

describe('how long a study takes', () => {
  test('is what its published run took, in proportion where it has other trials today', () => {
    const stages = stagesOf(1, 1, 1, 1, 1);
    expect(timeOf(stages, { minutes: 8, seeds: [1, 2, 3, 4, 5] }, null)).toEqual({
      minutes: 8,
      about: false,
    });
    expect(timeOf(stages, { minutes: 8, seeds: [1] }, null)).toEqual({ minutes: 40, about: true });
  });

  test('is its multiply-adds over the usual ones a minute where it never ran; not known without any', () => {
    const run = (minutes: number, ...work: readonly number[]) => ({
      stages: stagesOf(...work),
      run: { minutes, seeds: work.map((_, at) => at + 1) },
    });
    // 2, 0.5 and 1 trillion a minute; the last is of estimates, and one was not published
    const known = [run(1, 2), run(4, 1, 1), run(3, 3), run(5, 1e-3), { stages: stagesOf(9), run: null }];
    const rate = usualRate(known);
    expect(rate).toBe(1e12);
    expect(timeOf(stagesOf(3, 4), null, rate)).toEqual({ minutes: 7, about: true });
    expect(timeOf(stagesOf(3, 4), null, usualRate([]))).toEqual({ minutes: null, about: true });
  });
});

describe('what is left of a study', () => {
  const stages = stagesOf(1, 1, 2);
  const standing = (kind: string, ...estimates: readonly string[]) => ({
    training: { kind },
    estimates: new Map(estimates.map((one, at) => [String(at), one])),
    uncaptured: [],
  });
  const left = (...standings: readonly object[]) =>
    leftOf(stages, new Map(stages.map((stage, at) => [stage, standings[at]])), 40);

  test('is by the work of what still trains', () => {
    const kept = standing('kept', 'kept', 'kept');
    expect(left(kept, kept, kept)).toEqual({ left: 0, kept: '3 of 3 trainings kept' });
    const absent = standing('absent', 'training', 'training');
    expect(left(absent, absent, absent)).toEqual({ left: 40, kept: 'nothing kept' });
    expect(left(kept, absent, kept).left).toBe(10);
    expect(left(kept, kept, standing('changed', 'training')).left).toBe(20);
  });

  test('a kept training runs again for estimates without captures, and for captures that are asked for', () => {
    const kept = standing('kept', 'kept');
    expect(left(kept, kept, standing('kept', 'kept', 'training')).left).toBe(20);
    expect(left({ ...kept, uncaptured: ['forward'] }, kept, kept).left).toBe(10);
    expect(left(kept, kept, standing('kept', 'kept', 'captures'))).toEqual({
      left: 0,
      kept: '3 of 3 trainings kept, of 1 of them estimates are read off captures',
    });
  });
});

test('what is too long, and data that is missing, are told before anything runs', () => {
  const one = { about: false, kept: 'nothing kept', missing: [] };
  const text = (...times: readonly object[]) => timesText(times, () => false).join('\n');
  expect(text({ ...one, study: 'a', minutes: 39, left: 39 })).not.toContain('warning');
  expect(text({ ...one, study: 'a', minutes: 41, left: 2 })).toContain('warning: a takes 41 minutes');
  const many = Array.from({ length: 10 }, (_, at) => ({ ...one, study: `s${at}`, minutes: 37, left: 0 }));
  expect(text(...many)).toMatch(/warning: all of them take 6\.2 hours/);
  expect(text({ ...one, study: 'a', minutes: null, left: null, missing: ['no digits'] })).toContain(
    'warning: a: no digits',
  );
});

test('studies are compiled as they are run here, and data that is not there is named', async () => {
  const home = mkdtempSync(join(tmpdir(), 'infoplane-times-'));
  try {
    const half = 'images: no.npy, labels: none.npy';
    const own = `{ kind: npy, files: { train: { ${half} }, test: { ${half} } }, shape: [1, 28, 28], classes: 10, sizes: { train: 1000, test: 100 } }`;
    writeFileSync(join(home, 'own.yaml'), studyText.replace(/mnist: \{ kind: mnist.*\}/, `mnist: ${own}`));
    writeFileSync(join(home, 'digits.yaml'), studyText);
    mkdirSync(join(home, 'published', 'digits'), { recursive: true });
    const lock = { wallMinutes: 5, seeds: [1] };
    writeFileSync(join(home, 'published', 'digits', 'lock.json'), JSON.stringify(lock));
    const studies = [
      { study: 'digits', path: 'digits.yaml', set: ['matrix={ seed: [1, 2, 3] }'] },
      { study: 'own', path: 'own.yaml', set: [] },
    ];
    const places = { published: join(home, 'published'), store: join(home, 'store'), cwd: home, env: {} };
    const [digits, missing] = await studyTimes(studies, places);
    expect(digits).toMatchObject({ minutes: 15, about: true, left: 15, kept: 'nothing kept', missing: [] });
    expect(missing.missing.join()).toContain('no.npy');
  } finally {
    rmSync(home, { recursive: true });
  }
});
