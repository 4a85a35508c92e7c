// The results of bench/run.mjs: what a job came to, and the table of all of them for bench/README.md.

/**
 * @param job of `jobsOf`
 * @param ours, peers what `runInTurn` gave for its commands
 * @returns the best of ours and of the peers by the median, with their ratio by medians, by the least of all rounds and by CPU time; null where there is nothing
 */
export function judged({ name, aim, elsewhere = false }, ours, peers) {
  const [own, other] = [best(ours), best(peers)];
  const ratio = (pick) => (own && other && pick(other) > 0 ? pick(own) / pick(other) : null);
  return {
    job: name,
    aim,
    // of milliseconds where there is nothing to hold it against
    absolute: peers.length === 0,
    ours: ours.map(facts),
    peers: peers.map(facts),
    best: { ours: own?.what ?? null, peer: other?.what ?? null },
    milliseconds: { ours: own?.milliseconds.median ?? null, peer: other?.milliseconds.median ?? null },
    ratio: {
      median: ratio(({ milliseconds }) => milliseconds.median),
      least: ratio(({ fastest }) => fastest.least),
      cpu: elsewhere ? null : ratio(({ cpu }) => cpu.median),
    },
  };
}

function best(runs) {
  const done = runs.filter(({ failed }) => failed === null);
  return done.toSorted((a, b) => a.milliseconds.median - b.milliseconds.median)[0] ?? null;
}

function facts({ command, what, failed, milliseconds, fastest, cpu }) {
  return failed === null ? { command, what, milliseconds, fastest, cpu } : { command, failed };
}

/** The results as Markdown: where and when, a row a job, and under it every command. */
export function tableOf({ date, commit, machine, versions, rounds, rows }) {
  const lines = [
    `${date}, commit ${commit}; ${machine.cores} cores of ${machine.processor}, load ${machine.load} before; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(
        ', ',
      )}. ${rounds === 1 ? 'One round' : `${rounds} rounds in turn`}: medians, and the ratio of the least.`,
    '',
    '| job | ours, ms | best peer, ms | ratio | least | CPU | aim |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(rowOf),
    '',
    '| command | ms | least | CPU |',
    '| --- | --- | --- | --- |',
    ...commandsOf(rows),
  ];
  return lines.join('\n');
}

function rowOf({ job, aim, absolute, best: { peer }, milliseconds, ratio }) {
  const reached = absolute ? milliseconds.ours : ratio.median;
  const missed = reached !== null && reached > aim ? ', missed' : '';
  const peerText = peer === null ? '' : `${number(milliseconds.peer)} (${peer})`;
  const aimText = absolute ? `${aim} ms` : String(aim);
  const cells = [
    job,
    number(milliseconds.ours),
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
    const shown = `\`${command.replaceAll(/\S*\/(?=[^/\s]*python\S* )/g, '').replaceAll(/\S*\/infoplane-bench-\S+/g, 'MNIST')}\``;
    return failed
      ? `| ${shown} | failed: ${failed.replaceAll('|', '/').slice(0, 120)} | | |`
      : `| ${what}: ${shown} | ${number(milliseconds.median)} | ${number(fastest.least)} | ${number(cpu.median)} |`;
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
