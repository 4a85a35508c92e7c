import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Libraries of CUDA in the order in which they can be loaded: each after those that it needs. */
const order = [
  'libcudart',
  'libnvJitLink',
  'libnvrtc',
  'libcublasLt',
  'libcublas',
  'libcurand',
  'libcufft',
  'libcusparse',
  'libcusolver',
  'libcupti',
  'libnccl',
  'libcudnn',
] as const;

/**
 * The libraries of CUDA in the Python packages of NVIDIA, in the order in which they can be loaded.
 * @param folder `nvidia` among a Python's packages; each of its folders, or their folders, has a `lib`
 * @returns absolute paths; none where the folder is not there
 */
export async function cudaLibraries(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const libraries = files.filter(
    ({ name, parentPath }) => /\/lib$/.test(parentPath) && /\.so(\.\d+)*$/.test(name),
  );
  return order.flatMap((stem) =>
    libraries
      .filter(({ name }) => name.startsWith(`${stem}.so`))
      .map(({ name, parentPath }) => join(parentPath, name)),
  );
}
