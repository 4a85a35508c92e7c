import type { JsonObject, StagePlan } from '../../src/plan/plan.ts';
import { isElsewhere } from '../../src/plan/trained-here.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { settingWords } from '../../src/table/setting-words.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { stateWarning } from './run-state.ts';

/** What was asked: title, question, source; and what was run. */
export function pageHeader({ plan, tables, lock, altered = [] }: ReportInput): Markup {
  return html`<header class="top">
<p class="study">${plan.study}</p>
<h1 dir="auto">${wholeNames(plan.title || plan.study)}</h1>
${plan.question ? html`<p class="question" dir="auto">${plan.question}</p>` : null}
<p class="source">${plan.source ? html`${plan.source} · ` : null}${wholeNames(facts(plan))}${runFacts(lock)}</p>
${stateWarning({ plan, tables, lock })}${alteredWarning(altered)}
</header>`;
}

/** A text in which no line breaks within a short name with a hyphen, such as `LeNet-5` or `VGG-like`, or a date. */
function wholeNames(text: string): readonly Markup[] {
  return text
    .split(/(\S+)/)
    .map((part) =>
      part.length < 16 && /\w-\w/.test(part) ? html`<span class="arrow">${part}</span>` : html`${part}`,
    );
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
  return said.length === 0 ? null : html` · ${wholeNames(said.join(' · '))}`;
}

/** Models that are told one by one, and values of an axis. */
const [mostModels, mostValues] = [3, 6];

function facts({ trials, stages, axes }: ReportInput['plan']): string {
  const models = [...groupRows(stages, ({ model }) => model.name).values()].map(modelFacts);
  const shown =
    models.length > mostModels
      ? [...models.slice(0, mostModels), count(models.length - mostModels, 'more model')]
      : models;
  const varied = axes.filter(({ name, values }) => name !== 'seed' && values.length > 1).map(axisFacts);
  return [count(trials.length, 'trial'), count(stages.length, 'training'), ...shown, ...varied].join(' · ');
}

/** `filters 2-and-6, 6-and-16`: the last part of the path, and the values or how many. */
function axisFacts({ name, values }: ReportInput['plan']['axes'][number]): string {
  const said = values.slice(0, mostValues).map(settingWords).join(', ');
  const more = values.length > mostValues ? ` and ${values.length - mostValues} more` : '';
  return `${name.split('.').at(-1)} ${said}${more}`;
}

/** A model over all its trainings: what is not the same in them is said as a range. */
function modelFacts(stages: readonly StagePlan[]): string {
  const [{ model, dataset, training, recorded }] = stages as [StagePlan, ...StagePlan[]];
  const known = stages.flatMap(({ parameters }) => parameters ?? []);
  const size = known.length === 0 ? '' : ` (${range(known)} parameters)`;
  const data = dataset ? ` on ${dataset.name}` : '';
  const trainings = stages.flatMap((stage) => (isElsewhere(stage.training) ? [] : [stage.training]));
  if (trainings.length === 0) return `${model.name}${size}${data}, ${trainingFacts(training, recorded)}`;
  const epochs = trainings.map((each) => each.epochs);
  if (Math.max(...epochs) === 0) return `${model.name}${size}${data}, not trained further`;
  const long = `${range(epochs)} ${Math.max(...epochs) === 1 ? 'epoch' : 'epochs'}`;
  return `${model.name}${size}${data}, ${long}, batches of ${range(trainings.map((each) => each.batchSize))}`;
}

function range(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((one) => one.toLocaleString('en'));
  return least === most ? least! : `${least} to ${most}`;
}

/** Where a network that was not trained here comes from. */
function trainingFacts(training: StagePlan['training'], recorded: StagePlan['recorded']): string {
  const rows = isElsewhere(training) ? training.moments.length : 0;
  const where = recorded
    ? `recorded${recorded.program === null ? '' : ` by ${recorded.program}`}`
    : 'trained elsewhere';
  const unknown = recorded ? '; its weights, optimiser and data are not known here' : '';
  return `${where}, ${count(rows, 'row')}${unknown}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
