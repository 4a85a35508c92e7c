import type { PluginCode } from '../../runner/plugins/plugin-modules.ts';
import { diskFiles } from '../document/disk-files.ts';
import { liesIn, projectFolder } from '../document/study-files.ts';
import { listed } from '../node/listed.ts';
import { RunError } from '../node/run-error.ts';

/** Whose plugins may run. */
export interface PluginRights {
  /** Plugins of its project may run. */
  readonly cwd: string;
  /** Whether plugins of other projects may run too. */
  readonly allowPlugins?: boolean;
}

/** The plugins that may not run here: those from outside of the project of the working directory. */
export function pluginsFromElsewhere<Plugin extends { readonly real: string }>(
  plugins: readonly Plugin[],
  { cwd, allowPlugins }: PluginRights,
): Plugin[] {
  if (allowPlugins) return [];
  const project = projectFolder('study.yaml', diskFiles(cwd));
  return plugins.filter(({ real }) => !liesIn(project, real));
}

/**
 * Makes sure that the plugins of a study may run here.
 * @throws RunError when one lies outside of the project of the working directory
 */
export function requirePermission(
  plugins: readonly Pick<PluginCode, 'file' | 'real'>[],
  rights: PluginRights,
): void {
  const outside = pluginsFromElsewhere(plugins, rights);
  if (outside.length === 0) return;
  const names = listed(outside.map(({ file }) => file));
  throw new RunError(`the study runs code from outside of this project: ${names}`, {
    hint: 'read it; then add --allow-plugins, or run it from within its project',
    exitCode: 2,
  });
}
