import { RunError } from '../../../src/node/run-error.ts';
import { downloadFailure, lastWords, runHere, type Workshop } from './workshop.ts';

/**
 * Wheels are taken for this Python, whichever runs pip here: only their shared libraries are used, and those are the same
 * in the wheels for all versions.
 */
const wheelPython = '3.11';
const platforms = ['2_12', '2_17', '2_24', '2_26', '2_27', '2_28'].map(
  (version) => `manylinux_${version}_x86_64`,
);

/**
 * A Python that has pip.
 * @param given by the user, in whose place no other is taken
 * @throws RunError when there is none
 */
export async function findPip(workshop: Workshop, given?: string): Promise<string> {
  const names = given === undefined ? ['python3', 'python'] : [given];
  for (const python of names) {
    const ended = await runHere(workshop, python, ['-m', 'pip', '--version']);
    if (ended?.code === 0) return python;
  }
  throw new RunError(`Python with pip is needed, and ${names.join(' or ')} has none`, {
    hint: 'install it (Debian: `apt-get install python3-pip`), or name another Python by --python',
  });
}

/**
 * Unpacks wheels of PyPI for Linux on x64 into a folder, without what they depend on.
 * @param requirements such as `tensorflow-cpu==2.21.0`
 * @throws RunError when pip does not get them
 */
export async function unpackWheels(
  workshop: Workshop,
  python: string,
  requirements: readonly string[],
  folder: string,
): Promise<void> {
  workshop.step(`fetching ${requirements.join(', ')} by pip`);
  const ended = await runHere(workshop, python, [
    ...[
      '-m',
      'pip',
      'install',
      '--target',
      folder,
      '--no-deps',
      '--only-binary=:all:',
      '--no-compile',
      '--no-user',
    ],
    ...['--python-version', wheelPython, '--implementation', 'cp'],
    ...platforms.flatMap((platform) => ['--platform', platform]),
    ...['--disable-pip-version-check', '--progress-bar', 'off', '--quiet', ...requirements],
  ]);
  if (ended?.code !== 0)
    throw downloadFailure(
      'pip',
      requirements.join(', '),
      ended ?? { code: 1, out: '', err: 'no such program' },
    );
}

/**
 * What a Python says in answer to a script that prints JSON.
 * @throws RunError when it does not run
 */
export async function askPython<T>(workshop: Workshop, python: string, script: string): Promise<T> {
  const ended = await runHere(workshop, python, ['-c', script]);
  if (ended === null)
    throw new RunError(`there is no Python ${python}`, { hint: 'name the program, such as venv/bin/python' });
  if (ended.code !== 0) throw new RunError(`${python} cannot be asked what it has: ${lastWords(ended)}`);
  return JSON.parse(ended.out) as T;
}
