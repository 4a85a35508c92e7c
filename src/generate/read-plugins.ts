import { dirname, join, relative } from 'node:path';
import { Project } from 'ts-morph';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import { locate } from '../diagnostic/position.ts';
import type { Catalog, CatalogEntry } from '../node/declare.ts';
import { packageRoot } from '../node/package-info.ts';
import type { JsonObject } from '../plan/json.ts';
import { makeEntry, renameDefinitions } from './catalog.ts';
import { checkPluginKind } from './check-plugin-kind.ts';
import { errorAt, GenerateError } from './generate-error.ts';
import { readKindFile } from './kind-file.ts';
import { openSchemas } from './params-schema.ts';
import { pluginCode, scriptName } from './plugin-code.ts';
import { type PluginDisk, type PluginFiles, pluginModule, readPluginFiles } from './plugin-files.ts';

/** A plugin that a study names. */
export interface NamedPlugin {
  /** As messages name it. */
  readonly path: string;
  /** Absolute, links followed. */
  readonly real: string;
  readonly origin: Origin;
}

/** A plugin as it was read; none of its code was run. */
export interface ReadPlugin {
  readonly entry: CatalogEntry;
  /** As messages name it. */
  readonly file: string;
  readonly real: string;
  readonly hash: string;
  /** JavaScript by path: the plugin's module and those that it imports. */
  readonly scripts: ReadonlyMap<string, string>;
  /** The plugin's own among them. */
  readonly main: string;
  /** Whether it checks its settings: code that the compiler calls. */
  readonly checks: boolean;
  /** Folder that the paths of `scripts` are below. */
  readonly root: string;
}

export interface ReadPlugins {
  /** With the plugins' kinds. */
  readonly catalog: Catalog;
  readonly plugins: readonly ReadPlugin[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads what the plugins of a study declare, without running them: kinds, schemas of parameters, code version. Each
 * plugin that is wrong gives one problem, at its own place.
 *
 * 1. read the file and what it imports
 * 2. read the declaration
 * 3. read the schema of its parameters
 * 4. check it against the other kinds
 * 5. make JavaScript of it
 *
 * @param root folder of the project, which holds all of the plugins
 */
export function readPlugins(
  named: readonly NamedPlugin[],
  root: string,
  catalog: Catalog,
  disk: PluginDisk,
): ReadPlugins {
  const plugins: ReadPlugin[] = [];
  const problems: Diagnostic[] = [];
  let all = catalog;
  for (const plugin of named) {
    try {
      const { read, definitions } = readPlugin(plugin, root, all, disk);
      plugins.push(read);
      all = {
        ...all,
        definitions: { ...all.definitions, ...definitions },
        entries: [...all.entries, read.entry],
      };
    } catch (error) {
      if (!(error instanceof GenerateError)) throw error;
      problems.push(asProblem(error, plugin, disk));
    }
  }
  return { catalog: all, plugins, problems };
}

function readPlugin(
  plugin: NamedPlugin,
  root: string,
  catalog: Catalog,
  disk: PluginDisk,
): { readonly read: ReadPlugin; readonly definitions: Readonly<Record<string, JsonObject>> } {
  const found = readPluginFiles(plugin.real, disk);
  const { entry, definitions, checks } = readEntry(plugin, found, catalog);
  const scripts = pluginCode(found.files, root, join(packageRoot, 'dist/src/plugin.js'));
  const { path: file, real } = plugin;
  const { hash } = found;
  return {
    read: { entry, file, real, hash, scripts, main: scriptName(real, root), checks, root },
    definitions,
  };
}

function readEntry(plugin: NamedPlugin, { files, hash }: PluginFiles, catalog: Catalog) {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { types: [], noLib: true } });
  const [main, ...helpers] = files.map(({ path, source }) => project.createSourceFile(path, source.text));
  const define = /\bexport default defineLayer\b/.test(main!.getText()) ? 'defineLayer' : 'defineNode';
  const kindFile = readKindFile(main!, define);
  if (!kindFile) {
    const end = main!.getStatements().at(-1) ?? main!;
    throw errorAt(end, 'a plugin ends with `export default defineNode({...})` or `defineLayer({...})`');
  }
  const family = checkPluginKind(kindFile, define, catalog);
  const kind = String(kindFile.facts.kind);
  const own = new Set([
    ...kindFile.localTypes,
    ...helpers.flatMap((helper) => [...helper.getExportedDeclarations().keys()]),
  ]);
  const texts = new Map(files.map(({ path, source }) => [path, source.text]));
  const read = openSchemas([plugin.real], {
    text: (path) => texts.get(path),
    packageFile: (name) => (name === pluginModule ? join(packageRoot, 'dist/src/plugin.d.ts') : undefined),
  })(plugin.real, 'Params');
  const renamed = renameDefinitions(read, (name) => (own.has(name) ? `${family}.${kind}.${name}` : name));
  const entry = makeEntry({ ...kindFile, family, kind, file: plugin.path }, renamed.schema);
  const definitions = Object.entries(renamed.definitions).filter(([name]) => !(name in catalog.definitions));
  const { checks } = kindFile;
  return { entry: { ...entry, code: hash }, definitions: Object.fromEntries(definitions), checks };
}

/** The problem at the plugin's own place, with the place that names the plugin. */
function asProblem({ text, span }: GenerateError, plugin: NamedPlugin, disk: PluginDisk): Diagnostic {
  if (!span) {
    const message = `the plugin \`${plugin.path}\` cannot be used: ${text}`;
    return problem('plugin-invalid', plugin.origin, 'plugins', message);
  }
  const way = relative(dirname(plugin.real), span.file);
  const name = way === '' || span.file === plugin.real ? plugin.path : join(dirname(plugin.path), way);
  const source: Source = {
    name,
    text: new TextDecoder().decode(disk.readFile(span.file)),
    namedAt: plugin.origin,
  };
  const range = locate(source.text).range(span.start, span.end);
  // A declaration is long; its first line says where it is.
  const lineEnd = source.text.indexOf('\n', span.start);
  const shown = lineEnd >= 0 && span.end > lineEnd ? locate(source.text).range(span.start, lineEnd) : range;
  return problem('plugin-invalid', { source, range: shown }, '', text);
}
