import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeDeclaration } from '../../src/node/declare.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import { ownKinds } from '../nodes/own-kinds.ts';
import { checkedLayer } from './checked-layer.ts';
import { checkedNode } from './checked-node.ts';

/**
 * The kinds of infoplane and of plugins, whose modules are loaded now.
 * @throws RunError when one does not load, or lacks what its family needs
 */
export async function openKinds(plugins: readonly PluginModule[]): Promise<Kinds> {
  if (plugins.length === 0) return ownKinds;
  const blame = (error: unknown) => blamed(error, plugins);
  const running: Kinds['running'] = (call) => {
    try {
      return call();
    } catch (error) {
      throw blame(error);
    }
  };
  const layers = new Map(ownKinds.layers);
  const nodes = new Map<string, NodeDeclaration<unknown>>();
  for (const plugin of plugins) {
    const declared = await loadDefault(plugin, blame);
    if (plugin.family === 'layer') layers.set(plugin.kind, checkedLayer(declared, plugin, running));
    else nodes.set(`${plugin.family}/${plugin.kind}`, checkedNode(declared, plugin, running));
  }
  const node: Kinds['node'] = async (family, kind) =>
    nodes.get(`${family}/${kind}`) ?? ownKinds.node(family, kind);
  return { layers, plugins, node, blame, running };
}

async function loadDefault({ folder, main }: PluginModule, blame: Kinds['blame']): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(join(folder, main)).href);
    return module.default;
  } catch (error) {
    throw blame(error);
  }
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
      const [, script, row, column] =
        /^(.*?)\.mjs(?::(\d+))?(?::(\d+))?/.exec(line.slice(start + folder.length + 1)) ?? [];
      if (script === undefined) continue;
      const source = `${script}.mjs` === main ? file : script;
      const place = [source, row, column].filter((part) => part !== undefined).join(':');
      return new RunError(`plugin ${place}: ${error.name}: ${error.message}`, { cause: error });
    }
  }
  return error;
}
