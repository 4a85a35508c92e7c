// Makes the Python environment of the peers, outside of the repository: `node bench/peers/make-environment.mjs [FOLDER]`, by default
// `infoplane-peers` in the user's cache. PyTorch and JAX for the CPU, pinned; prints the path of its Python, which `bench/run.mjs` finds by itself
// in the default place. The packages come from where pip is set up to look; PyPI's own PyTorch for Linux brings CUDA's libraries along (some
// gigabytes), those of PyTorch's own index for CPUs (`PIP_INDEX_URL`) do not. `torch.compile` needs a C++ compiler.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = ['torch==2.13.0', 'jax==0.10.2', 'numpy'];

/** The Python of the environment in a folder. */
export function pythonIn(folder) {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

/** The environment's usual place. */
export function usualPlace(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'infoplane-peers');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? usualPlace());
  const python = pythonIn(folder);
  const call = (file, ...args) => execFileSync(file, args, { stdio: ['ignore', 2, 2] });
  if (!existsSync(python)) call('python3', '-m', 'venv', folder);
  call(python, '-m', 'pip', 'install', '--quiet', ...packages);
  console.log(python);
}
