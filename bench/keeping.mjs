// What keeping captures costs the quickstart, which keeps 142 MB: `node bench/keeping.mjs [--rounds 5]`, after `npm run build`. Runs it
// with `keep: auto` and with `keep: never` in turn, each in a process and a folder of its own, and prints one JSON line: seconds of the
// training by the clock and of the whole process's CPU (all threads), medians, and what keeping adds to each, as a share.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runInTurn } from './in-turn.mjs';

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, keep: { type: 'string' } },
});

if (given.keep) await runOnce(given.keep);
else compare(Number(given.rounds));

function compare(rounds) {
  const own = fileURLToPath(import.meta.url);
  const [auto, never] = runInTurn(
    ['auto', 'never'].map((keep) => `"${process.execPath}" "${own}" --keep ${keep}`),
    rounds,
  );
  for (const { failed } of [auto, never]) if (failed !== null) throw new Error(failed);
  const added = (measure) => auto[measure].median / never[measure].median - 1;
  const leastAdded = (measure) => auto[measure].least / never[measure].least - 1;
  console.log(
    JSON.stringify({
      rounds,
      auto: { milliseconds: auto.milliseconds, cpu: auto.cpu },
      never: { milliseconds: never.milliseconds, cpu: never.cpu },
      added: {
        clock: added('milliseconds'),
        leastClock: leastAdded('milliseconds'),
        cpu: added('cpu'),
        leastCpu: leastAdded('cpu'),
      },
    }),
  );
}

async function runOnce(keep) {
  const { runCommandLine } = await import('../dist/src/cli/command-line.js');
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
  copyFileSync(
    fileURLToPath(new URL('../specs/quickstart.yaml', import.meta.url)),
    join(folder, 'quickstart.yaml'),
  );
  const keeps = ['forward', 'backward'].flatMap((probe) => ['--set', `probes.${probe}.keep=${keep}`]);
  let said = '';
  const used = process.cpuUsage();
  const code = await runCommandLine(['run', 'quickstart.yaml', ...keeps], {
    out: () => {},
    err: (text) => {
      said += text;
    },
    terminal: false,
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
  });
  const { user, system } = process.cpuUsage(used);
  if (code !== 0) throw new Error(said);
  const log = readFileSync(join(folder, 'runs/quickstart/latest/log.jsonl'), 'utf8').trim().split('\n');
  const { seconds } = log.map((line) => JSON.parse(line)).find(({ event }) => event === 'stage-finished');
  rmSync(folder, { recursive: true });
  const milliseconds = 1000 * seconds;
  console.log(
    JSON.stringify({
      what: `keep: ${keep}`,
      milliseconds,
      fastest: milliseconds,
      cpu: (user + system) / 1000,
    }),
  );
}
