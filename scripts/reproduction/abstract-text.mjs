// The abstract of REPRODUCTION.md: what holds, what does not, what hangs on what.
import { notRun } from './judge-statements.mjs';
import { chanceMark, dividedWords } from './section-text.mjs';

/** About ten lines from all statements that have a verdict. */
export function abstractText(sections) {
  const all = sections.flatMap(({ statements }) => statements).filter(({ verdict }) => verdict !== null);
  const theirs = all.filter(({ ours }) => !ours);
  const of = (verdict) => theirs.filter((one) => one.verdict === verdict);
  const names = (some) =>
    some.map((one) => `${one.short}${isDoubtful(one) ? ` ${chanceMark}` : ''}`).join('; ');
  const line = (title, some) =>
    some.length === 0 ? [] : [`- **${title}** (${some.length}): ${names(some)}.`];
  return [
    `Of ${theirs.length} statements of Yu, Jenssen & Príncipe (2018) ${countsText(theirs)}. What the paper says to be possible or to exist is *seen here* or *not seen here*: no setting can refute it.`,
    '',
    ...line('Holds', of('holds')),
    ...line('Does not hold', of('does not hold')),
    ...line('Seen here', of('seen here')),
    ...line('Not seen here', of('not seen here')),
    ...line(
      'Depends',
      of('depends').map((one) => ({ ...one, short: `${one.short} (${reasonOf(one)})` })),
    ),
    ...line('Not run yet', of(notRun)),
    ...line(
      'Asked by us beside it',
      all.filter(({ ours }) => ours).map((one) => ({ ...one, short: `${one.short} (${one.verdict})` })),
    ),
    '',
    `${chanceMark} In doubt: some of what decides it is read off networks at chance, or layers that say nothing.`,
  ];
}

const isDoubtful = ({ doubtful }) => doubtful.length > 0;

function reasonOf(statement) {
  return statement.judged
    ? dividedWords(statement)
    : statement.note.trim().replace(/\..*/s, '').toLowerCase();
}

function countsText(statements) {
  const verdicts = ['holds', 'does not hold', 'depends', 'seen here', 'not seen here', notRun];
  const verbs = {
    holds: 'hold',
    'does not hold': 'do not',
    depends: 'depend on what it leaves open or are not decided',
    'seen here': 'are seen here',
    'not seen here': 'are not',
    [notRun]: 'were not run yet',
  };
  const counts = verdicts
    .map((verdict) => [verbs[verdict], statements.filter((one) => one.verdict === verdict).length])
    .filter(([, count]) => count > 0)
    .map(([verb, count]) => `${count} ${verb}`);
  return `${counts.slice(0, -1).join(', ')}${counts.length > 1 ? ' and ' : ''}${counts.at(-1)}`;
}
