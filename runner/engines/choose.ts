import { RunError } from '../../src/node/run-error.ts';
import type { Engine, EngineName } from '../contract/engine.ts';
import { type EngineEntry, type EngineOptions, engineTable } from './engine-table.ts';
import { firstLine } from './first-line.ts';
import { selfTest } from './self-test.ts';
import { tellFullMemory } from './tell-full-memory.ts';
import { timeStep } from './time-step.ts';

export interface ChooseOptions extends EngineOptions {
  /** Told when `auto` has to pass over an engine. */
  readonly warn: (message: string) => void;
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
    const engine = await entry.open(options);
    return entry.adapter ? tellFullMemory(engine) : engine;
  } catch (error) {
    const message = `the engine ${entry.name} cannot be loaded: ${firstLine(error)}`;
    throw new RunError(message, { hint: entry.remedy, cause: error });
  }
}
