import { spawnSync } from 'node:child_process';

/**
 * Pythons that may have what a peer needs: the one that is named, the first one on the path, and the system's, for which
 * Debian has packages.
 */
const pythons = [process.env.INFOPLANE_PYTHON, 'python3', '/usr/bin/python3'].filter(
  (one) => one !== undefined,
);

/** A Python that can import all of these modules; null when there is none. */
export function pythonWith(...modules: readonly string[]): string | null {
  const imports = `import ${modules.join(', ')}`;
  return pythons.find((one) => spawnSync(one, ['-c', imports]).status === 0) ?? null;
}
