import { fork } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { ShapeWish } from './disk-networks.ts';
import type { Shapes } from './run-for-shapes.ts';

/** Compiled JavaScript, also when the caller runs from the sources. */
const file = join(packageRoot, 'dist/runner/forward/shapes-process.js');

/** What a network may take that is run for its shapes. */
export interface ShapesLimits {
  readonly seconds: number;
  /** Memory of its process, in 10^6 bytes. */
  readonly megabytes: number;
}

const shapesLimits: ShapesLimits = { seconds: 60, megabytes: 8000 };

export interface ShapesOrder {
  readonly wish: ShapeWish;
  readonly folder: string;
}

/** Errors lose their class between processes. */
export type ShapesAnswer =
  | { readonly shapes: Shapes }
  | { readonly failure: { readonly message: string; readonly hint: string | undefined } }
  | { readonly bug: string };

/**
 * As `runForShapes`, in a process of its own: `validate` must end whatever a network does.
 * @throws RunError when it cannot be run, or takes more than the limits
 */
export async function shapesApart(
  wish: ShapeWish,
  folder: string,
  limits: ShapesLimits = shapesLimits,
): Promise<Shapes> {
  const answer = await ask({ wish, folder }, limits);
  if (typeof answer === 'string')
    throw new RunError(`${wish.file} cannot be run for the shapes of its tensors: ${answer}`, {
      hint: 'export it with the shapes of all tensors (onnx.shape_inference.infer_shapes), or name other tensors as layers',
    });
  if ('bug' in answer) throw new Error(answer.bug);
  if ('shapes' in answer) return answer.shapes;
  const { message, hint } = answer.failure;
  throw new RunError(message, hint === undefined ? {} : { hint });
}

/** @returns what the process answers, or why it does not */
function ask(order: ShapesOrder, { seconds, megabytes }: ShapesLimits): Promise<ShapesAnswer | string> {
  const child = fork(file, [String(seconds), String(megabytes)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const begin = performance.now();
  return new Promise((resolve) => {
    const ended = (code: number | null, signal: string | null) => {
      if (signal !== 'SIGKILL') return `its process ended (${signal ?? code})`;
      const late = performance.now() - begin >= 1000 * seconds;
      return late ? `it takes more than ${seconds} s` : `it takes more than ${megabytes} MB of memory`;
    };
    child.on('error', ({ message }) => resolve(`its process cannot be started: ${message}`));
    child.on('exit', (code, signal) => resolve(ended(code, signal)));
    child.on('message', (answer) => resolve(answer as ShapesAnswer));
    child.send(order, () => {});
  });
}
