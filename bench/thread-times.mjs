// Times of the threads of this process, as Linux counts them; none elsewhere.
import { readdirSync, readFileSync } from 'node:fs';

const tasks = '/proc/self/task';

/**
 * Milliseconds that each thread was on a CPU and waited for one, since `earlier` or since its start, the main thread first and the
 * others with the busiest first. Threads that ended meanwhile are left out.
 */
export function threadTimes(earlier = []) {
  const before = new Map(earlier.map((one) => [one.thread, one]));
  const spent = list().map(({ thread, cpu, waited }) => {
    const { cpu: ran = 0, waited: stood = 0 } = before.get(thread) ?? {};
    return { thread, cpu: cpu - ran, waited: waited - stood };
  });
  const main = String(process.pid);
  return spent.sort((a, b) => Number(b.thread === main) - Number(a.thread === main) || b.cpu - a.cpu);
}

function list() {
  try {
    return readdirSync(tasks).flatMap((thread) => {
      try {
        const [cpu, waited] = readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ').map(Number);
        return [{ thread, cpu: cpu / 1e6, waited: waited / 1e6 }];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
