import { resolve } from 'node:path';
import type { InstalledEngine, OptionalEngine } from '../../../runner/engines/optional/engine-cache.ts';
import { RunError } from '../../node/run-error.ts';
import { type CommandRun, exitCodes, type Io } from '../command.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly python?: string;
}

/** `infoplane engine list|install [NAME]`: engines that are not part of infoplane's own packages. */
export const run: CommandRun<Options> = async ([action, name], options, io) => {
  if (action === 'list' && name === undefined && options.python === undefined) return list(io);
  if (action === 'install' && name !== undefined) return install(name, options, io);
  throw new RunError(
    `engine ${[action, name].filter((word) => word !== undefined).join(' ')}: there is no such action`,
    {
      hint: 'infoplane engine list, or engine install NAME [--python PYTHON]',
      exitCode: exitCodes.usage,
    },
  );
};

async function list(io: Io): Promise<number> {
  const { engineTable } = await import('../../../runner/engines/engine-table.ts');
  const { installedEngines, isOptional } = await import('../../../runner/engines/optional/engine-cache.ts');
  const installed = installedEngines(io.env);
  const rows = engineTable.flatMap(({ name }) => {
    if (!isOptional(name)) return [[name, 'part of infoplane', '', '', '']];
    const own = installed.filter(({ manifest }) => manifest.engine === name);
    if (own.length === 0) return [[name, 'not installed', '', '', '']];
    return own.map((engine, at) => [name, at === 0 ? 'installed' : 'replaced', ...factsOf(engine)]);
  });
  io.out(textTable([['engine', '', 'packages', 'self-test', 'where'], ...rows]));
  return exitCodes.done;
}

function factsOf({ folder, manifest }: InstalledEngine): string[] {
  const packages = Object.entries(manifest.packages).map(([name, version]) => `${name} ${version}`);
  const proof = manifest.selfTest?.maxDifference.toExponential(1) ?? 'without a GPU';
  const python = manifest.python === null ? '' : `, libraries of ${manifest.python}`;
  return [packages.join(', '), proof, `${folder}${python}`];
}

async function install(name: string, { python }: Options, io: Io): Promise<number> {
  const { isOptional, optionalEngines } = await import('../../../runner/engines/optional/engine-cache.ts');
  const { installEngine } = await import('../../../runner/engines/install/install-engine.ts');
  const { openWorkshop } = await import('../../../runner/engines/install/workshop.ts');
  const { proveApart } = await import('../../../runner/engines/examine-apart.ts');
  if (!isOptional(name)) throw await noSuchEngine(name, Object.keys(optionalEngines));
  const signal = io.takeOver?.() ?? io.signal;
  const started = performance.now();
  const progress = showSteps(name, io);
  try {
    const workshop = openWorkshop(io.env, signal, progress.step);
    const options = python === undefined ? {} : { python: placeOf(python, io.cwd) };
    const engine = await installEngine(name, options, workshop, proveApart);
    progress.end();
    io.out(installedText(name, engine, performance.now() - started));
    return exitCodes.done;
  } catch (cause) {
    progress.end();
    if (!signal.aborted) throw cause;
    io.err(`infoplane: ${name} is not installed: interrupted\n`);
    return exitCodes.interrupted;
  }
}

/** A path is one of the working directory; a bare name is looked up on the path. */
function placeOf(program: string, cwd: string): string {
  return program.includes('/') ? resolve(cwd, program) : program;
}

function installedText(name: OptionalEngine, engine: InstalledEngine, milliseconds: number): string {
  const [packages, , where] = factsOf(engine);
  const { selfTest } = engine.manifest;
  const proof = selfTest
    ? `Its self-test is right: ten updates of a small network, off by ${selfTest.maxDifference.toExponential(1)} at most from float64.`
    : 'Its libraries load; there is no GPU here to prove it on. `infoplane doctor` proves it on a machine that has one.';
  return `${name} is installed (${packages}) in ${(milliseconds / 1000).toFixed(0)} s:\n${where}\n${proof}\n`;
}

async function noSuchEngine(name: string, optional: readonly string[]): Promise<RunError> {
  const { engineTable } = await import('../../../runner/engines/engine-table.ts');
  const entry = engineTable.find((candidate) => candidate.name === name);
  const names = optional.join(', ');
  return entry
    ? new RunError(`${name} is part of infoplane: there is nothing to install`, {
        hint: `if it is missing here: ${entry.remedy}. Engines to install are ${names}`,
        exitCode: exitCodes.usage,
      })
    : new RunError(`there is no engine ${name}`, {
        hint: `engines to install are ${names}`,
        exitCode: exitCodes.usage,
      });
}

/** Each step with the seconds it took: on a terminal in one line that is redrawn, else a line each. */
function showSteps(name: string, io: Io) {
  const draw = io.draw ?? io.err;
  let finish = () => {};
  return {
    step(what: string) {
      finish();
      const begun = performance.now();
      const line = () => `${name}: ${what} (${((performance.now() - begun) / 1000).toFixed(0)} s)`;
      if (io.terminal) {
        draw(`${name}: ${what}`);
        const ticking = setInterval(() => draw(`\r\u001b[2K${line()}`), 1000);
        finish = () => {
          clearInterval(ticking);
          draw(`\r\u001b[2K${line()}\n`);
        };
      } else {
        draw(`${name}: ${what}\n`);
      }
    },
    end() {
      finish();
      finish = () => {};
    },
  };
}
