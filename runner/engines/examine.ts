import type { EngineName } from '../contract/engine.ts';
import type { EngineEntry } from './engine-table.ts';
import { firstLine } from './first-line.ts';
import { type SelfTest, selfTest } from './self-test.ts';
import { timeStep } from './time-step.ts';

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

/** What is said of an engine that cannot be used. */
export function missingReport({ name, remedy }: EngineEntry, reason: string): EngineReport {
  const nothing = { device: '', version: '', software: false, selfTest: null, millisecondsPerStep: null };
  return { name, available: false, ...nothing, reason, remedy };
}

/** Opens and proves an engine in this process. */
export async function examine(entry: EngineEntry): Promise<EngineReport> {
  try {
    const adapter = await entry.adapter?.();
    if (adapter === null) return missingReport(entry, 'no such GPU was found');
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
    return missingReport(entry, firstLine(error));
  }
}
