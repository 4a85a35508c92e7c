import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { readSharedLibrary } from './needed-libraries.ts';
import { askPython } from './python.ts';
import type { Workshop } from './workshop.ts';

/** TensorFlow's libraries and headers, as they lie in a Python package. */
export interface FoundTensorflow {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
  /** Whether it was made for NVIDIA's GPUs. */
  readonly cuda: boolean;
}

/** Versions with which the binding was tried, by their first two numbers; the last one is installed. */
export const tensorflowVersions = { from: [2, 15], to: [2, 21], newest: '2.21.0' } as const;

export const tensorflowLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

const script = `
import importlib.metadata, importlib.util, json
spec = importlib.util.find_spec("tensorflow")
versions = []
for name in ("tensorflow-cpu", "tensorflow"):
    try:
        versions.append(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps({"file": spec and spec.origin, "version": versions[0] if versions else None}))
`;

/**
 * The TensorFlow of a Python environment.
 * @throws RunError when it has none, one that was not tried, or one for other machines
 */
export async function tensorflowOf(workshop: Workshop, python: string): Promise<FoundTensorflow> {
  const { file, version } = await askPython<{ file: string | null; version: string | null }>(
    workshop,
    python,
    script,
  );
  if (!file || !version) {
    throw new RunError(`${python} has no TensorFlow`, {
      hint: `\`${python} -m pip install tensorflow-cpu==${tensorflowVersions.newest}\`, or leave --python out`,
    });
  }
  return checkTensorflow(dirname(file), version);
}

/**
 * TensorFlow in a folder.
 * @throws RunError as `tensorflowOf`
 */
export async function checkTensorflow(folder: string, version: string): Promise<FoundTensorflow> {
  const { from, to, newest } = tensorflowVersions;
  const hint = `the versions ${from.join('.')} to ${to.join('.')} of the package tensorflow-cpu were tried; ${newest} is taken when --python is left out`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== from[0] || minor < from[1] || minor > to[1])
    throw new RunError(
      `TensorFlow ${version} in ${folder} is not one that infoplane's binding was tried with`,
      {
        hint,
      },
    );
  for (const file of [...tensorflowLibraries, 'include/tensorflow/c/c_api.h']) {
    if (!existsSync(join(folder, file)))
      throw new RunError(`TensorFlow ${version} in ${folder} has no ${file}`, { hint });
  }
  try {
    readSharedLibrary(join(folder, tensorflowLibraries[0]));
  } catch (cause) {
    throw new RunError((cause as Error).message, { hint: 'name a Python for this machine', cause });
  }
  const facts = await readFile(join(folder, 'python/platform/build_info.py'), 'utf8').catch(() => '');
  return { folder, version, cuda: /'is_cuda_build', True/.test(facts) };
}
