import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Batch, EngineName, NumericClass, TrainingSettings } from '../../../runner/contract/engine.ts';
import type { History } from '../../../runner/proof/history.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';

const child = fileURLToPath(new URL('train-child.mjs', import.meta.url));
const built = fileURLToPath(new URL('../../../dist/runner/engines/choose.js', import.meta.url));

export interface ChildCase {
  readonly name: string;
  readonly network: NetworkPlan;
  readonly batches: readonly Batch[];
  readonly learningRate: number;
  readonly training: Partial<TrainingSettings>;
}

/** A training, and the same without captures where an engine does updates together. */
export interface ChildHistory extends History {
  readonly together: History | null;
}

/** What the process gives back. */
export interface Trained {
  readonly device: NumericClass;
  readonly histories: ChildHistory[];
  /** Threads that it had more in the end than before it opened the engine; 0 where that is not known. */
  readonly tasks: number;
}

/** Milliseconds for all cases. */
export const patience = 600_000;

/** Whether there is compiled JavaScript for the process. */
export function isBuilt(): boolean {
  return existsSync(built);
}

/** Trains networks on one engine in a process of its own. */
export function trainInChild(
  name: EngineName,
  cases: readonly ChildCase[],
  env: Readonly<Record<string, string>> = {},
  threads?: number,
): Trained {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-train-child-'));
  try {
    const numbers = (_key: string, value: unknown) =>
      value instanceof Float32Array || value instanceof Int32Array ? [...value] : value;
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases, numbers));
    const args = [child, name, folder, ...(threads === undefined ? [] : [String(threads)])];
    execFileSync(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: 'pipe',
      timeout: patience,
    });
    return JSON.parse(readFileSync(join(folder, 'histories.json'), 'utf8'), (_key, value) => {
      if (Array.isArray(value?.floats)) return Float32Array.from(value.floats);
      return Array.isArray(value?.entries) ? new Map(value.entries) : value;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
