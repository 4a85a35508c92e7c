import type { JsonObject } from '../../src/plan/plan.ts';
import { claimUnit } from '../../src/table/claim-unit.ts';
import type { Row } from '../../src/table/columns.ts';
import { cellWords } from '../../src/table/setting-words.ts';
import { overallRows, verdictWords } from '../../src/table/verdict-words.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { isUnfinished } from './run-state.ts';

/** A verdict as the page has it. */
export interface ShownVerdict {
  readonly word: string;
  readonly sign: string;
  /** Of a single trial with `once`, which is drawn apart. */
  readonly style: string;
}

const signs: Readonly<Record<string, readonly [sign: string, style: string]>> = {
  fails: ['✗', 'bad'],
  'failed-once': ['✗', 'bad once'],
  unclear: ['?', 'unclear'],
  vacuous: ['○', 'neutral'],
  'no-data': ['–', 'neutral'],
  'held-once': ['✓', 'good once'],
  holds: ['✓', 'good'],
};

/**
 * The word for a claim's row, and how it is drawn.
 * @param lock of the run: while it is not complete, verdicts are provisional
 */
export function verdictOf(row: Row, lock: JsonObject): ShownVerdict {
  const [sign, style] = signs[String(row.verdict)] ?? ['–', 'neutral'];
  return isUnfinished(lock)
    ? { word: `${verdictWords(row)} so far`, sign, style: `${style} provisional` }
    : { word: verdictWords(row), sign, style };
}

/** The row over all settings of each claim: what fails first, then what is unclear or says nothing, then what holds. */
export function worstFirst(claims: readonly Row[]): readonly Row[] {
  const order = Object.keys(signs);
  const place = ({ verdict }: Row) => order.indexOf(String(verdict ?? 'no-data'));
  return overallRows(claims).sort((a, b) => place(a) - place(b));
}

/** Id of a claim's row in the page. */
export function claimAnchor(row: Row): string {
  return `claim-${row.claim}`;
}

/** A number with its sign and at most three digits after the point. */
export function signed(value: number, unit = ''): string {
  const digits = Math.abs(value) < 0.001 && value !== 0 ? value.toExponential(1) : value.toFixed(3);
  return `${value > 0 ? '+' : ''}${digits.replace('-', '−')} ${unit}`.trimEnd();
}

/** The unit of a claim's margins. */
export function unitOf({ plan, tables }: Pick<ReportInput, 'plan' | 'tables'>, claim: Row): string {
  const { params = {}, trials } = plan.claims.find((each) => each.name === claim.claim) ?? {};
  return claimUnit(params, plan, tables.estimates, trials);
}

/** The axes of a setting's row, such as `topology=deep`. */
export function settingOf(row: Row, axes: readonly string[]): string {
  const own = axes.filter((axis) => row[axis] != null);
  return own.map((axis) => `${axis.split('.').at(-1)}=${cellWords(row[axis]!)}`).join(', ');
}

/** The statement of a claim; without the names of the settings in which it holds or fails, which its row lists. */
export function shortStatement(row: Row): readonly Markup[] {
  const text = String(row.statement ?? row.claim);
  const settings = text.endsWith(')') ? /\(holds in \d+ of \d+ settings/.exec(text) : null;
  if (!settings) return wholeArrows(text);
  const rest = text.slice(settings.index + settings[0].length);
  const trials = /; \d+ trials?(?=\)$)/.exec(rest)?.[0] ?? '';
  return wholeArrows(`${text.slice(0, settings.index)}${settings[0]}${trials})`);
}

/** What is said of an unclear claim in which no trial is as it says; nothing of others. */
export function noneHolds({ verdict, agreeing, trials, high }: Row, unit: string): string {
  if (verdict !== 'unclear' || agreeing !== 0 || !(Number(trials) > 1) || typeof high !== 'number') return '';
  return ` (no trial holds; the interval of the margin reaches ${signed(high, unit)})`;
}

/** A text whose arrows (`C1 -> P1`) no line breaks in two. */
export function wholeArrows(text: string): readonly Markup[] {
  return text
    .split('->')
    .map((part, at) => (at === 0 ? html`${part}` : html`<span class="arrow">-&gt;</span>${part}`));
}
