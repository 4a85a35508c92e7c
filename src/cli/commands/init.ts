import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileFailure } from '../../node/machine-failure.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { packageRoot, packageVersion } from '../../node/package-info.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { initFiles } from '../init-files.ts';

type Options = Record<string, never>;

/** `infoplane init [DIR]`: a folder with a first study. Files that are there already are left as they are. */
export async function run(args: readonly string[], _options: Options, io: Io): Promise<number> {
  const folder = resolve(io.cwd, args[0] ?? '.');
  const wanted = wantedBy(folder);
  for (const file of initFiles(await firstStudy(), wanted)) {
    const path = join(folder, file.path);
    const shown = relative(io.cwd, path);
    io.out(
      (await writeNew(path, file.text, file.executable ? 0o755 : 0o644))
        ? `made ${shown}\n`
        : `left ${shown} as it is\n`,
    );
  }
  const where = relative(io.cwd, folder);
  if (wanted.startsWith('file:')) {
    io.err(
      `\npackage.json takes infoplane from here (${wanted}); name a version or a git address before others use it\n`,
    );
  }
  io.err(`\nnext: ${where ? `cd ${where} && ` : ''}npm install && npx infoplane run specs/first.yaml\n`);
  return exitCodes.done;
}

/** What npm has to be asked for: this version where npm put it, and the folder itself of a clone. */
function wantedBy(folder: string): string {
  const installed = basename(dirname(packageRoot)) === 'node_modules';
  return installed ? `^${packageVersion}` : `file:${relative(folder, packageRoot)}`;
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
