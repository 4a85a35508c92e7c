import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { html, type Markup } from '../html.ts';
import type { CalibrationCard, ReportInput } from '../report-input.ts';
import { type DrawnFigure, figureBlock } from './figures.ts';
import { isUnfinished } from './run-state.ts';
import { claimAnchor, noneHolds, shortStatement, unitOf, verdictOf, worstFirst } from './verdict.ts';

/** Findings that the first screen has room for. */
const mostFindings = 7;

/** What was found, a sentence a claim, worst first; how sure that is; and the figure that shows it. */
export function answerSection(input: ReportInput, key: DrawnFigure | null): Markup {
  const rows = worstFirst(input.tables.claims);
  const findings = rows.slice(0, mostFindings).map((row) => finding(row, input));
  const rest = rows.length - findings.length;
  const found =
    rows.length === 0
      ? html`<p class="note">This study claims nothing: it shows what was estimated.</p>`
      : html`<ol class="findings" aria-label="Findings">${findings}</ol>${rest > 0 ? html`<p><a href="#claims">and ${rest} more</a></p>` : null}`;
  return html`<section id="answer" aria-labelledby="answer-title">
<ul class="sure" aria-label="How sure">${sureness(input, rows)}</ul>
<div class="found"><h2 id="answer-title">${isUnfinished(input.lock) ? 'Found so far' : 'Found'}</h2>
${found}</div>
${key ? html`<div class="key">${figureBlock(key)}</div>` : null}
</section>`;
}

function finding(row: Row, input: ReportInput): Markup {
  const { sign, word, style } = verdictOf(row, input.lock);
  const doubts = row.doubts ? String(row.doubts).split('; ') : [];
  const more = doubts.length > 1 ? ` and ${doubts.length - 1} more` : '';
  const doubted =
    doubts.length === 0 ? null : html` <small class="doubt">in doubt: ${doubts[0]!}${more}</small>`;
  const none = noneHolds(row, unitOf(input, row));
  return html`<li class="${style}"><a href="#${claimAnchor(row)}"><b><span aria-hidden="true">${sign}</span> ${word}</b></a> ${shortStatement(row)}${none}${doubted}</li>`;
}

type Sureness = 'good' | 'warn' | 'neutral';

/** Trials, doubts, alarms and calibration, a line each; amber for what weakens the findings. */
function sureness(input: ReportInput, claims: readonly Row[]): Markup[] {
  const { plan, tables, calibration } = input;
  const seeds = seedsOfSettings(plan);
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  const counted = fewest < most ? `${fewest} to ${most}` : String(most);
  const doubted = claims.filter(({ doubts }) => doubts);
  const chance = doubted.some(({ doubts }) => /at chance/.test(String(doubts)));
  const lines: [Sureness, string][] = [];
  const settings = plan.axes.some(({ name }) => name !== 'seed') ? ' a setting' : '';
  lines.push([
    fewest > 2 ? 'good' : 'warn',
    most > 1 ? `${counted} trials${settings}` : `one trial${settings}`,
  ]);
  if (claims.length > 0)
    lines.push(
      doubted.length > 0
        ? ['warn', `${doubted.length} of ${claims.length} claims in doubt`]
        : ['good', 'no claim in doubt'],
    );
  if (chance) lines.push(['warn', 'a network is no better than chance']);
  lines.push(...brokenOff(plan));
  const early = earlyRecordings(plan);
  if (early.length > 0)
    lines.push([
      'warn',
      `${early.length} of ${plan.stages.length} recordings end before others of their setting: ${early[0]}${early.length > 1 ? ' and others' : ''}`,
    ]);
  lines.push(alarmShare(tables.estimates), ...calibrationLines(calibration));
  return lines.map(([style, words]) => html`<li class="${style}">${words}</li>`);
}

/** Seeds of each setting of the matrix. */
function seedsOfSettings({ trials }: ReportInput['plan']): number[] {
  const settings = groupRows(trials, ({ settings: { seed: _, ...setting } }) => JSON.stringify(setting));
  return [...settings.values()].map((own) => new Set(own.map(({ seed }) => seed)).size);
}

