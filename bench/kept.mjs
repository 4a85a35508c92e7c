// What a command takes where everything is kept: the quickstart is trained once into a folder, then the command is timed, its start included:
// `node bench/kept.mjs run|claim|report [--folder FOLDER] [--repeats 5] [--set PATH=VALUE]`, after `npm run build`. `run` runs it again, `claim` with
// another tolerance of a claim each time, `report` draws its page. A folder that has the training is taken as it is, one that is not named
// is made and removed. Prints one JSON line: milliseconds of the clock (median and fastest of the repeats) and of the CPU (mean).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { timeCommand } from './command.mjs';

const { values: given, positionals } = parseArgs({
  options: {
    folder: { type: 'string' },
    repeats: { type: 'string', default: '5' },
    set: { type: 'string', multiple: true, default: [] },
  },
  allowPositionals: true,
});
const [command] = positionals;
const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/src/cli/main.js');
const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
const env = { INFOPLANE_STORE: join(folder, 'store') };
const runs = ['--out', join(folder, 'runs')];
const run = [main, 'run', join(root, 'specs/quickstart.yaml'), ...runs];
const set = given.set.flatMap((one) => ['--set', one]);
const commands = {
  run: () => [...run, ...set],
  claim: (at) => [...run, ...set, '--set', `claims.forward-dpi.tolerance=${(0.021 + at / 1000).toFixed(3)}`],
  report: () => [main, 'report', 'quickstart', ...runs],
};
if (!Object.hasOwn(commands, command)) throw new Error(`name one of ${Object.keys(commands).join(', ')}`);

const done = join(folder, 'runs/quickstart/latest');
if (!existsSync(done))
  execFileSync(process.execPath, [...run, ...set], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
const times = timeCommand(commands[command], { repeats: Number(given.repeats), env });
if (!given.folder) rmSync(folder, { recursive: true });
console.log(JSON.stringify({ what: `${command} of a quickstart that is kept`, ...times }));
