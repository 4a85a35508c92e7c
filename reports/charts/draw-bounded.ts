import { randomLCG, setRandom } from 'vega';
import { compilePanel } from './compile-panel.ts';
import type { ApartJob, DrawnApart } from './draw-apart.ts';
import { longestDrawing } from './longest-drawing.ts';
import { svgProblem } from './svg-problem.ts';
import { vegaReason } from './vega-reason.ts';

/** Seconds of processor time beyond which the reader's browser is not asked to draw it again. */
const longestLive = 2;

declare module 'vega' {
  /** Where Vega takes chance from; missing in its types. */
  function setRandom(random: () => number): void;
  function randomLCG(seed: number): () => number;
}

/** Draws a chart of a study's own and judges the drawing. What goes wrong is the study's matter, whatever it is. */
export async function drawBounded({ panel, id, look }: ApartJob): Promise<DrawnApart> {
  try {
    // samples and bootstrapped intervals are the same in each drawing
    setRandom(randomLCG(1));
    const before = process.cpuUsage();
    const { vega, svg } = await compilePanel(panel, id, look);
    const { user, system } = process.cpuUsage(before);
    if (svg.length > longestDrawing) {
      const size = `${(svg.length / 1e6).toFixed(1)} MB`;
      return { problem: `its drawing takes ${size} of the page; the most is ${longestDrawing / 1e6} MB` };
    }
    const unsound = svgProblem(svg);
    if (unsound !== null) return { problem: `its drawing has ${unsound}, which a report does not take` };
    return { vega: (user + system) / 1e6 > longestLive ? null : vega, svg };
  } catch (cause) {
    return undrawable(cause);
  }
}

/** What is said of a chart that makes Vega throw. */
export function undrawable(cause: unknown): DrawnApart {
  return { problem: `Vega cannot draw it: ${vegaReason(cause)}` };
}
