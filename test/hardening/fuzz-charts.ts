import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { viewProblems } from '../../reports/charts/view-problems.ts';
import { chartLimits, drawingApart } from '../../runner/reporting/drawing-apart.ts';
import { chartProblems } from '../../src/plan/check/chart-rules.ts';
import type { Json, JsonObject } from '../../src/plan/json.ts';
import { chartArbitrary } from './chart-arbitrary.ts';

const values = Array.from({ length: 3000 }, (_, i) => ({
  iteration: i,
  epoch: i / 100,
  value: Math.abs(Math.sin(i)) * 8,
  layer: `C${i % 4}`,
  seed: i % 3,
}));

/**
 * Puts `cases` charts to the rules, and draws those that pass them; every tenth is drawn whatever the rules say, as if one were missing.
 * None takes over 20 s of processor time or 1 GB, none over that time of the clock and what a busy machine adds, and what comes of each is a drawing or a sentence.
 */
export async function checkCharts(cases: number): Promise<void> {
  const counts = { refused: 0, drawn: 0, live: 0, not: 0 };
  const reasons = new Map<string, number>();
  let longest = 0;
  const children = watchChildren();
  const charts = fc.sample(chartArbitrary, { numRuns: cases, seed: fc.readConfigureGlobal().seed ?? 1 });
  for (const [i, chart] of charts.entries()) {
    const begin = performance.now();
    const vegaLite: JsonObject = JSON.parse(JSON.stringify(chart));
    const [broken] = chartProblems(vegaLite as Json);
    const [problem] = broken ? [broken] : viewProblems(vegaLite);
    if (problem && i % 10 > 0) {
      expect(problem.why.length).toBeGreaterThan(0);
      counts.refused++;
    } else {
      const draw = drawingApart(
        new AbortController().signal,
        problem ? { ...chartLimits, drawing: 2 } : chartLimits,
      );
      const panel = {
        title: '',
        group: '',
        size: 'wide' as const,
        vegaLite: { ...vegaLite, data: { values } },
      };
      const drawn = await draw({ id: `c${i}`, panel });
      if ('problem' in drawn) {
        counts.not++;
        const why = drawn.problem.replace(/[\d.]+/g, 'N').slice(0, 60);
        expect(why, JSON.stringify(chart)).not.toMatch(/^its process ended|this is a bug/);
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
      } else {
        counts.drawn++;
        if (drawn.vega !== null) counts.live++;
      }
    }
    const seconds = (performance.now() - begin) / 1000;
    // a machine that is busy starts processes and hears of timers late
    expect(seconds, JSON.stringify(chart)).toBeLessThan(chartLimits.all + 5 + children.late());
    expect(children.most().seconds, JSON.stringify(chart)).toBeLessThan(chartLimits.all);
    longest = Math.max(longest, seconds);
  }
  children.stop();
  const { megabytes, seconds: busiest } = children.most();
  console.log(
    `${cases} charts: ${JSON.stringify(counts)}, ${longest.toFixed(1)} s, ${busiest.toFixed(1)} s of processor time and ${megabytes} MB at most; ${JSON.stringify(Object.fromEntries(reasons))}`,
  );
  expect(megabytes).toBeLessThan(1000);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
}

/** Milliseconds between two looks. */
const period = 20;

/** The most memory (MB resident) and processor time that any child of this process had; 0 where the system does not say. */
function watchChildren(): {
  most(): { readonly megabytes: number; readonly seconds: number };
  /** Seconds by which timers of this process were late, since it was asked before. */
  late(): number;
  stop(): void;
} {
  let megabytes = 0;
  let seconds = 0;
  let late = 0;
  let looked = performance.now();
  const look = () => {
    late += (performance.now() - looked - period) / 1000;
    looked = performance.now();
    try {
      const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim();
      for (const id of children.split(' ').filter((one) => one !== '')) {
        const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
        megabytes = Math.max(megabytes, Number(kilobytes ?? 0) / 1024);
        // behind the name: user and system time in hundredths
        const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]!.split(' ');
        seconds = Math.max(seconds, (Number(fields[11]) + Number(fields[12])) / 100);
      }
    } catch {
      // it has ended in between, or there is no /proc
    }
  };
  const timer = setInterval(look, period);
  return {
    late() {
      const all = late;
      late = 0;
      return all;
    },
    most: () => ({ megabytes: Math.round(megabytes), seconds }),
    stop: () => clearInterval(timer),
  };
}
