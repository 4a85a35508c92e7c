// Judges the statements of paper-claims.yaml by the published runs.
import { agreementOf, verdictFrom, verdictOfAll, verdictOfAny } from './verdict.mjs';

/** What a statement is where no run has what judges it. */
export const notRun = 'not run yet';

/**
 * @param sections as paper-claims.yaml has them
 * @param runs published runs by study, each with `claims`: its claims' rows over all settings; null where a study was not published
 * @returns the sections, each statement with its `verdict`, and `parts`: for each column or study that judges it `label` (null for a study that is
 *   no column), `study`, `rows` (a row with its `judged` entry and `agreement`; the row null where it was not run), their `verdict`, and `atChance`: whether
 *   what is decided there is read off networks that have not learned; where entries are counted in several ways (`as`), `ways`: a part's `label`,
 *   `verdict` and `parts` for each; `doubtful`: parts that put its verdict in doubt
 */
export function judgeStatements(sections, runs) {
  return sections.map((section) => ({
    ...section,
    columns: Object.entries(section.columns ?? {}).map(([label, study]) => ({ label, study })),
    statements: section.statements.map((statement) =>
      judgeStatement(statement, Object.entries(section.columns ?? {}), runs),
    ),
  }));
}

function judgeStatement(statement, columns, runs) {
  const parts = partsOf(statement, columns).map((part) => judgePart(part, statement, runs));
  const verdict = verdictOf(statement, parts);
  return {
    ...statement,
    parts,
    ways: waysOf(statement, parts),
    verdict,
    doubtful: doubtfulOf(parts, verdict),
  };
}

/** The parts that put a verdict in doubt, since they decide by networks that have not learned; of what is seen none where another part shows it. */
function doubtfulOf(parts, verdict) {
  const isSeen = verdict === 'seen here';
  const deciding = isSeen ? parts.filter((part) => part.verdict === 'holds') : parts;
  const marked = deciding.filter(({ atChance }) => atChance);
  return isSeen && marked.length < deciding.length ? [] : marked;
}

/** What a statement comes to in each way that its entries are counted, over the parts that were run. */
function waysOf({ judged = [] }, parts) {
  const labels = [...new Set(judged.flatMap(({ as }) => as ?? []))];
  return labels.map((label) => {
    const own = parts.flatMap((part) => {
      const known = part.rows.filter((row) => row.judged.as === label && row.agreement !== null);
      return known.length === 0 ? [] : [{ ...part, verdict: verdictFrom(known.map((row) => row.agreement)) }];
    });
    return {
      label,
      parts: own,
      verdict: own.length === 0 ? notRun : verdictFrom(own.map((one) => one.verdict)),
    };
  });
}

/** A part for each column that is asked, and for each study that an entry names itself. */
function partsOf({ judged = [] }, columns) {
  const parts = [];
  const partOf = (label, study) => {
    const found = parts.find((part) => part.label === label && part.study === study);
    if (found) return found;
    parts.push({ label, study, entries: [] });
    return parts.at(-1);
  };
  for (const entry of judged) {
    if (entry.study) partOf(null, entry.study).entries.push(entry);
    else
      for (const [label, study] of columns)
        if (!entry.in || entry.in.includes(label)) partOf(label, study).entries.push(entry);
  }
  return parts;
}

function judgePart({ label, study, entries }, statement, runs) {
  const run = runs.get(study);
  const rows = entries.map((judged) => {
    const found = run?.claims.find(({ claim }) => claim === judged.claim);
    // One that a run of an older study has no values for was not run.
    const row = found && Number(found.cases) > 0 ? found : null;
    return { judged, row, agreement: row && agreementOf(row, judged) };
  });
  const known = rows.flatMap(({ agreement }) => agreement ?? []);
  const atChance = rows.some(
    ({ row, agreement }) => agreement !== null && agreement !== 'depends' && isUntrained(row.doubts ?? ''),
  );
  return { label, study, rows, atChance, verdict: verdictOfPart(rows, known, statement) };
}

/** What is counted in several ways is open where one of them was not run; else nothing is said unless all was. */
function verdictOfPart(rows, known, { both, seen }) {
  if (seen && known.includes('holds')) return 'holds';
  if (known.length === rows.length) return both ? verdictOfAll(known) : verdictFrom(known);
  return known.length > 0 && rows.every(({ judged }) => judged.as) ? 'depends' : notRun;
}

/** Whether a claim may hold, or not, only because a network has learned nothing, or because layers say nothing in a tenth of the rows. */
function isUntrained(doubts) {
  const collapsed = /([\d.]+) % of the rows read are flagged: collapsed/.exec(doubts);
  return /networks? (is|are) at chance/.test(doubts) || Number(collapsed?.[1] ?? 0) >= 10;
}

/** Over all parts; those that were not run are left out unless all are. */
function verdictOf({ facts, verdict, both, seen }, parts) {
  if (facts) return null;
  if (verdict) return verdict;
  const known = parts.filter((part) => part.verdict !== notRun).map((part) => part.verdict);
  if (known.length === 0) return notRun;
  if (seen) return verdictOfAny(known);
  // Studies of a conjunction that are no columns are its parts too.
  return both && parts.every(({ label }) => label === null) ? verdictOfAll(known) : verdictFrom(known);
}
