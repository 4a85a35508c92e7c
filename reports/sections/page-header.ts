import type { JsonObject, StagePlan } from '../../src/plan/plan.ts';
import { isElsewhere } from '../../src/plan/trained-here.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { stateWarning } from './run-state.ts';

/** What was asked: title, question, source; and what was run. */
export function pageHeader({ plan, tables, lock, altered = [] }: ReportInput): Markup {
  return html`<header class="top">
<p class="study">${plan.study}</p>
<h1>${plan.title || plan.study}</h1>
${plan.question ? html`<p class="question">${plan.question}</p>` : null}
<p class="source">${plan.source ? html`${plan.source} · ` : null}${facts(plan)}${runFacts(lock)}</p>
${stateWarning({ plan, tables, lock })}${alteredWarning(altered)}
</header>`;
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
    engine === undefined || engine === 'none' ? '' : String(engine),
  ].filter((part) => part !== '');
  return said.length === 0 ? null : html` · ${said.join(' · ')}`;
}

function facts(plan: ReportInput['plan']): string {
  const stages = plan.stages;
  const models = [...new Map(stages.map((stage) => [stage.model.name, stage])).values()].map(modelFacts);
  const shown = models.length > 3 ? [...models.slice(0, 3), `${models.length - 3} more models`] : models;
  return [count(plan.trials.length, 'trial'), count(stages.length, 'training'), ...shown].join(' · ');
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
  const unknown = recorded ? '; its weights, optimiser and data are not known here' : '';
  return `${where}, ${count(training.moments.length, 'row')}${unknown}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
