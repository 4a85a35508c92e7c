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
  const lacks = left.includes('package.json') && !(await has(folder, 'package.json', '"infoplane"'));
  const lines = [
    ...(await settingLines(folder, left)),
    ...(lacks ? ['package.json was left as it is and lacks infoplane'] : sourceLines(folder, wanted)),
  ];
  for (const line of lines) io.err(`\n${line}\n`);
  const where = relative(io.cwd, folder);
  const install = lacks ? `npm install 'infoplane@${wanted.range}'` : 'npm install';
  io.err(`\nnext: ${where ? `cd ${where} && ` : ''}${install} && npx infoplane run specs/first.yaml\n`);
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

/** What a `.npmrc` that was left as it is may lack. */
async function settingLines(folder: string, left: readonly string[]): Promise<string[]> {
  if (!left.includes('.npmrc') || (await has(folder, '.npmrc', 'onnxruntime-node-install'))) return [];
  return [
    '.npmrc lacks the line onnxruntime-node-install=skip, without which npm 10 and older fetch CUDA libraries',
  ];
}

async function has(folder: string, file: string, text: string): Promise<boolean> {
  return (await readFile(join(folder, file), 'utf8').catch(() => '')).includes(text);
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