/** What is said of recordings whose training had not ended when they were last written, and of rows that they lack. */
export function brokenOff({ stages }: Pick<ReportInput['plan'], 'stages'>): [Sureness, string][] {
  const broken = stages.flatMap(({ id, recorded }) =>
    recorded?.unfinished ? [{ id, ...recorded.unfinished }] : [],
  );
  const skipped = stages.flatMap(({ recorded }) => Object.values(recorded?.skipped ?? {}).flat()).length;
  const lines: [Sureness, string][] = [];
  const [first] = broken;
  if (first) {
    const reach = first.iteration === null ? 'has no row' : `goes to iteration ${first.iteration}`;
    const of = first.of === null ? '' : ` of ${first.of}`;
    const which =
      broken.length === 1 ? 'a recording is' : `${broken.length} of ${stages.length} recordings are`;
    lines.push(['warn', `${which} of a training that had not ended: ${first.id} ${reach}${of}`]);
  }
  if (skipped > 0)
    lines.push(['warn', `rows left out by the recorder, with numbers that are not finite: ${skipped}`]);
  return lines;
}

/** Recordings that end before another of the same model and setting, by the names of their stages. */
export function earlyRecordings({
  trials,
  stages,
}: Pick<ReportInput['plan'], 'trials' | 'stages'>): string[] {
  const recorded = stages.filter((stage) => stage.recorded);
  const settingOf = (key: string) => {
    const { seed: _, ...setting } = trials.find((trial) => trial.stages.includes(key))?.settings ?? {};
    return JSON.stringify(setting);
  };
  const groups = groupRows(recorded, ({ key, model }) => `${model.name}\n${settingOf(key)}`);
  return [...groups.values()].flatMap((own) => {
    const latest = Math.max(...own.map(({ training }) => training.updates));
    return own.filter(({ training }) => training.updates < latest).map(({ id }) => id);
  });
}

function alarmShare(estimates: readonly Row[]): [Sureness, string] {
  const flagged = estimates.filter(({ flag }) => typeof flag === 'string' && flag !== '').length;
  if (flagged === 0) return ['good', 'no value carries an alarm'];
  const share = (100 * flagged) / estimates.length;
  return ['warn', `${share < 1 ? 'under 1' : share.toFixed(0)} % of the values carry an alarm`];
}

/** How many known cases agree, and the range of each sweep that is flat. */
function calibrationLines(cards: CalibrationCard): [Sureness, string][] {
  const cases = cards.flatMap((card) => card.cases);
  const right = cases.filter((each) => Math.abs(each.value - each.expected) <= each.tolerance).length;
  const told: [Sureness, string] =
    cases.length === 0
      ? ['neutral', 'no known case for these settings']
      : [
          right === cases.length ? 'good' : 'warn',
          `${right} of ${cases.length} known cases agree, which are not this study’s data`,
        ];
  const flat = cards.flatMap(({ estimators, sweep }) => {
    if (!sweep?.flat) return [];
    const values = sweep.points.map(({ value }) => value);
    const truth = Math.max(...sweep.points.map((point) => point.truth));
    return [{ estimators, unit: sweep.unit, range: Math.max(...values) - Math.min(...values), truth }];
  });
  if (flat.length === 0) return [told];
  const ranges = flat.map(({ range }) => range.toFixed(2)).sort();
  const by = ranges[0] === ranges.at(-1) ? ranges[0]! : `${ranges[0]} to ${ranges.at(-1)}`;
  const { unit, truth } = flat[0]!;
  const names = [...new Set(flat.flatMap(({ estimators }) => estimators))];
  const said =
    names.length > 3
      ? `${names.length} estimators hardly tell`
      : `${names.join(', ')} hardly ${names.length === 1 ? 'tells' : 'tell'}`;
  return [
    told,
    [
      'warn',
      `${said} dependent from independent values in the calibration: by ${by} ${unit}, where the truth rises to ${truth.toFixed(1)} ${unit}`,
    ],
  ];
}
