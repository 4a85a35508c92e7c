import { access, chmod, constants, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { catalogOf } from '../../compile/compile-on-disk.ts';
import { diskFiles } from '../../document/disk-files.ts';
import { formatYaml } from '../../document/format-yaml.ts';
import { readStudyFile } from '../../document/read-study-file.ts';
import { fileFailure } from '../../node/machine-failure.ts';
import { writeDurably } from '../../node/write-durably.ts';
import { studyOrder } from '../../spec/study-order.ts';
import { exitCodes, type Io } from '../command.ts';
import { showDiagnostics } from '../compile-file.ts';

export interface Options {
  readonly check?: boolean;
}

/** `infoplane fmt SPEC...`: writes studies in canonical form; with `--check` only says which are not. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  let different = false;
  let wrong = false;
  for (const path of args) {
    const read = readStudyFile(path, diskFiles(io.cwd));
    const { catalog } = await catalogOf({ path, cwd: io.cwd });
    const order = studyOrder(catalog);
    const formatted = 'source' in read ? formatYaml(read.source, order) : { diagnostics: [read.diagnostic] };
    if ('diagnostics' in formatted) {
      wrong = true;
      showDiagnostics(formatted, io);
    } else if ('source' in read && (read.marked || formatted.text !== read.source.text)) {
      different = true;
      if (!options.check) await write(path, formatted.text, io);
      io.out(`${path}: ${options.check ? 'not in canonical form' : 'written'}\n`);
    }
  }
  if (wrong) return exitCodes.invalidStudy;
  return different && options.check ? exitCodes.different : exitCodes.done;
}

/** In place of the file that a link leads to, and as readable as that was. */
async function write(path: string, text: string, io: Io): Promise<void> {
  try {
    const file = await realpath(resolve(io.cwd, path));
    await access(file, constants.W_OK);
    const { mode } = await stat(file);
    await writeDurably(file, [text]);
    await chmod(file, mode);
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be written`);
  }
}
