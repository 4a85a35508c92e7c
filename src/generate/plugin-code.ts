import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { blankSourceFile } from 'ts-blank-space';
import { mistakeAt, type PluginFile, pluginModule } from './plugin-files.ts';

/**
 * A plugin's files as JavaScript modules, by their paths from `root` with `.mjs` after them. Types become blanks, so
 * every line and column stays what it was; imports lead to the modules made here and to this package's own.
 * @param root folder that holds all of the files
 * @param api file that `infoplane/plugin` is
 * @throws GenerateError at TypeScript that cannot be erased, such as an enum
 */
export function pluginCode(
  files: readonly PluginFile[],
  root: string,
  api: string,
): ReadonlyMap<string, string> {
  const scripts = files.map((file) => [scriptName(file.path, root), javaScript(file, api)] as const);
  return new Map(scripts);
}

/** Name of the module that is made of a file. */
export function scriptName(path: string, root: string): string {
  return `${relative(root, path).replaceAll('\\', '/')}.mjs`;
}

function javaScript({ source, imports }: PluginFile, api: string): string {
  let text = blankSourceFile(source, (node) => {
    throw mistakeAt(
      node,
      'this part of TypeScript has no JavaScript when types are erased; write it another way',
    );
  });
  for (const { specifier, target } of [...imports].reverse()) {
    const name =
      target === null ? (specifier.text === pluginModule ? pathToFileURL(api).href : specifier.text) : null;
    const path = name ?? `${specifier.text}.mjs`;
    text = text.slice(0, specifier.getStart(source)) + JSON.stringify(path) + text.slice(specifier.getEnd());
  }
  return text;
}
