import { createHash } from 'node:crypto';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { GenerateError } from './generate-error.ts';

/** Where plugins are read from. Paths are absolute, links followed. */
export interface PluginDisk {
  /** Throws when there is no such file. */
  readonly readFile: (path: string) => Uint8Array;
  readonly realPath: (path: string) => string;
  /** Whether a file is part of the project. */
  readonly inProject: (path: string) => boolean;
}

/** One file of a plugin. */
export interface PluginFile {
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly FileImport[];
}

/** An import that is there when the plugin runs. */
export interface FileImport {
  readonly specifier: ts.StringLiteralLike;
  /** The file of the project that it names; null for a package. */
  readonly target: string | null;
}

/** A plugin's file, first, and the files of the project that it imports, types included. */
export interface PluginFiles {
  readonly files: readonly PluginFile[];
  /** SHA-256 of all texts and of the packages' versions; not of where the plugin lies. */
  readonly hash: string;
}

/** The one module of this package that plugins import. */
export const pluginModule = 'infoplane/plugin';

/**
 * Reads a plugin's files and follows their imports.
 * @throws GenerateError at a syntax mistake, or at an import that a plugin cannot have
 */
export function readPluginFiles(main: string, disk: PluginDisk): PluginFiles {
  const files = new Map<string, PluginFile>();
  const packages = new Set<string>();
  const read = (path: string, from: ts.StringLiteralLike | null): void => {
    if (files.has(path)) return;
    const source = parse(path, readText(path, disk, from));
    const found = moduleSpecifiers(source).map(({ specifier, typeOnly }) => {
      const target = specifier.text.startsWith('.') ? fileOf(specifier, disk) : null;
      if (target === null && !typeOnly) packages.add(packageOf(specifier, disk));
      return { specifier, target, typeOnly };
    });
    files.set(path, { path, source, imports: found.filter(({ typeOnly }) => !typeOnly) });
    for (const { specifier, target } of found) if (target !== null) read(target, specifier);
  };
  read(main, null);
  const texts = [...files.values()].map(({ source }) => source.text);
  const hash = createHash('sha256').update(JSON.stringify([texts, [...packages].sort()]));
  return { files: [...files.values()], hash: hash.digest('hex') };
}

/** The error for a node of a file that was read here. */
export function mistakeAt(node: ts.Node, message: string): GenerateError {
  const source = node.getSourceFile();
  return mistake(source, node.getStart(source), node.getEnd(), message);
}

function mistake(source: ts.SourceFile, start: number, end: number, message: string): GenerateError {
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const place = `${source.fileName}:${line + 1}:${character + 1}`;
  return new GenerateError(message, place, { file: source.fileName, start, end });
}

function readText(path: string, disk: PluginDisk, from: ts.StringLiteralLike | null): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(disk.readFile(path));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'the file is not UTF-8'
          : code === 'EFTYPE'
            ? 'this is a pipe, a socket or a device, not a file'
            : `the file cannot be read (${code})`;
    if (from) throw mistakeAt(from, why);
    throw new GenerateError(why, path);
  }
}

function parse(path: string, text: string): ts.SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, allowJs: true },
  });
  const [first] = diagnostics;
  if (!first) return source;
  const { start = 0, length = 0 } = first;
  throw mistake(source, start, start + length, ts.flattenDiagnosticMessageText(first.messageText, ' '));
}

interface Specifier {
  readonly specifier: ts.StringLiteralLike;
  readonly typeOnly: boolean;
}

function moduleSpecifiers(source: ts.SourceFile): Specifier[] {
  const found: Specifier[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteralLike(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly ?? false });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      if (ts.isStringLiteralLike(node.moduleSpecifier))
        found.push({ specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [path] = node.arguments;
      if (!path || !ts.isStringLiteralLike(path))
        throw mistakeAt(
          node,
          'write the path of the import out: what a plugin imports is part of its version',
        );
      found.push({ specifier: path, typeOnly: false });
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

function fileOf(specifier: ts.StringLiteralLike, disk: PluginDisk): string {
  const { text } = specifier;
  if (!/[.](ts|js|mjs)$/.test(text))
    throw mistakeAt(specifier, 'a plugin imports .ts, .js and .mjs files, with the ending written out');
  const path = disk.realPath(join(dirname(specifier.getSourceFile().fileName), text));
  if (!disk.inProject(path)) throw mistakeAt(specifier, `\`${text}\` leads out of the project`);
  return path;
}

/** Name and version of the package that an import names; empty for what infoplane and Node bring along. */
function packageOf(specifier: ts.StringLiteralLike, disk: PluginDisk): string {
  const { text } = specifier;
  if (text === pluginModule || isBuiltin(text)) return '';
  if (/^infoplane(\/|$)/.test(text))
    throw mistakeAt(specifier, `a plugin imports \`${pluginModule}\`, nothing else of infoplane`);
  const name = text
    .split('/')
    .slice(0, text.startsWith('@') ? 2 : 1)
    .join('/');
  const file = specifier.getSourceFile().fileName;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const version = versionOf(join(folder, 'node_modules', name, 'package.json'), disk);
    if (version !== null) return `${name}@${version}`;
    if (dirname(folder) === folder) break;
  }
  throw mistakeAt(specifier, `the package \`${name}\` is not installed here`);
}

function versionOf(manifest: string, disk: PluginDisk): string | null {
  try {
    return String(JSON.parse(new TextDecoder().decode(disk.readFile(manifest))).version);
  } catch {
    return null;
  }
}
