import {
  BaseError,
  type CompletedConfig,
  createFormatter,
  createParser,
  DEFAULT_CONFIG,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import ts from 'typescript';
import { annotationKeywords } from '../node/annotation-keywords.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import { GenerateError } from './generate-error.ts';
import { StrictUnionFormatter } from './strict-union-formatter.ts';

/** JSON Schema of one interface, and of the exported types that it refers to by `#/definitions/<name>`. */
export interface InterfaceSchema {
  readonly schema: JsonObject;
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

/** Reads the JSON Schema of an exported interface of a file. */
export type SchemaReader = (file: string, interfaceName: string) => InterfaceSchema;

const config: CompletedConfig = {
  ...DEFAULT_CONFIG,
  expose: 'export',
  jsDoc: 'extended',
  additionalProperties: false,
  skipTypeCheck: true,
  functions: 'fail',
  topRef: false,
  extraTags: [...annotationKeywords],
};

/** Files that are read from memory, and where the modules of packages lie. */
export interface ProgramFiles {
  /** Undefined for a file that is to be read from the disk. */
  text(path: string): string | undefined;
  /** Undefined for a package that is not followed. */
  packageFile(name: string): string | undefined;
}

const diskOnly: ProgramFiles = { text: () => undefined, packageFile: () => undefined };

/**
 * Opens the files as one program, whose types can then be read. Packages are not followed: parameters are made of
 * types of this project only.
 * @param files absolute paths
 */
export function openSchemas(files: readonly string[], from: ProgramFiles = diskOnly): SchemaReader {
  const program = openProgram(files, from);
  const formatter = createFormatter(config, (chain) => chain.addTypeFormatter(new StrictUnionFormatter()));
  const generator = new SchemaGenerator(program, createParser(program, config), formatter, config);
  return (file, interfaceName) => {
    const node = findInterface(program, file, interfaceName);
    const schema = withPlaces(file, () => plainJson(generator.createSchemaFromNodes([node])));
    const { $schema: _, definitions, ...root } = schema;
    return { schema: root, definitions: definitions as Record<string, JsonObject> };
  };
}

function openProgram(files: readonly string[], from: ProgramFiles): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
    lib: ['lib.es5.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => from.text(path) ?? readFile(path);
  host.fileExists = (path) => from.text(path) !== undefined || fileExists(path);
  const packageModule = (name: string): ts.ResolvedModuleWithFailedLookupLocations => {
    const file = from.packageFile(name);
    const resolvedModule = file && { resolvedFileName: file, extension: ts.Extension.Dts };
    return { resolvedModule: resolvedModule || undefined };
  };
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) =>
      text.startsWith('.') ? ts.resolveModuleName(text, containingFile, options, host) : packageModule(text),
    );
  return ts.createProgram([...files], options, host);
}

function findInterface(program: ts.Program, file: string, name: string): ts.InterfaceDeclaration {
  const statements =
    program.getSourceFile(file)?.statements.filter((one) => ts.isInterfaceDeclaration(one)) ?? [];
  const found = statements.find((declared) => declared.name.text === name);
  if (!found) throw new GenerateError(`has no interface \`${name}\``, file);
  return found;
}

/** Runs `read` and gives the library's errors a place. */
function withPlaces<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const { diagnostic } = innermost(error);
    const said = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    const message = `no setting can be of this type, which is unknown or nothing that JSON can hold (${said})`;
    if (!diagnostic.file) throw new GenerateError(message, file);
    const { file: source, start = 0, length = 0 } = diagnostic;
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    const span = { file: source.fileName, start, end: start + length };
    throw new GenerateError(message, `${source.fileName}:${line + 1}:${character + 1}`, span);
  }
}

function innermost(error: BaseError): BaseError {
  return error.cause instanceof BaseError ? innermost(error.cause) : error;
}

function plainJson(value: unknown): JsonObject {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json as JsonObject;
}
