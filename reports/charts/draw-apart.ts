import type { JsonObject } from '../../src/plan/plan.ts';
import type { Panel } from '../report-input.ts';
import type { PanelLook } from './compile-panel.ts';

/** A panel that is drawn where it can harm nothing. */
export interface ApartJob {
  readonly panel: Panel;
  /** Unique in the page. */
  readonly id: string;
  /** The page's when left out. */
  readonly look?: PanelLook;
}

/** What came of it. */
export type DrawnApart =
  | {
      /** The Vega specification; null where the page shows the drawing alone, since it took long to make. */
      readonly vega: JsonObject | null;
      readonly svg: string;
    }
  | {
      /** Why there is no drawing, as the end of a sentence. */
      readonly problem: string;
    };

/** Draws a panel with a limit of time and memory; it never fails. */
export type DrawApart = (job: ApartJob) => Promise<DrawnApart>;
