import { join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { tensorflowLibraries } from './find-tensorflow.ts';
import { lastWords, runHere, type Workshop } from './workshop.ts';

/**
 * The C++ compiler: the one that CXX names, else the first of the usual ones.
 * @throws RunError when there is none
 */
export async function findCompiler(workshop: Workshop): Promise<string> {
  const names = workshop.env.CXX ? [workshop.env.CXX] : ['g++', 'c++', 'clang++'];
  for (const compiler of names) {
    const ended = await runHere(workshop, compiler, ['--version']);
    if (ended?.code === 0) return compiler;
  }
  throw new RunError(`a C++ compiler is needed, and there is no ${names.join(', no ')}`, {
    hint: 'install one (Debian: `apt-get install g++`), or name it in CXX',
  });
}

export interface BindingParts {
  readonly compiler: string;
  /** The npm package with the binding's sources. */
  readonly sources: string;
  /** Node's C headers. */
  readonly headers: string;
  /** The Python package's folder with its libraries and headers. */
  readonly tensorflow: string;
  /** Where the binding will look for TensorFlow's libraries. */
  readonly runPath: string;
  /** The file that is written. */
  readonly output: string;
}

/**
 * Compiles the binding of tfjs-node-gpu as it comes: it uses TensorFlow's and Node's C interfaces alone, so the compiler
 * is all that it takes, and one binding does for all versions of Node.
 * @throws RunError when the compiler fails
 */
export async function compileBinding(workshop: Workshop, parts: BindingParts): Promise<void> {
  const { compiler, sources, headers, tensorflow, runPath, output } = parts;
  workshop.step(`compiling the binding by ${compiler}`);
  const ended = await runHere(workshop, compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    ...[sources, join(tensorflow, 'include'), headers].map((folder) => `-I${folder}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, 'binding', file)),
    ...tensorflowLibraries.map((library) => join(tensorflow, library)),
    `-Wl,-rpath,${runPath}`,
    ...['-o', output],
  ]);
  if (ended?.code === 0) return;
  const missing = ended && /fatal error: '?([^':]+)'?(?:: No such file| file not found)/.exec(ended.err)?.[1];
  const why = missing ? `the header ${missing} is missing` : ended ? lastWords(ended) : 'it is gone';
  throw new RunError(`the binding cannot be compiled by ${compiler}: ${why}`, {
    hint: 'it needs a compiler for C++17 (g++ 9 or later); name another in CXX',
  });
}
