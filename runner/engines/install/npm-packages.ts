import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { downloadFailure, lastWords, runHere, type Workshop } from './workshop.ts';

/** A package of npm in one version. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Its tarball's SHA-512, as npm writes it. */
  readonly integrity: string;
}

/**
 * Unpacks a package into `folder/node_modules`, without the packages that it depends on; none of its scripts is run.
 * @throws RunError when npm is missing, does not get it, or gets something else
 */
export async function fetchPackage(workshop: Workshop, wanted: NpmPackage, folder: string): Promise<void> {
  const { name, version, integrity } = wanted;
  const what = `the npm package ${name} ${version}`;
  workshop.step(`fetching ${what}`);
  const place = join(folder, 'node_modules', name);
  const unpacking = join(folder, 'unpacking');
  await mkdir(unpacking, { recursive: true });
  const packed = await runNpm(
    workshop,
    ['pack', `${name}@${version}`, '--ignore-scripts', '--silent'],
    unpacking,
  );
  if (packed.code !== 0) throw downloadFailure('npm', what, packed);
  const [tarball] = await readdir(unpacking);
  if (!tarball) throw downloadFailure('npm', what, packed);
  const sum = createHash('sha512')
    .update(await readFile(join(unpacking, tarball)))
    .digest('base64');
  if (`sha512-${sum}` !== integrity) {
    throw new RunError(`${what} is not the one that infoplane was tested with: its SHA-512 is ${sum}`, {
      hint: 'ask a registry that has the original package, such as https://registry.npmjs.org',
    });
  }
  const unpacked = await runHere(workshop, 'tar', ['-xzf', tarball], unpacking);
  if (unpacked?.code !== 0)
    throw new RunError(
      `${what} cannot be unpacked: ${unpacked ? lastWords(unpacked) : 'there is no tar here'}`,
    );
  await mkdir(dirname(place), { recursive: true });
  await rename(join(unpacking, 'package'), place);
  await rm(unpacking, { recursive: true });
}

/** npm on the path, else the one that came with this Node. */
async function runNpm(workshop: Workshop, args: readonly string[], cwd: string) {
  for (const npm of ['npm', join(dirname(process.execPath), 'npm')]) {
    const ended = await runHere(workshop, npm, args, cwd);
    if (ended) return ended;
  }
  throw new RunError('npm is needed to fetch packages, and is not on the path', {
    hint: 'install npm, which comes with Node',
  });
}
