import type { Plan } from '../../src/plan/plan.ts';
import type { Cell, Row } from '../../src/table/columns.ts';

/** What a claim is judged on. */
export interface ClaimContext {
  readonly plan: Plan;
  readonly estimates: readonly Row[];
  readonly training: readonly Row[];
}

/** One comparison in one trial. */
export interface ClaimCase {
  /** Where, in words; no two cases of a trial have the same, and the same place has the same in every trial. */
  readonly place: string;
  /** The place without the point of training, such as `P1 -> C2`. */
  readonly what: string;
  /** Epoch of the point of training; null where it has none. */
  readonly epoch: number | null;
  /** What is compared: the value, and what it is held against where that is a value too. */
  readonly value: number | null;
  readonly than: number | null;
  /** How far it is from being a violation, in the unit of the quantity. */
  readonly margin: number;
  readonly violated: boolean;
  /** Of a case that is tested within its trial: the interval of its margin and the p; null where it cannot be tested. */
  readonly tested?: { readonly low: number; readonly high: number; readonly p: number } | null;
}

/** Cases one after another: an array, or something smaller that makes each when it is looked at. */
export interface CaseList extends Iterable<ClaimCase> {
  readonly length: number;
}

/** What was found in one trial. */
export interface TrialFinding {
  readonly trial: string;
  readonly cases: number;
  readonly violations: number;
  /** Cases that could not be looked at because a value is missing. */
  readonly missing: number;
  /** Margin of the worst case, in the unit of the quantity; null without a case. */
  readonly worstMargin: number | null;
  /** Whether the values differ too little for the claim to say anything. */
  readonly vacuous: boolean;
  /** The cases one by one; a kind that leaves them out is judged by its worst margins. */
  readonly list?: CaseList;
}

/** A trial as a claim sees it: one seed in one setting. */
export interface ClaimTrial {
  /** Its name in the tables: that of the plan's trial, or the settings that several have in common. */
  readonly name: string;
  readonly seed: number;
  /** Name of the setting: the point of the matrix without the seed and the axes that are left out; empty for the only one. */
  readonly setting: string;
  /** Values of the setting's axes, by the axis. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** Whether its setting measures what an earlier one does, and so counts no second time over settings. */
  readonly repeats: boolean;
  /** The trials of the plan that it is made of. */
  readonly from: readonly string[];
}

/** Margins of one place over the trials of a setting. */
export interface Place {
  readonly place: string;
  readonly what: string;
  readonly epoch: number | null;
  /** Whether a margin of 0 breaks the claim. */
  readonly strict: boolean;
  /** Number of the row of values that it belongs to. */
  readonly row: number;
  /** Whether it is a pair of the row that is no step; see `countedPlaces`. */
  readonly pair: boolean;
  readonly sample: PlaceSample;
}

/** Margins of trials; or two samples whose seeds differ, the margin being the difference of their means plus `offset`. */
export type PlaceSample =
  | { readonly margins: readonly number[] }
  | { readonly plus: readonly number[]; readonly minus: readonly number[]; readonly offset: number };

/** The places of one setting, judged over its trials. */
export interface SettingPlaces {
  /** Name of the setting; see `ClaimTrial`. */
  readonly setting: string;
  readonly places: readonly Place[];
}

export interface ClaimFindings {
  /** The claim in words. */
  readonly statement: string;
  /** One for each trial of the plan (or each set of trials that are judged together), in its order. */
  readonly trials: readonly TrialFinding[];
  /** Which trials of the plan each of them stands for; left out where each is one of the plan's. */
  readonly units?: readonly ClaimTrial[];
  /** Places over trials; those of the listed cases where left out. */
  readonly settings?: readonly SettingPlaces[];
  /** Settings that have no row of the kind that the claim is about, at any point of training: they do not count. */
  readonly absent?: readonly string[];
  /** The unit of values and margins, where it can be told. */
  readonly unit?: string;
  /** What the opposite claim would find: where both hold, neither says anything. */
  readonly opposite?: Pick<ClaimFindings, 'trials' | 'settings'>;
}

/** What a claim node's `run` is. It looks; the verdict is made from its findings. */
export type ClaimRun<Params = never> = (params: Params, context: ClaimContext) => ClaimFindings;
