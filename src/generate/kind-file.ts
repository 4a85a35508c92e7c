import { type InterfaceDeclaration, Node, type ObjectLiteralExpression, type SourceFile } from 'ts-morph';
import { claimInputs } from '../node/declare.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import { type Documentation, readDocumentation } from './documentation.ts';
import { errorAt } from './generate-error.ts';
import { propertyName, readLiteral } from './literal.ts';

/** What is read of a file that declares a node or layer kind. */
export interface KindFile {
  readonly documentation: Documentation;
  /** The literal facts of the declaration; see `NodeDeclaration` and `LayerRule`. */
  readonly facts: JsonObject;
  /** Names of the types that the file itself exports. */
  readonly localTypes: ReadonlySet<string>;
  /** Whether it declares a `check` of its settings. */
  readonly checks: boolean;
  /** Whether it declares that hashes of states will do. */
  readonly readsStates: boolean;
  /** Where mistakes in the declaration are reported. */
  readonly place: Node;
}

const factNames = new Set([
  'family',
  'kind',
  'version',
  'inputs',
  'output',
  'provides',
  'compares',
  'quantities',
]);

/**
 * Reads one file. Null when it exports nothing by default: such a file is a helper beside the kinds.
 * @param define name of the declaring function, `defineNode` or `defineLayer`
 * @throws GenerateError at the place of the mistake
 */
export function readKindFile(file: SourceFile, define: string): KindFile | null {
  const exported = file.getExportAssignment((assignment) => !assignment.isExportEquals());
  if (!exported) return null;
  const call = exported.getExpression();
  const called = Node.isCallExpression(call) ? call.getExpression().getText() : '';
  const isClaim = define === 'defineNode' && called === 'defineClaim';
  if (!Node.isCallExpression(call) || (called !== define && !isClaim)) {
    throw errorAt(exported, `a kind's file ends with \`export default ${define}({...})\``);
  }
  const [declaration] = call.getArguments();
  if (!declaration || !Node.isObjectLiteralExpression(declaration)) {
    throw errorAt(call, `\`${define}\` takes an object that is written out in place`);
  }
  const params = findParams(file, exported);
  checkProperties(file);
  return {
    documentation: readDocumentation(params),
    facts: isClaim ? claimFacts(readFacts(declaration)) : readFacts(declaration),
    localTypes: new Set([...exportedInterfaces(file), ...exportedAliases(file)]),
    checks: declaration.getProperty('check') !== undefined,
    readsStates: declaration.getProperty('readsStates') !== undefined,
    place: declaration,
  };
}

/** The facts of a claim, with those that `defineClaim` adds. */
function claimFacts({ compares, ...facts }: JsonObject): JsonObject {
  const inputs = JSON.parse(JSON.stringify(claimInputs(compares === true)));
  return { ...facts, family: 'claim', inputs, output: 'verdict' };
}

function findParams(file: SourceFile, exported: Node): InterfaceDeclaration {
  const params = file.getInterface('Params');
  if (!params?.hasExportKeyword())
    throw errorAt(exported, 'a kind needs an `export interface Params` in its file');
  return params;
}

/** Every property of every interface that the file exports must say what it is. */
function checkProperties(file: SourceFile): void {
  for (const declared of file.getInterfaces().filter((one) => one.hasExportKeyword())) {
    for (const property of declared.getProperties()) {
      const described = property.getJsDocs().some((doc) => doc.getDescription().trim() !== '');
      if (!described)
        throw errorAt(property, `\`${property.getName()}\` needs a TSDoc comment that says what it is`);
    }
  }
}

function readFacts(declaration: ObjectLiteralExpression): JsonObject {
  const facts: [string, Json][] = [];
  for (const property of declaration.getProperties()) {
    if (Node.isPropertyAssignment(property) || Node.isShorthandPropertyAssignment(property)) {
      const name = propertyName(property.getNameNode());
      if (factNames.has(name)) facts.push([name, readLiteral(property.getInitializer() ?? property)]);
    }
  }
  return Object.fromEntries(facts);
}

function exportedInterfaces(file: SourceFile): string[] {
  return file
    .getInterfaces()
    .flatMap((declared) => (declared.hasExportKeyword() ? [declared.getName()] : []));
}

function exportedAliases(file: SourceFile): string[] {
  return file.getTypeAliases().flatMap((alias) => (alias.hasExportKeyword() ? [alias.getName()] : []));
}
