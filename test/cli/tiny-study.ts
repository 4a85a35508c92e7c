import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';

/** A study of a second or two: a small network on 640 digits. */
export const tinyStudy = `study: tiny
title: A small one
seed: 3
datasets:
  digits: { kind: mnist, subset: { train: 640, test: 100 } }
models:
  net:
    kind: network
    dataset: digits
    layers:
      - { conv: C1, filters: 2, kernel: 5, stride: 2, activation: relu }
      - { pool: P1, size: 2 }
      - { dense: F1, units: 12, activation: sigmoid }
      - { dense: out, units: 10 }
    training: { learningRate: 0.1, batchSize: 64, epochs: 2 }
probes:
  forward: { kind: activations, model: net, layers: [C1, P1, F1], at: { epochs: [0, 1/3, 2] } }
  backward: { kind: errors, model: net, layers: [C1, P1, F1], at: { every: 7 } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
  ITY: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: 2 }
  IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
claims:
  forward-dpi: { expect: non-increasing, estimator: IXT, tolerance: 10 }
  impossible: { expect: non-decreasing, estimator: IXT, where: { epoch: 0 } }
reports:
  curves: { kind: layer-curves, estimators: [IXT, IDD] }
  plane: { kind: information-plane, x: IXT, y: ITY }
  training: { kind: training-curves }
`;

/** A folder with the study in \`tiny.yaml\`, and a command line in it whose output is gathered. */
export async function createWorkplace(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'infoplane-cli-'));
  await writeFile(join(folder, 'tiny.yaml'), tinyStudy);
  return {
    folder,
    async infoplane(args: readonly string[], signal: AbortSignal = new AbortController().signal) {
      let out = '';
      let err = '';
      const code = await runCommandLine(args, {
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        terminal: false,
        cwd: folder,
        env,
        signal,
      });
      return { code, out, err };
    },
  };
}
