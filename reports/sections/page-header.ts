import type { Json, JsonObject, StagePlan } from '../../src/plan/plan.ts';
import { isElsewhere } from '../../src/plan/trained-here.ts';
import { overallRows } from '../../src/table/verdict-words.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { verdictOf } from './claims.ts';

/** Title, the verdicts in one line, what was run, and the way to the sections. */
export function pageHeader({ plan, tables, lock, agreement, altered = [] }: ReportInput): Markup {
  const verdicts = overallRows(tables.claims).map((row) => ({
    name: String(row.claim),
    ...verdictOf(row),
  }));
  const summary = verdicts.map(
    (each) =>
      html`<li class="${each.style}"><span aria-hidden="true">${each.sign}</span> ${each.name} <b>${each.word}</b></li>`,
  );
  const links = [
    ['claims', 'Claims', verdicts.length > 0],
    ['figures', 'Figures', plan.reports.length > 0],
    ['agreement', 'Which conclusions survive', agreement.length > 0],
    ['calibration', 'Calibration', true],
    ['tables', 'Tables', true],
    ['graph', 'Dataflow', plan.edges.length > 0],
    ['again', 'Run it again', true],
  ] as const;
  return html`<header class="top">
<p class="study">${plan.study}</p>
<h1>${plan.title || plan.study}</h1>
${plan.source ? html`<p class="source">Source: ${plan.source}</p>` : null}
${stateWarning(lock.state)}${alteredWarning(altered)}
${summary.length > 0 ? html`<ul class="summary" aria-label="Verdicts">${summary}</ul>` : null}
<p class="facts">${facts(plan)}${runFacts(lock)}</p>
<nav aria-label="Sections"><ul>${links.flatMap(([id, name, there]) => (there ? [html`<li><a href="#${id}">${name}</a></li>`] : []))}</ul></nav>
</header>`;
}

function stateWarning(state: Json | undefined): Markup | null {
  if (typeof state !== 'string' || state === 'done') return null;
  return html`<p class="warning">This run is not complete (${state}): the report shows the rows available so far.</p>`;
}

/** Says that the page is not what the run gave; nothing when no file was altered. */
export function alteredWarning(names: readonly string[]): Markup | null {
  if (names.length === 0) return null;
  const were = names.length === 1 ? 'was' : 'were';
  return html`<p class="warning">This page does not show what the run produced: ${names.join(', ')} ${were} altered since.</p>`;
}

/** When, with which version and on which engine it was run. */
function runFacts(lock: JsonObject): Markup | null {
  const { finished, versions, numericClass } = lock as Readonly<Record<string, JsonObject | string>>;
  const version = typeof versions === 'object' ? versions.infoplane : undefined;
  const engine = typeof numericClass === 'object' ? numericClass.engine : undefined;
  const said = [
    typeof finished === 'string' ? `run on ${finished.slice(0, 10)}` : '',
    version === undefined ? '' : `infoplane ${version}`,
    engine === undefined ? '' : String(engine),
  ].filter((part) => part !== '');
  return said.length === 0 ? null : html`<br>${said.join(' · ')}`;
}

function facts(plan: ReportInput['plan']): string {
  const stages = plan.stages;
  const models = [...new Map(stages.map((stage) => [stage.model.name, stage])).values()].map(modelFacts);
  return [count(plan.trials.length, 'trial'), count(stages.length, 'training'), ...models].join(' · ');
}

function modelFacts({ model, parameters, dataset, training, recorded }: StagePlan): string {
  const size = parameters === null ? '' : ` (${parameters.toLocaleString('en')} parameters)`;
  const data = dataset ? ` on ${dataset.name}` : '';
  return `${model.name}${size}${data}, ${trainingFacts(training, recorded)}`;
}

function trainingFacts(training: StagePlan['training'], recorded: StagePlan['recorded']): string {
  if (!isElsewhere(training)) return `${count(training.epochs, 'epoch')}, batches of ${training.batchSize}`;
  const where = recorded
    ? `recorded${recorded.program === null ? '' : ` by ${recorded.program}`}`
    : 'trained elsewhere';
  return `${where}, ${count(training.moments.length, 'row')}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
