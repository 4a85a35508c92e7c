import { afterAll, beforeAll } from 'vitest';
import type { Batch, Engine } from '../../../runner/contract/engine.ts';
import { type History, needSame, type TrainSettings, train } from '../../../runner/proof/history.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import { nameSkippedEngines, oracleEngine, triedEngines } from './tried-engines.ts';

/** Trains on tfjs/cpu and on every other engine that is here, and gives what tfjs/cpu made of it. */
export type Agree = (
  network: NetworkPlan,
  batches: readonly Batch[],
  settings?: TrainSettings,
) => Promise<History>;

/**
 * Opens the engines for the tests of a file.
 * @returns `agree`, which throws when an engine differs from tfjs/cpu, with its name, and the engines by name
 */
export function holdAgainstOracle(): {
  readonly agree: Agree;
  readonly engines: ReadonlyMap<string, Engine>;
} {
  const engines = new Map<string, Engine>();
  const openers = Object.entries({ ...oracleEngine, ...triedEngines });
  beforeAll(async () => {
    for (const [name, open] of openers) engines.set(name, await open());
  });
  afterAll(async () => {
    for (const engine of engines.values()) await engine.close();
  });
  nameSkippedEngines();
  const agree: Agree = async (network, batches, settings = {}) => {
    const oracle = await train(engines.get('tfjs/cpu')!, network, batches, settings);
    for (const name of Object.keys(triedEngines)) {
      const history = await train(engines.get(name)!, network, batches, settings);
      try {
        needSame(history, oracle);
      } catch (cause) {
        throw new Error(`${name}: ${(cause as Error).message}`, { cause });
      }
    }
    return oracle;
  };
  return { agree, engines };
}
