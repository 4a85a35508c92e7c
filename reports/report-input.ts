import type { JsonObject, Plan } from '../src/plan/plan.ts';
import type { Row, RunTables } from '../src/table/columns.ts';

/** One entry of a figure's legend. `series` is the value of the data field `series` that its button shows and hides. */
export interface LegendEntry {
  readonly series: string;
  readonly label: string;
  /** Place in the palette, from 0; see `seriesColour`. */
  readonly colour: number;
  /** Place among the symbols, from 0; see `seriesShape`. Null for a series that is drawn as a line without symbols. */
  readonly shape: number | null;
  /** Whether its line is dashed. */
  readonly dashed: boolean;
}

/** Room that a panel asks for: `wide` takes the figure's width, `tall` half of it, `small` a third or a quarter; `square` is for cells. */
export type PanelSize = 'wide' | 'tall' | 'small' | 'square';

/** One set of axes: a single or layered Vega-Lite view without width, height and configuration. */
export interface Panel {
  readonly title: string;
  /** Panels with the same group stand in one row under it; empty for none. */
  readonly group: string;
  readonly size: PanelSize;
  /** Pixels across that it needs at least; on a narrower page it is moved sideways in its place. */
  readonly least?: number;
  /** Its data values stand in `data.values`. Colours may be CSS variables of the page. */
  readonly vegaLite: JsonObject;
  /** Values of parameters in the drawing that stands in the page without JavaScript, such as fewer points. */
  readonly still?: Readonly<Record<string, number>>;
}

/** A slider that sets a Vega-Lite parameter, present in every panel, to the number of a step. */
export interface Scrubber {
  readonly parameter: string;
  readonly label: string;
  /** What each step is called, such as `epoch 0.5`; the slider starts at the last. */
  readonly steps: readonly string[];
}

/** A check box that sets a true-or-false parameter, present in every panel. */
export interface Switch {
  readonly parameter: string;
  readonly label: string;
  readonly on: boolean;
}

/** A list to choose one of, which sets a parameter that is present in every panel; it starts with the first. */
export interface Choice {
  readonly parameter: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Small images, such as the weights of filters. */
export interface Picture {
  /** Shown only while the figure's choice has this value; always when null. */
  readonly choice: string | null;
  readonly title: string;
  readonly tiles: readonly {
    readonly label: string;
    readonly alt: string;
    /** A `data:` address. */
    readonly source: string;
    readonly width: number;
    readonly height: number;
  }[];
}

/** What a report node makes. */
export interface Figure {
  /** Name of the report in the study. */
  readonly id: string;
  readonly title: string;
  /** What is drawn and how to read it. */
  readonly caption: string;
  /** Text alternative: what a reader who does not see the chart should know. */
  readonly alt: string;
  /** Shown as buttons; each hides and shows its series through the parameter `hidden`, a list of series. */
  readonly legend: readonly LegendEntry[];
  readonly panels: readonly Panel[];
  /** Whether a study wrote its Vega-Lite: it is drawn apart, with a limit of time and memory. */
  readonly own?: boolean;
  /** Why it has no panels, as the end of a sentence. */
  readonly problem?: string;
  readonly scrubber: Scrubber | null;
  readonly switches: readonly Switch[];
  readonly choice?: Choice | null;
  /** What the colours of the training's course mean, from its first to its last step; null when none are drawn. */
  readonly course?: { readonly first: string; readonly last: string } | null;
  readonly pictures?: readonly Picture[];
  /** The values that are drawn, one row each, with the same columns in every row. */
  readonly data: readonly Row[];
}

/** One known case put to the estimator. */
export interface CalibrationCase {
  readonly about: string;
  /** What is estimated, such as `I(X;Y)`. */
  readonly quantity: string;
  /** What the estimator gives. */
  readonly value: number;
  /** The known value. */
  readonly expected: number;
  /** Largest absolute difference that counts as the same. */
  readonly tolerance: number;
  readonly unit: string;
  /** Where the known value comes from. */
  readonly source: string;
}

/** Estimated mutual information against the correlation of two normal variables. */
export interface CalibrationSweep {
  readonly title: string;
  readonly caption: string;
  readonly unit: string;
  /** Whether the estimate hardly moves with the correlation: its range is under a tenth of that of the truth. */
  readonly flat: boolean;
  readonly points: readonly {
    readonly correlation: number;
    readonly value: number;
    readonly truth: number;
  }[];
}

/** What the very estimator of a study gives where the answer is known. */
export interface EstimatorCalibration {
  /** Names of the study's estimators with these settings. */
  readonly estimators: readonly string[];
  /** Settings in words, such as `matrix-renyi, alpha 1.01, silverman 5`. */
  readonly settings: string;
  /** Empty where no answer is known for these settings. */
  readonly cases: readonly CalibrationCase[];
  readonly sweep: CalibrationSweep | null;
  /** What could not be made. */
  readonly problems: readonly CalibrationProblem[];
}

/** A part of a calibration that could not be made. */
export interface CalibrationProblem {
  /** The case or the sweep; empty for all of it. */
  readonly what: string;
  readonly why: string;
}

export type CalibrationCard = readonly EstimatorCalibration[];

/** One claim judged on every reading of its quantity. */
export interface Conclusion {
  /** Claims of the study that say it; they differ in their estimator alone. */
  readonly claims: readonly string[];
  readonly statement: string;
  /** Rows of the claims table over all settings, one a reading, named by it. */
  readonly verdicts: readonly Row[];
}

/** How far two readings put the layers in the same order. */
export interface RankAgreement {
  readonly first: string;
  readonly second: string;
  /** Mean of Kendall's tau-b over the moments; null without one. */
  readonly tau: number | null;
  /** Rows, over all trainings, at which both order the layers. */
  readonly moments: number;
}

/** A quantity that the study reads in two or more ways on the same layers. */
export interface AgreementGroup {
  readonly quantity: string;
  readonly model: string;
  readonly layers: readonly string[];
  /** An estimator with one set of settings each. */
  readonly readings: readonly {
    /** With all settings that tell it from others; what `ranks` call it. */
    readonly label: string;
    /** Short: the variant of the matrix where one tells it apart, else the settings that not most have. */
    readonly name: string;
    readonly settings: string;
    /** Whether every one of its values is saturated or collapsed, so that what it comes to says nothing. */
    readonly silent?: boolean;
  }[];
  readonly conclusions: readonly Conclusion[];
  /** One for each two readings. */
  readonly ranks: readonly RankAgreement[];
}

/** How the numbers of a run came about, for the methods section of a paper. */
export interface PageMethods {
  /** Each ends in a full stop, before which it cites works by their numbers, from 1. */
  readonly sentences: readonly { readonly text: string; readonly cites: readonly number[] }[];
  /** The works in words, in the order of their numbers. */
  readonly works: readonly string[];
  /** The study and the works as BibTeX. */
  readonly bibtex: string;
}

/** Everything a report is made of. */
export interface ReportInput {
  readonly plan: Plan;
  readonly tables: RunTables;
  readonly figures: readonly Figure[];
  readonly calibration: CalibrationCard;
  /** Empty when no quantity is read in two ways. */
  readonly agreement: readonly AgreementGroup[];
  readonly methods: PageMethods;
  /** The study as written. */
  readonly spec: string;
  /** lock.json of the run. */
  readonly lock: JsonObject;
  /** Command line that runs the study again. */
  readonly command: string;
  /** Files that were altered since the run; none when left out. */
  readonly altered?: readonly string[];
}
