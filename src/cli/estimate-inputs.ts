import type { Arrays } from '../../runner/estimation/estimate-arrays.ts';
import { misuse, type RunError } from '../node/run-error.ts';

/** Files of arrays, as the command line names them. */
interface InputFiles {
  readonly x?: string;
  readonly t?: string;
  readonly y?: string;
  readonly labels?: string;
}

/**
 * Reads the arrays that a quantity needs.
 * @param needs of `X`, `T`, `Y` (classes or real values) and `labels` (classes)
 * @throws RunError (exit code 2) when one is missing or Y is given twice; else as `readArray`
 */
export async function readInputs(
  quantity: string,
  needs: readonly string[],
  files: InputFiles,
  cwd: string,
): Promise<Arrays> {
  const { x, t, y, labels } = files;
  if (needs.includes('X') && x === undefined) throw missing(quantity, 'X', '--x FILE');
  if (needs.includes('T') && t === undefined) throw missing(quantity, 'T', '--t FILE');
  if (needs.includes('Y') && y === undefined && labels === undefined) {
    throw missing(quantity, 'Y', '--labels FILE (classes) or --y FILE (real values)');
  }
  if (needs.includes('labels') && labels === undefined) {
    throw missing('a width by kernel alignment', 'labels', '--labels FILE');
  }
  if (y !== undefined && labels !== undefined && needs.includes('Y')) {
    throw misuse('--y and --labels are both Y', 'give one of them');
  }
  const { readArray } = await import('../../runner/readers/read-array.ts');
  const read = async (name: keyof InputFiles, ...uses: readonly string[]) => {
    const path = files[name];
    const needed = uses.some((use) => needs.includes(use));
    return needed && path !== undefined ? { [name]: await readArray(path, cwd) } : {};
  };
  return {
    ...(await read('x', 'X')),
    ...(await read('t', 'T')),
    ...(await read('y', 'Y')),
    ...(await read('labels', 'Y', 'labels')),
  };
}

function missing(quantity: string, variable: string, option: string): RunError {
  return misuse(`${quantity} needs ${variable}`, `give ${option}`);
}
