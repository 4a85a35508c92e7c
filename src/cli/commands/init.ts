import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fileFailure } from '../../node/machine-failure.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { packageRoot, packageVersion } from '../../node/package-info.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { initFiles } from '../init-files.ts';
import { type WantedPackage, wantedPackage } from '../wanted-package.ts';

const execute = promisify(execFile);

type Options = Record<string, never>;

/**
 * `infoplane init [DIR]`: a folder with a first study, in a git repository. Files that are there already are left as they are.
 */
export async function run(args: readonly string[], _options: Options, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args[0] ?? '.');
  const wanted = await wantedPackage(folder);
  const left: string[] = [];
  for (const file of initFiles(await firstStudy(), wanted.range)) {
    const path = join(folder, file.path);
    const isNew = await writeNew(path, file.text, file.executable ? 0o755 : 0o644);
    if (!isNew) left.push(file.path);
    io.out(`${isNew ? 'made' : 'left'} ${relative(io.cwd, path)}${isNew ? '' : ' as it is'}\n`);
  }
  io.out(`${await repositoryLine(folder)}\n`);
  for (const line of [...(await missingLines(folder, left, wanted)), ...sourceLines(folder, wanted)])
    io.err(`\n${line}\n`);
  const where = relative(io.cwd, folder);
  io.err(`\nnext: ${where ? `cd ${where} && ` : ''}npm install && npx infoplane run specs/first.yaml\n`);
  return exitCodes.done;
}

/** Makes a repository where there is none, and says how it stands. */
async function repositoryLine(folder: string): Promise<string> {
  const git = (...args: readonly string[]) => execute('git', [...args], { cwd: folder });
  try {
    if ((await git('rev-parse', '--is-inside-work-tree')).stdout.trim() === 'true')
      return 'left the git repository as it is';
  } catch {
    // none yet, or no git
  }
  return git('init', '--quiet').then(
    () => 'made a git repository',
    () => 'no git repository: install git, then git init in the folder',
  );
}

/** What files that were left as they are may lack. */
async function missingLines(
  folder: string,
  left: readonly string[],
  { range }: WantedPackage,
): Promise<string[]> {
  const lacks = async (file: string, text: string) =>
    left.includes(file) && !(await readFile(join(folder, file), 'utf8').catch(() => '')).includes(text);
  return [
    ...((await lacks('.npmrc', 'onnxruntime-node-install'))
      ? [
          '.npmrc lacks the line onnxruntime-node-install=skip, without which npm 10 and older fetch CUDA libraries',
        ]
      : []),
    ...((await lacks('package.json', '"infoplane"'))
      ? [`package.json lacks infoplane: npm install 'infoplane@${range}'`]
      : []),
  ];
}

/** Where npm takes infoplane from, when others cannot have it from there. */
function sourceLines(folder: string, { range, source }: WantedPackage): string[] {
  const tarball = `infoplane-${packageVersion}.tgz`;
  const clone = relative(folder, packageRoot);
  if (source === 'clone')
    return [
      `package.json takes infoplane from here (${range}). For other machines: npm pack ${clone}, then npm install ./${tarball}; commit the file, or name a git address`,
    ];
  if (source === 'file')
    return [
      `package.json takes infoplane from ${range}: copy the file into the project and name it there, or name a git address, before others use it`,
    ];
  return source === 'unknown'
    ? [
        `package.json asks npm for infoplane ${range}. Where that is not published, npm pack in a clone of infoplane makes ${tarball}: npm install ./${tarball}`,
      ]
    : [];
}

/** The quickstart under the name of the first study, with the schema where npm puts it. */
async function firstStudy(): Promise<string> {
  const quickstart = await readFile(join(packageRoot, 'specs', 'quickstart.yaml'), 'utf8');
  return quickstart
    .replace('$schema=../schemas/', '$schema=../node_modules/infoplane/schemas/')
    .replace(/^study: .*$/m, 'study: first');
}

async function writeNew(path: string, text: string, mode: number): Promise<boolean> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, text, { flag: 'wx', mode });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileFailure(cause, `${path} cannot be written`);
  }
}
