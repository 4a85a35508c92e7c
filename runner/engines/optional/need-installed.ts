import { existsSync } from 'node:fs';
import { RunError } from '../../../src/node/run-error.ts';
import {
  type Environment,
  fileOf,
  type InstalledEngine,
  installedEngine,
  type OptionalEngine,
} from './engine-cache.ts';

/**
 * An optional engine whose files are all there.
 * @throws RunError when it is not installed, or a library that it was made for has gone
 */
export function needInstalled(name: OptionalEngine, env: Environment = process.env): InstalledEngine {
  const engine = installedEngine(name, env);
  const hint = `\`infoplane engine install ${name}\``;
  if (!engine) throw new RunError(`${name} is not installed`, { hint });
  const { files, preload, python } = engine.manifest;
  const gone = [...files, ...preload].map((file) => fileOf(engine, file)).find((file) => !existsSync(file));
  if (gone === undefined) return engine;
  const whose = python === null ? '' : ` of the Python environment ${python}`;
  throw new RunError(`${name} was installed, and ${gone}${whose} is gone`, { hint });
}
