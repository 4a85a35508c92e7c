import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeDeclaration } from '../../src/node/declare.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { LayerKind } from '../layers/layer.ts';
import { type Kinds, ownKinds } from '../nodes/kinds.ts';
import type { PluginModule } from './plugin-modules.ts';

/**
 * The kinds of infoplane and of plugins. Layers are loaded now, other kinds when they are asked for.
 * @throws RunError when a layer's plugin does not load
 */
export async function openKinds(plugins: readonly PluginModule[]): Promise<Kinds> {
  if (plugins.length === 0) return ownKinds;
  const blame = (error: unknown) => blamed(error, plugins);
  const layers = new Map(ownKinds.layers);
  for (const plugin of plugins.filter(({ family }) => family === 'layer'))
    layers.set(plugin.kind, await loadLayer(plugin, blame));
  return {
    layers,
    blame,
    async node(family, kind) {
      const plugin = plugins.find((one) => one.family === family && one.kind === kind);
      if (!plugin) return ownKinds.node(family, kind);
      const node = (await loadDefault(plugin, blame)) as NodeDeclaration<unknown>;
      if (typeof node?.run === 'function' || isObject(node?.run)) return node;
      throw new RunError(`plugin ${plugin.file}: \`run\` is missing`, { hint: needed(plugin) });
    },
  };
}

async function loadLayer(plugin: PluginModule, blame: Kinds['blame']): Promise<LayerKind> {
  const layer = (await loadDefault(plugin, blame)) as Partial<LayerKind> | undefined;
  const lacks = [
    typeof layer?.shape === 'function' ? '' : 'shape',
    typeof layer?.onnx?.forward === 'function' ? '' : 'onnx.forward',
    typeof layer?.tfjs?.forward === 'function' ? '' : 'tfjs.forward',
  ].filter((name) => name !== '');
  if (lacks.length === 0) return layer as LayerKind;
  const names = lacks.map((name) => `\`${name}\``).join(', ');
  throw new RunError(`plugin ${plugin.file}: ${names} ${lacks.length > 1 ? 'are' : 'is'} missing`, {
    hint: needed(plugin),
  });
}

function needed({ family }: PluginModule): string {
  return `docs/plugins.md shows what a ${family} has`;
}

async function loadDefault({ folder, main }: PluginModule, blame: Kinds['blame']): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(join(folder, main)).href);
    return module.default;
  } catch (error) {
    throw blame(error);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/**
 * The error itself, unless its stack leads through a plugin: then one that says at which line. Modules keep the lines and
 * columns of their sources.
 */
function blamed(error: unknown, plugins: readonly PluginModule[]): unknown {
  if (error instanceof RunError || !(error instanceof Error)) return error;
  for (const line of (error.stack ?? '').split('\n')) {
    for (const { folder, main, file } of plugins) {
      const start = line.indexOf(folder);
      if (start < 0) continue;
      const [, script, row, column] = /^(.*?)\.mjs(?::(\d+))?(?::(\d+))?/.exec(line.slice(start + folder.length + 1)) ?? [];
      if (script === undefined) continue;
      const source = `${script}.mjs` === main ? file : script;
      const place = [source, row, column].filter((part) => part !== undefined).join(':');
      return new RunError(`plugin ${place}: ${error.name}: ${error.message}`, { cause: error });
    }
  }
  return error;
}
