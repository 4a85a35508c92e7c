import { RunError } from '../../src/node/run-error.ts';
import { lenet5 } from './chain-layers.ts';
import type { Engine, EngineName } from './engine.ts';
import { type EngineEntry, type EngineOptions, engineTable } from './engine-table.ts';
import { type SelfTest, selfTest } from './self-test.ts';
import { initialWeights } from './weights.ts';

export interface ChooseOptions extends EngineOptions {
  /** Told when `auto` has to pass over an engine. */
  readonly warn: (message: string) => void;
}

/** What `infoplane doctor` says of one engine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  /** Device and library version; empty when the engine is missing. */
  readonly device: string;
  readonly version: string;
  /** Null when the engine could not be opened. */
  readonly selfTest: SelfTest | null;
  /** One training step of LeNet-5 on 16 images, the fastest of a few. */
  readonly millisecondsPerStep: number | null;
  /** Why it cannot be used, and the one thing to do; empty when it can. */
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Opens the engine of that name, or with `auto` the fastest one that passes the self-test on this machine.
 * @throws RunError when the engine is missing here, is not part of this version, or (`auto`) none works
 */
export async function openEngine(name: 'auto' | EngineName, options: ChooseOptions): Promise<Engine> {
  const { warn, ...engineOptions } = options;
  if (name !== 'auto') return openNamed(entryOf(name), engineOptions);
  for (const entry of engineTable) {
    if (!entry.open) continue;
    try {
      const engine = await openNamed(entry, engineOptions);
      const { ok, maxDifference } = await selfTest(engine);
      if (ok) return engine;
      await engine.close();
      warn(`${entry.name} is passed over: its self-test is off by ${maxDifference.toPrecision(2)}`);
    } catch (error) {
      warn(`${entry.name} is passed over: ${firstLine(error)}`);
    }
  }
  throw new RunError('no engine works on this machine', { hint: '`infoplane doctor` says why' });
}

/** Opens and proves every engine, one after the other. */
export async function listEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const entry of engineTable) reports.push(await examine(entry));
  return reports;
}

async function examine(entry: EngineEntry): Promise<EngineReport> {
  const nothing = { device: '', version: '', selfTest: null, millisecondsPerStep: null };
  const missing = { name: entry.name, available: false, ...nothing, remedy: entry.remedy };
  if (!entry.open) return { ...missing, reason: notPart };
  try {
    const engine = await entry.open({});
    try {
      const { device, version } = engine.numericClass;
      const result = await selfTest(engine);
      return {
        name: entry.name,
        available: result.ok,
        device,
        version,
        selfTest: result,
        millisecondsPerStep: await timeStep(engine),
        reason: result.ok ? '' : 'its results are wrong here',
        remedy: result.ok ? '' : entry.remedy,
      };
    } finally {
      await engine.close();
    }
  } catch (error) {
    return { ...missing, reason: firstLine(error) };
  }
}

const notPart = 'not part of this version';

function entryOf(name: EngineName): EngineEntry {
  const entry = engineTable.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const names = engineTable.map((candidate) => candidate.name).join(', ');
  throw new RunError(`there is no engine ${name}`, { hint: `use auto or one of ${names}`, exitCode: 2 });
}

async function openNamed(entry: EngineEntry, options: EngineOptions): Promise<Engine> {
  if (!entry.open) throw new RunError(`the engine ${entry.name} is ${notPart}`, { hint: entry.remedy });
  try {
    return await entry.open(options);
  } catch (error) {
    const message = `the engine ${entry.name} cannot be loaded: ${firstLine(error)}`;
    throw new RunError(message, { hint: entry.remedy, cause: error });
  }
}

async function timeStep(engine: Engine): Promise<number> {
  const network = lenet5('relu');
  const samples = 16;
  const batch = {
    samples,
    inputs: Float32Array.from({ length: samples * 784 }, (_, i) => (i % 256) / 255),
    labels: Uint8Array.from({ length: samples }, (_, i) => i % 10),
  };
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum: 0, batchSize: samples },
    taps: { activations: [], errors: [] },
    initial: initialWeights(network, 1),
  });
  const times: number[] = [];
  // The first step includes building the graph; on a slow engine that does not show.
  while (times.length < 4 && !(times[0]! > slowStep)) {
    const started = performance.now();
    await session.update(batch, 0.01, false);
    times.push(performance.now() - started);
  }
  await session.close();
  return Math.min(...times);
}

/** Milliseconds. */
const slowStep = 1000;

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]!;
}
