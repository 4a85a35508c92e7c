import { Session } from 'node:inspector/promises';

/** Counts what code does: how often each block of each function was run, all together. Built-in functions count as nothing. */
export interface BlockCounter {
  begin(): Promise<void>;
  counted(work: () => void): Promise<number>;
  end(): void;
}

export function blockCounter(): BlockCounter {
  const session = new Session();
  return {
    async begin() {
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    },
    async counted(work) {
      await session.post('Profiler.takePreciseCoverage');
      work();
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const blocks = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
      return blocks.reduce((sum, { count }) => sum + count, 0);
    },
    end: () => session.disconnect(),
  };
}
