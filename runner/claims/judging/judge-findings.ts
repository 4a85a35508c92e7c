import type { ClaimPlan, Plan } from '../../../src/plan/plan.ts';
import type { Cell } from '../../../src/table/columns.ts';
import type {
  CaseList,
  ClaimCase,
  ClaimFindings,
  ClaimTrial,
  Place,
  SettingPlaces,
  TrialFinding,
} from '../../contract/claim.ts';
import { pairPseudoValues } from '../../kernels/statistics/pair-pseudo-values.ts';
import { whereText } from '../cases/where-text.ts';
import { type ClaimRules, claimRules, ruleWords } from '../claim-rules.ts';
import { claimTrials } from '../claim-trials.ts';
import { type JudgedSetting, overSettings, settingWords } from '../over-settings.ts';
import { countedPlaces, type SettingVerdict, settingVerdict } from '../setting-verdict.ts';
import { trialDoubts } from '../trial-doubts.ts';

/** A row of the claims table before it has columns. */
export interface ClaimLine {
  readonly trial: string;
  /** Values of the axes of its setting. */
  readonly axes: Readonly<Record<string, Cell>>;
  readonly found: SettingVerdict;
  readonly where: string;
  readonly statement: string;
  readonly doubts: string;
}

interface Judged {
  readonly rows: readonly ClaimLine[];
  /** The cases of each trial. */
  readonly trials: readonly {
    readonly trial: string;
    /** Values of the axes of its setting. */
    readonly axes: Readonly<Record<string, Cell>>;
    readonly list: CaseList;
  }[];
}

/**
 * Judges what a kind of claim found.
 *
 * 1. each trial by itself
 * 2. each setting over its trials
 * 3. all settings together
 */
export function judgeFindings(claim: ClaimPlan, findings: ClaimFindings, plan: Plan): Judged {
  const rules = claimRules(claim, plan);
  const statement = `${findings.statement}${ruleWords(rules)}`;
  const units = unitsOf(claim, findings, plan);
  const trials = findings.trials.filter(({ trial }) => units.has(trial));
  const rowOf = (trial: TrialFinding): ClaimLine => ({
    trial: trial.trial,
    axes: units.get(trial.trial)!.cells,
    found: settingVerdict([trial], [], rules),
    where: whereText([trial], [], rules),
    statement,
    doubts: '',
  });
  const names = [...new Set([...units.values()].map(({ setting }) => setting))];
  const settings = names.map((setting) => {
    const own = trials.filter(({ trial }) => units.get(trial)!.setting === setting);
    const { cells, repeats } = units.get(own[0]?.trial ?? '') ?? { cells: {}, repeats: false };
    const found = judgeOne(setting, own, findings, rules);
    const counts = !repeats && !(findings.absent ?? []).includes(setting);
    return { setting, cells, counts, ...found };
  });
  const over = overSettings(settings);
  const several = settings.length > 1;
  const settingRows = settings.map(({ cells, found, where, doubts }) => ({
    trial: 'all',
    axes: cells,
    found,
    where,
    statement: `${statement}${remarks(found)}`,
    doubts,
  }));
  const all: ClaimLine = {
    trial: 'all',
    axes: {},
    found: over,
    where: several ? jointWhere(settings) : (settings[0]?.where ?? ''),
    statement: `${statement}${remarks(over, several ? settingWords(settings, over.verdict) : '')}`,
    doubts: [...new Set(settings.flatMap(({ doubts }) => (doubts === '' ? [] : doubts.split('; '))))].join(
      '; ',
    ),
  };
  return {
    rows: [...trials.map(rowOf), ...(several ? settingRows : []), all],
    trials: trials.map(({ trial, list = [] }) => ({ trial, axes: units.get(trial)!.cells, list })),
  };
}

/** What each trial of the findings stands for. */
function unitsOf(claim: ClaimPlan, { units }: ClaimFindings, plan: Plan): ReadonlyMap<string, ClaimTrial> {
  if (units) return new Map(units.map((unit) => [unit.name, unit]));
  const { estimator, than } = claim.params as { estimator?: string; than?: { estimator?: string } };
  const found = claimTrials(plan, [], {
    ...(estimator === undefined ? {} : { estimator }),
    ...(than === undefined ? {} : { than }),
  });
  return new Map([...found].map(([id, unit]) => [id, { ...unit, name: id }]));
}

