// The results of bench/run.mjs: what a job came to, and the table of all of them for bench/README.md.

const units = { milliseconds: 'ms', megabytes: 'MB' };

/**
 * @param job of `jobsOf`
 * @param ours, peers what `runInTurn` gave for its commands
 * @returns the best of ours and of the peers by the median of what the job measures, with their ratio by medians, by the least of all rounds and by CPU time; null
 *   where there is nothing
 */
export function judged({ key, name, aim, measure = 'milliseconds', elsewhere = false }, ours, peers) {
  const [own, other] = [best(ours, measure), best(peers, measure)];
  const ratio = (pick) => (own && other && pick(other) > 0 ? pick(own) / pick(other) : null);
  return {
    key,
    job: name,
    aim,
    // of the value itself, in its unit, where there is nothing to hold it against
    absolute: peers.length === 0,
    unit: units[measure],
    ours: ours.map(facts),
    peers: peers.map(facts),
    best: { ours: own?.what ?? null, peer: other?.what ?? null },
    value: { ours: own?.[measure].median ?? null, peer: other?.[measure].median ?? null },
    // what the command tells beside, of other work
    shares: own?.line?.shares,
    ratio: {
      median: ratio((run) => run[measure].median),
      least: ratio(({ fastest }) => fastest.least),
      cpu: elsewhere ? null : ratio(({ cpu }) => cpu.median),
    },
  };
}

function best(runs, measure) {
  const done = runs.filter(({ failed }) => failed === null);
  return done.toSorted((a, b) => a[measure].median - b[measure].median)[0] ?? null;
}

function facts({ command: given, what, failed, milliseconds, fastest, cpu, megabytes }) {
  const command = withoutPlaces(given);
  return failed === null
    ? { command, what, milliseconds, fastest, cpu, megabytes }
    : { command, failed: failed.replaceAll(/(?<![\w.])\/\S*\//g, '') };
}

/** A command without the folders of the machine that it ran on. */
function withoutPlaces(command) {
  return command
    .replaceAll(/\S*\/(?=[^/\s]*python\S* )/g, '')
    .replaceAll(/\S*\/infoplane-bench-[^/\s]+/g, 'FOLDER');
}

/**
 * The results of a run with the rows that were there before, of the same day, program and machine: so a table can be measured in parts.
 * @param keys of all jobs, in their order
 * @param before results that are kept, or null
 */
export function withEarlier(results, before, keys) {
  const alike = before && facetsOf(before) === facetsOf(results);
  const own = new Set(results.rows.map(({ key }) => key));
  const rows = [...results.rows, ...(alike ? before.rows.filter(({ key }) => !own.has(key)) : [])];
  const found = keys.map((key) => rows.find((row) => row.key === key));
  return { ...results, rows: found.filter(Boolean), without: keys.filter((_, at) => !found[at]) };
}

function facetsOf({ date, commit, machine: { processor, cores }, versions }) {
  return JSON.stringify([date, commit, processor, cores, versions]);
}

/** The results as Markdown: where and when, a row a job, and under it every command. */
export function tableOf({ date, commit, machine, versions, rounds, rows, without = [] }) {
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const minutes = Math.round(rows.reduce((sum, { seconds = 0 }) => sum + seconds, 0) / 60);
  const lines = [
    `${date}, commit ${commit}; ${machine.cores} cores of ${machine.processor}, load ${machine.load} before; ${told.join(', ')}. ${roundsText(rounds)}: medians, and the ratio of the least.${minutes > 0 ? ` It took ${minutes} minutes.` : ''}`,
    ...(without.length > 0
      ? ['', `Not measured in this run: ${without.map((key) => `\`${key}\``).join(', ')}.`]
      : []),
    '',
    '| job | ours, ms | best peer, ms | ratio | least | CPU | aim |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => rowOf(row, rounds)),
    '',
    ...rows.flatMap(({ shares }) => (shares ? [sharesText(shares), ''] : [])),
    '| command | ms | least | CPU |',
    '| --- | --- | --- | --- |',
    ...commandsOf(rows),
  ];
  return lines.join('\n');
}

function sharesText(shares) {
  const told = Object.entries(shares).map(([name, share]) => `${name} ${number(share)}`);
  return `CPU time of a row beside that of I(X;T) of six layers: ${told.join('; ')}.`;
}

function roundsText(rounds) {
  return rounds === 1 ? 'One round' : `${rounds} rounds in turn`;
}

function rowOf({ job, aim, absolute, unit, rounds, best: { peer }, value, ratio }, usual) {
  const reached = absolute ? value.ours : ratio.median;
  const missed = reached !== null && reached > aim ? ', missed' : '';
  const peerText = peer === null ? '' : `${number(value.peer)} (${peer})`;
  const aimText = absolute ? `${aim} ${unit}` : String(aim);
  const unusual = rounds !== undefined && rounds !== usual;
  const cells = [
    unusual ? `${job} (${roundsText(rounds).toLowerCase()})` : job,
    value.ours !== null && unit !== 'ms' ? `${number(value.ours)} ${unit}` : number(value.ours),
    peerText,
    bold(ratio.median),
    number(ratio.least),
    number(ratio.cpu),
    `${aimText}${missed}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Each command once, though several jobs have it. */
function commandsOf(rows) {
  const all = new Map(
    rows.flatMap(({ ours, peers }) => [...ours, ...peers]).map((one) => [one.command, one]),
  );
  return [...all.values()].map(({ command, what, failed, milliseconds, fastest, cpu }) => {
    return failed
      ? `| \`${command}\` | failed: ${failed.replaceAll('|', '/').slice(0, 120)} | | |`
      : `| ${what}: \`${command}\` | ${number(milliseconds.median)} | ${number(fastest.least)} | ${number(cpu.median)} |`;
  });
}

function bold(value) {
  return value === null ? '' : `**${number(value)}**`;
}

function number(value) {
  return value === null ? '' : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

const [begin, end] = ['<!-- bench/run.mjs: begin -->', '<!-- bench/run.mjs: end -->'];

/** A text with the table in the place that is marked for it. @throws Error when it has no such place */
export function withTable(text, table) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no place between ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}
