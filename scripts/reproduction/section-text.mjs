// A section of REPRODUCTION.md: one table, a row a statement; studies that differ in what the paper leaves open stand side by side.
import { claimText, valueText } from './cell-text.mjs';
import { notRun } from './judge-statements.mjs';

/** @param section as judge-statements.mjs gives it */
export function sectionText({ title, differ, columns, statements }, runs) {
  const cited = columns.filter(({ study }) =>
    statements.some((one) => one.parts.some((part) => part.study === study) || one.facts),
  );
  const labels = cited.map(({ label, study }) => `${label}<br>${studyLink(study, runs)}`);
  const head = [
    'where',
    'what the paper says',
    ...labels,
    cited.length > 0 ? 'elsewhere, notes' : 'measured',
    'verdict',
  ];
  return [
    `## ${title}`,
    '',
    ...(differ ? [`Side by side: studies that differ in ${differ}.`, ''] : []),
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...statements.map((one) => `| ${statementCells(one, cited, runs).join(' | ')} |`),
    '',
  ];
}

function statementCells(statement, columns, runs) {
  const { where, says, parts, values = [] } = statement;
  const cells = columns.map(({ label, study }) => {
    const part = parts.find((one) => one.label === label);
    const run = runs.get(study);
    if (!run) return part || statement.facts ? notRun : '';
    return [
      ...(part?.rows ?? []).map((row) => claimText(row, run.lock.seeds.length)),
      ...(part || statement.facts
        ? values.filter((one) => !one.study).map((one) => valueText(one, run))
        : []),
    ].join('<br>');
  });
  return [
    where,
    `${says}${markOf(statement)}`,
    ...cells,
    elsewhereText(statement, runs),
    verdictText(statement),
  ];
}

function markOf({ ours, setUp, implied, seen }) {
  const marks = [
    ...(ours ? ['*ours*'] : []),
    ...(setUp ? ['*set-up*'] : []),
    ...(implied ? ['*implied by the figure*'] : []),
    ...(seen ? ['*possibility or existence*'] : []),
  ];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}

/** Studies that are no columns, values of studies that are named, the note. */
function elsewhereText({ parts, values = [], note, by, link }, runs) {
  const apart = parts.filter(({ label }) => label === null);
  const lines = [
    ...apart.flatMap(({ study, rows }) =>
      rows.map((row) => `${studyLink(study, runs)}: ${claimText(row, runs.get(study)?.lock.seeds.length)}`),
    ),
    ...values.filter((one) => one.study).map((one) => valueText(one, runs.get(one.study))),
    ...(by ? [`By ${by}: [${link}](../../${link}).`] : []),
    ...(note ? [note.trim()] : []),
  ];
  return lines.join('<br>');
}

/** The verdict, of one that depends what it depends on, and where it is read off networks that have not learned. */
function verdictText(statement) {
  const { verdict, judged } = statement;
  if (verdict === null) return '';
  const why = verdict === 'depends' && judged ? `: ${dividedWords(statement)}` : '';
  return `**${verdict}**${why}${chanceText(statement)}`;
}

/** What a statement that depends hangs on: the columns, or the ways of counting. */
export function dividedWords({ parts, ways }) {
  const divided = new Set(ways.map((way) => way.verdict)).size > 1;
  return divided ? `on how it is counted: ${dividedText(ways)}` : dividedText(parts);
}

/** What marks a verdict that is read off networks at chance, or layers that say nothing. */
export const chanceMark = '†';

/** Where what is decided is read off such networks or layers. */
function chanceText({ doubtful }) {
  const where = doubtful.map(({ label, study }) => label ?? study);
  return where.length === 0 ? '' : ` ${chanceMark} ${where.join('; ')}`;
}

/** Which columns, studies or ways of counting agree and which do not; of a way that is open, which of its columns. */
function dividedText(parts) {
  const nameOf = ({ label, study, verdict, parts: own }) => {
    const name = label ?? study;
    const within = own && verdict === 'depends' && new Set(own.map((one) => one.verdict)).size > 1;
    return within ? `${name} (${dividedText(own)})` : name;
  };
  const named = (wanted) => parts.filter(({ verdict }) => verdict === wanted).map(nameOf);
  const groups = [
    ['holds', named('holds')],
    ['does not', named('does not hold')],
    ['undecided', named('depends')],
    [notRun, parts.some(({ parts: own }) => own) ? named(notRun) : []],
  ];
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([words, names]) => `${words}: ${names.join('; ')}`)
    .join(' / ');
}

function studyLink(study, runs) {
  return runs.has(study) ? `[${study}](${study}/)` : study;
}