function judgeOne(
  setting: string,
  trials: readonly TrialFinding[],
  findings: ClaimFindings,
  rules: ClaimRules,
) {
  const places = placesOf(setting, trials, findings.settings, rules);
  const found = settingVerdict(trials, places, rules);
  const verdict = saysNothing(setting, found, findings, rules) ? ('vacuous' as const) : found.verdict;
  return {
    found: { ...found, verdict },
    where: whereText(
      trials.filter(({ cases }) => cases > 0),
      places,
      rules,
    ),
    doubts: [...trialDoubts(trials), ...unclearPlaces(places, trials, rules)].join('; '),
  };
}

/** Of a claim that some places may break: that so many are unclear that they would decide. */
function unclearPlaces(
  places: readonly Place[],
  trials: readonly TrialFinding[],
  rules: ClaimRules,
): string[] {
  if (rules.violations === 0 || trials.length < 2) return [];
  const { counted, broken, unclear } = countedPlaces(places);
  const share = (count: number) => count > rules.violations * counted.length;
  if (share(broken.length) || !share(broken.length + unclear.length)) return [];
  return [`${unclear.length} of ${counted.length} places are unclear, enough to decide`];
}

/** Whether the opposite claim holds as well, as where trials go either way by a little more than the tolerance. */
function saysNothing(
  setting: string,
  found: SettingVerdict,
  findings: ClaimFindings,
  rules: ClaimRules,
): boolean {
  if (found.verdict !== 'holds' || rules.violations > 0 || rules.trials !== null) return false;
  const { opposite, trials } = findings;
  if (!opposite) return false;
  const names = new Set(trials.map(({ trial }) => trial));
  const own = opposite.trials.filter(({ trial, list = [] }) => names.has(trial) && list.length > 0);
  return settingVerdict(own, placesOf(setting, own, opposite.settings, rules), rules).verdict === 'holds';
}

function placesOf(
  setting: string,
  trials: readonly TrialFinding[],
  settings: readonly SettingPlaces[] | undefined,
  { pairs }: ClaimRules,
): readonly Place[] {
  const places = settings
    ? (settings.find((one) => one.setting === setting)?.places ?? [])
    : placesOfCases(trials);
  return pairs ? places.map(placeOfPairs) : places;
}

/** A place whose trials are compared with one another, with margins that an interval may take as independent ones. */
function placeOfPairs(place: Place): Place {
  const { sample } = place;
  return 'margins' in sample ? { ...place, sample: { margins: pairPseudoValues(sample.margins) } } : place;
}

/** The places of the listed cases. */
function placesOfCases(trials: readonly TrialFinding[]): readonly Place[] {
  const margins = new Map<string, { readonly one: ClaimCase; readonly margins: number[]; strict: boolean }>();
  for (const { list = [] } of trials) {
    for (const one of list) {
      const known = margins.get(one.place) ?? { one, margins: [], strict: false };
      margins.set(one.place, known);
      known.margins.push(one.margin);
      known.strict ||= one.violated && one.margin === 0;
    }
  }
  return [...margins.values()].map(({ one, margins: own, strict }, row) => {
    const { place, what, epoch } = one;
    return { place, what, epoch, strict, row, pair: false, sample: { margins: own } };
  });
}

function jointWhere(settings: readonly (JudgedSetting & { readonly where: string })[]): string {
  return settings
    .filter(({ where, counts }) => where !== '' && counts)
    .map(({ setting, where }) => `${setting}: ${where}`)
    .join(' | ');
}

/** Trials, and what was left out, in words. */
function remarks({ trials, vacuous, empty, missing, verdict }: SettingVerdict, settings = ''): string {
  const notes = [
    settings,
    numbered(trials, 'trial'),
    vacuous > 0 && verdict !== 'vacuous' ? `${numbered(vacuous, 'vacuous trial')} left out` : '',
    empty > 0 ? `${numbered(empty, 'trial')} without data` : '',
    missing > 0 ? `${numbered(missing, 'case')} without a value left out` : '',
  ].filter((note) => note !== '');
  return ` (${notes.join('; ')})`;
}

function numbered(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
