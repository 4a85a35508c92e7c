import type { RowSchedule } from '../../src/plan/plan.ts';

/** Makes the test "does this schedule take a row at iteration i". */
export function rowTest(schedule: RowSchedule): (iteration: number) => boolean {
  if ('iterations' in schedule) {
    const iterations = new Set(schedule.iterations);
    return (iteration) => iterations.has(iteration);
  }
  const { every, last } = schedule;
  return (iteration) => iteration <= last && (iteration % every === 0 || iteration === last);
}
