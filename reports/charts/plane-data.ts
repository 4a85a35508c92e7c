/** Where a layer stands at one step of the training. */
export type PlanePoint = {
  /** The layer. */
  readonly series: string;
  /** Model and settings; one panel each. */
  readonly panel: string;
  readonly step: number;
  readonly epoch: number;
  readonly iteration: number;
  readonly x: number;
  readonly x_low: number | null;
  readonly x_high: number | null;
  readonly y: number;
  readonly y_low: number | null;
  readonly y_high: number | null;
  readonly trials: number;
};

export interface InformationPlane {
  readonly id: string;
  readonly title: string;
  readonly layers: readonly string[];
  /** Titles of the axes, with the unit. */
  readonly x: string;
  readonly y: string;
  /** The greatest value that y can take, drawn as a line; null when there is none. */
  readonly limit: number | null;
  readonly points: readonly PlanePoint[];
  /** Name of each step. */
  readonly steps: readonly string[];
  readonly remark: string;
  /** A part of the plane that is drawn again, larger, beside it; null for none. */
  readonly zoom: PlaneWindow | null;
  /** Single trials whose means the paths are. */
  readonly trials: readonly TrialPoint[];
  /** How many trials there are, of which `trials` may be some. */
  readonly trialCount: number;
  /** Whether the single trials are drawn behind the means from the start. */
  readonly eachTrial: boolean;
}

/** A part of the plane: least and greatest value of each axis. */
export interface PlaneWindow {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A point of one trial's path. */
export type TrialPoint = {
  readonly series: string;
  readonly panel: string;
  readonly trial: string;
  readonly step: number;
  readonly x: number;
  readonly y: number;
};
