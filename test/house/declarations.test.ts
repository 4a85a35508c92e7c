import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Node, Project, type SourceFile, VariableDeclarationKind } from 'ts-morph';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { sourceFiles } from './sources.ts';

const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { noLib: true, allowJs: true } });
const files = sourceFiles().map((path) => ({
  path,
  file: project.createSourceFile(path, readFileSync(join(packageRoot, path), 'utf8')),
}));

/** Places in all files, as `path:line`. */
function places(find: (file: SourceFile) => readonly Node[]): string[] {
  return files.flatMap(({ path, file }) => find(file).map((node) => `${path}:${node.getStartLineNumber()}`));
}

test('every exported function and class has a TSDoc comment', () => {
  const bare = places((file) =>
    [...file.getFunctions(), ...file.getClasses()].filter(
      (declared) => declared.hasExportKeyword() && declared.getJsDocs().length === 0,
    ),
  );
  expect(bare).toEqual([]);
});

test('no module keeps state of its own', () => {
  const state = places((file) =>
    file
      .getVariableStatements()
      .filter((statement) => statement.getDeclarationKind() !== VariableDeclarationKind.Const),
  );
  expect(state).toEqual([]);
});

test('no module keeps a cache in a constant', () => {
  const caches = places((file) =>
    file.getVariableDeclarations().filter((variable) => {
      const value = variable.getInitializer();
      const statement = variable.getVariableStatement();
      if (!statement || !Node.isNewExpression(value)) return false;
      return (
        /^(Map|Set|WeakMap|WeakSet)$/.test(value.getExpression().getText()) &&
        value.getArguments().length === 0
      );
    }),
  );
  expect(caches).toEqual([]);
});
