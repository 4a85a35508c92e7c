import { RunError } from '../../src/node/run-error.ts';
import type { Engine, EngineName } from '../contract/engine.ts';
import { lenet5 } from './chain-layers.ts';
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
  /** Whether the device is a GPU in name only: right for tests, never taken by `auto`. */
  readonly software: boolean;
  /** Null when the engine could not be opened. */
  readonly selfTest: SelfTest | null;
  /** One training step of LeNet-5 on 16 images, the fastest of a few. */
  readonly millisecondsPerStep: number | null;
  /** Why it cannot be used, and the one thing to do; empty when it can. */
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Opens the engine of that name, or with `auto` the fastest one that passes the self-test on this machine: an engine on
 * the CPU, unless one on a GPU takes less time for a step of LeNet-5 on 128 images. A software adapter is no GPU.
 * @throws RunError when the engine is missing here, or (`auto`) none works
 */
export async function openEngine(name: 'auto' | EngineName, options: ChooseOptions): Promise<Engine> {
  const { warn, ...engineOptions } = options;
  if (name !== 'auto') return openNamed(entryOf(name), engineOptions);
  const open = (entry: EngineEntry) => openProved(entry, engineOptions, warn);
  const onCpu = await firstOf(
    engineTable.filter((entry) => !entry.adapter),
    open,
  );
  const onGpu = await firstOf(await enginesOnGpus(), open);
  if (onCpu && onGpu) return faster(onCpu, onGpu);
  const engine = onCpu ?? onGpu;
  if (engine) return engine;
  throw new RunError('no engine works on this machine', { hint: '`infoplane doctor` says why' });
}

/** Opens and proves every engine, one after the other. */
export async function listEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const entry of engineTable) reports.push(await examine(entry));
  return reports;
}

async function examine(entry: EngineEntry): Promise<EngineReport> {
  const nothing = { device: '', version: '', software: false, selfTest: null, millisecondsPerStep: null };
  const missing = { name: entry.name, available: false, ...nothing, remedy: entry.remedy };
  try {
    const adapter = await entry.adapter?.();
    if (adapter === null) return { ...missing, reason: 'no such GPU was found' };
    const engine = await entry.open({});
    try {
      const { device, version } = engine.numericClass;
      const result = await selfTest(engine);
      return {
        name: entry.name,
        available: result.ok,
        device,
        version,
        software: adapter?.software ?? false,
        selfTest: result,
        millisecondsPerStep: await timeStep(engine, 16),
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

/** Engines whose GPU is here and is one. */
async function enginesOnGpus(): Promise<EngineEntry[]> {
  const found: EngineEntry[] = [];
  for (const entry of engineTable) {
    const adapter = await entry.adapter?.();
    if (adapter && !adapter.software) found.push(entry);
  }
  return found;
}

async function firstOf(
  entries: readonly EngineEntry[],
  open: (entry: EngineEntry) => Promise<Engine | null>,
): Promise<Engine | null> {
  for (const entry of entries) {
    const engine = await open(entry);
    if (engine) return engine;
  }
  return null;
}

/** Opens an engine and proves it; null, with a warning, when it does not work. */
async function openProved(
  entry: EngineEntry,
  options: EngineOptions,
  warn: ChooseOptions['warn'],
): Promise<Engine | null> {
  try {
    const engine = await openNamed(entry, options);
    const { ok, maxDifference } = await selfTest(engine);
    if (ok) return engine;
    await engine.close();
    warn(`${entry.name} is passed over: its self-test is off by ${maxDifference.toPrecision(2)}`);
  } catch (error) {
    warn(`${entry.name} is passed over: ${firstLine(error)}`);
  }
  return null;
}

async function faster(a: Engine, b: Engine): Promise<Engine> {
  const [taken, left] = (await timeStep(a, 128)) <= (await timeStep(b, 128)) ? [a, b] : [b, a];
  await left.close();
  return taken;
}

function entryOf(name: EngineName): EngineEntry {
  const entry = engineTable.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const names = engineTable.map((candidate) => candidate.name).join(', ');
  throw new RunError(`there is no engine ${name}`, { hint: `use auto or one of ${names}`, exitCode: 2 });
}

async function openNamed(entry: EngineEntry, options: EngineOptions): Promise<Engine> {
  try {
    return await entry.open(options);
  } catch (error) {
    const message = `the engine ${entry.name} cannot be loaded: ${firstLine(error)}`;
    throw new RunError(message, { hint: entry.remedy, cause: error });
  }
}

/** Milliseconds of one training step of LeNet-5, the fastest of a few. */
async function timeStep(engine: Engine, samples: number): Promise<number> {
  const network = lenet5('relu');
  const batch = {
    samples,
    inputs: Float32Array.from({ length: samples * 784 }, (_, i) => (i % 256) / 255),
    labels: Int32Array.from({ length: samples }, (_, i) => i % 10),
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
