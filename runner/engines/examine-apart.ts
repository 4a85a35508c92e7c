import { fork } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';
import { type EngineEntry, engineTable } from './engine-table.ts';
import { type EngineReport, examine, missingReport } from './examine.ts';
import { firstLine } from './first-line.ts';
import type { Prove } from './install/install-engine.ts';
import { type Environment, isOptional } from './optional/engine-cache.ts';
import { needInstalled } from './optional/need-installed.ts';

/** Compiled JavaScript, also when the caller runs from the sources. */
const file = join(packageRoot, 'dist/runner/engines/examine-worker.js');

/** Seconds. A GPU that the library has no code for takes minutes, since the driver compiles it then. */
const patience = 600;

/** What the process answers: a report, or, when it was to load the library only, why that cannot be done. */
export type Examined = EngineReport | { readonly unloaded: string | null };

/**
 * Opens and proves every engine, one after the other. Optional ones each in a process of its own: a process has room for
 * one TensorFlow only, and what does not run on this processor ends the process.
 */
export async function listEngines(env: Environment = process.env): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const entry of engineTable) {
    reports.push(isOptional(entry.name) ? await examineInstalled(entry, env) : await examine(entry));
  }
  return reports;
}

async function examineInstalled(entry: EngineEntry, env: Environment): Promise<EngineReport> {
  if ((await entry.adapter?.()) === null) return missingReport(entry, 'no such GPU was found');
  try {
    if (isOptional(entry.name)) needInstalled(entry.name, env);
  } catch (error) {
    return missingReport(entry, firstLine(error));
  }
  return examineApart(entry, env);
}

/** Proves an engine that was just made; where its device is not here, its library is loaded as far as that goes. */
export const proveApart: Prove = async (name, env) => {
  const entry = engineTable.find((candidate) => candidate.name === name)!;
  if ((await entry.adapter?.()) === null) {
    const answer = await askChild(name, 'load', env);
    const failure = typeof answer === 'string' ? answer : 'unloaded' in answer ? answer.unloaded : null;
    return { selfTest: null, failure };
  }
  const { available, selfTest, reason } = await examineApart(entry, env);
  const off = selfTest ? ` (off by ${selfTest.maxDifference.toPrecision(2)})` : '';
  return { selfTest, failure: available ? null : `${reason}${off}` };
};

async function examineApart(entry: EngineEntry, env: Environment): Promise<EngineReport> {
  const answer = await askChild(entry.name, 'examine', env);
  if (typeof answer === 'string') return missingReport(entry, answer);
  return 'unloaded' in answer ? missingReport(entry, answer.unloaded ?? '') : answer;
}

/** @returns what it answers, or why it does not */
function askChild(name: string, what: 'examine' | 'load', env: Environment): Promise<Examined | string> {
  const child = fork(file, [name, what], {
    env: { ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: patience * 1000,
  });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`its process cannot be started: ${message}`));
    child.on('exit', (code, signal) => resolve(`its process ended (${signal ?? code})`));
    child.on('message', (answer) => resolve(answer as Examined));
  });
}
