import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileRun } from '../../src/cli/compile-run.ts';

const study = `study: own
datasets:
  mine:
    kind: npy
    files:
      train: { images: x.npy, labels: y.csv#y }
      test: { images: x.npy, labels: y.csv#y }
    shape: [4]
    classes: 2
    sizes: { train: 4, test: 4 }
models:
  net: { kind: network, dataset: mine, layers: [{ dense: out, units: 2 }], training: { learningRate: 0.1, batchSize: 2, epochs: 1 } }
probes:
  seen: { kind: activations, model: net, layers: [out], at: { epochs: [0] } }
estimators:
  IXT: { kind: matrix-renyi, probe: seen, quantity: I(X;T) }
`;

/** A run of a study in `place`, whose lock names it by `file`, relative to the run's folder. */
function runIn(place: string, file: string): string {
  const run = join(place, 'runs/own/2026-11-30T12-00-00');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'resolved.yaml'), study);
  writeFileSync(join(run, 'lock.json'), JSON.stringify({ file }));
  return run;
}

async function foundIn(run: string, cwd: string): Promise<string> {
  const io = {
    out: () => {},
    err: () => {},
    terminal: false,
    cwd,
    env: {},
    signal: new AbortController().signal,
  };
  return dirname((await compileRun(run, {}, io)).path);
}

describe('outside of a project', () => {
  const place = mkdtempSync(join(tmpdir(), 'infoplane-nowhere-'));
  for (let above = place; ; above = dirname(above)) {
    const marked = ['package.json', '.git'].filter((name) => existsSync(join(above, name)));
    if (marked.length > 0) throw new Error(`${above} makes a project of this place`);
    if (dirname(above) === above) break;
  }

  it('files are looked for beside the study, where it lay below the folder of `runs`', async () => {
    mkdirSync(join(place, 'specs'));
    expect(await foundIn(runIn(place, '../../../study.yaml'), place)).toBe(place);
    expect(await foundIn(runIn(place, '../../../specs/study.yaml'), place)).toBe(join(place, 'specs'));
  });

  it('a run names no place above, nor one that the command is not run in', async () => {
    for (const file of ['../../../../study.yaml', '/etc/study.yaml', '../../../../../../etc/study.yaml']) {
      const run = runIn(place, file);
      expect(await foundIn(run, place)).toBe(run);
      expect(await foundIn(run, dirname(place))).toBe(run);
    }
    const run = runIn(place, '../../../study.yaml');
    expect(await foundIn(run, join(place, 'runs'))).toBe(run);
  });
});

it('in a project files are looked for beside the study, wherever in the project it lay', async () => {
  const place = mkdtempSync(join(tmpdir(), 'infoplane-project-'));
  writeFileSync(join(place, 'package.json'), '{}');
  mkdirSync(join(place, 'deep/er'), { recursive: true });
  const run = runIn(join(place, 'deep/er'), '../../../../../study.yaml');
  expect(await foundIn(run, join(place, 'deep/er'))).toBe(place);
  const other = runIn(join(place, 'deep/er'), '../../../../../../study.yaml');
  expect(await foundIn(other, place)).toBe(other);
});
