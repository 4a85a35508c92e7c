import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SlurmRequest } from '../../runner/workers/slurm/slurm-request.ts';
import { type FilledProfile, readConfig } from '../config/read-config.ts';
import { suggestName } from '../diagnostic/nearest.ts';
import { fileFailure } from '../node/machine-failure.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { RunError } from '../node/run-error.ts';
import { exitCodes, type Io } from './command.ts';
import { showDiagnostics } from './compile-file.ts';

const configName = 'infoplane.config.yaml';

/** How this command line uses the cluster; null when the configuration is not valid, which has been said then. */
export async function slurmSettings(
  { profile: name, detach }: { readonly profile?: string; readonly detach?: boolean },
  io: Io,
): Promise<SlurmRequest | null> {
  const profile = chooseProfile(name, io);
  if (!profile) return null;
  const { slurmByCommands, slurmCommands } = await import('../../runner/workers/slurm/slurm-client.ts');
  const cancel = io.takeOver?.() ?? new AbortController().signal;
  return {
    profile,
    slurm: slurmByCommands(slurmCommands(io.env, 1000 * profile.timeout)),
    cwd: io.cwd,
    detach: detach ?? false,
    cancel,
    sleep: (milliseconds) => pause(milliseconds, [io.signal, cancel]),
  };
}

function chooseProfile(name: string | undefined, io: Io): FilledProfile | null {
  const path = findConfig(io.cwd);
  const { slurm, diagnostics } = readConfig(relative(io.cwd, path) || path, configText(path));
  showDiagnostics({ diagnostics }, io);
  if (!slurm) return null;
  const [first = ''] = slurm.keys();
  const profile = slurm.get(name ?? first);
  if (profile) return profile;
  const hint = suggestName(name ?? '', [...slurm.keys()], 'profiles');
  throw new RunError(`${configName} has no profile ${name}`, {
    exitCode: exitCodes.usage,
    ...(hint && { hint }),
  });
}

/** The configuration in the working directory or the nearest folder above it. */
function findConfig(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, configName);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) break;
  }
  throw new RunError(`there is no ${configName} here or in a folder above`, {
    hint: 'write one that says how to run on your cluster: the shortest is `slurm: { cpu: {} }`; see docs/cluster.md',
    exitCode: exitCodes.usage,
  });
}

function configText(path: string): string {
  try {
    return readRegularFile(path).toString('utf8');
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be read`);
  }
}

/** Ends early when one of the signals is aborted, or at once is already: but never without a turn for others. */
function pause(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    for (const signal of signals) if (!signal.aborted) signal.addEventListener('abort', end);
  });
}
