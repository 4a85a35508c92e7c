import type { JsonObject } from '../../src/plan/plan.ts';
import type { Panel } from '../report-input.ts';
import type { ApartJob, DrawApart, DrawnApart } from './draw-apart.ts';
import { vegaReason } from './vega-reason.ts';

/** A panel that is drawn for a page, and whether a study wrote its Vega-Lite. */
export interface DrawingJob extends Omit<ApartJob, 'look'> {
  readonly own: boolean;
}

/** A panel ready for the page. */
export interface DrawnPanel {
  /** The Vega specification, for the page's runtime; null for a panel that stands as it is. */
  readonly vega: JsonObject | null;
  readonly svg: string;
}

/** Drawings of earlier pages. */
export interface KeptDrawings {
  /** The drawing of the very same panel, judged as one that was just drawn; null where there is none. */
  get(job: DrawingJob): Promise<DrawnPanel | null>;
  put(job: DrawingJob, drawn: DrawnPanel): void;
}

/** How the charts of a page are drawn, and who hears of those that are not. */
export interface Drawing {
  /** Draws those that a study draws itself. */
  readonly apart: DrawApart;
  /** Where drawings are kept; nowhere when left out. */
  readonly kept?: KeptDrawings;
  readonly warn: (message: string) => void;
}

/** Takes the drawing of a panel from those that are kept, or draws it. */
export async function drawPanel(job: DrawingJob, { apart, kept }: Drawing): Promise<DrawnApart> {
  const before = await kept?.get(job);
  if (before) return before;
  const { own, ...rest } = job;
  const drawn = own ? await apart(rest) : await compiled(rest.panel, rest.id);
  if ('svg' in drawn) kept?.put(job, drawn);
  return drawn;
}

/** A panel of infoplane's own, or why it cannot be drawn: that leaves the rest of the page. */
async function compiled(panel: Panel, id: string): Promise<DrawnApart> {
  // loaded for a panel that is not kept alone
  const { compilePanel } = await import('./compile-panel.ts');
  try {
    return await compilePanel(panel, id);
  } catch (cause) {
    return { problem: vegaReason(cause) };
  }
}
