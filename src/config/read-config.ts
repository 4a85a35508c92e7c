import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { parseDocument } from '../document/parse-document.ts';
import { toPlain } from '../document/tree.ts';
import { packageRoot } from '../node/package-info.ts';
import { isJsonObject, type JsonObject } from '../plan/json.ts';
import { explainViolation } from '../spec/explain-violation.ts';
import { fillDefaults } from '../spec/fill-defaults.ts';
import { createValidator } from '../spec/validator.ts';
import type { SlurmProfile } from './config.ts';

/** A profile with its defaults filled in. */
export type FilledProfile = SlurmProfile &
  Required<Pick<SlurmProfile, 'workers' | 'warning' | 'arrays' | 'poll' | 'settle' | 'timeout'>>;

/**
 * Reads a configuration. All problems are collected, each at its place.
 * @returns profiles by name, in their order; null when there is an error
 */
export function readConfig(
  path: string,
  text: string,
): {
  readonly slurm: ReadonlyMap<string, FilledProfile> | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const source = { name: path, text };
  const { tree, diagnostics: problems } = parseDocument(source);
  if (!tree || hasErrors(problems)) return { slurm: null, diagnostics: problems.map(ofConfiguration) };
  const { definitions, $schema: _, title: __, ...schema } = configSchema();
  const known = isJsonObject(definitions) ? definitions : {};
  const { start } = tree.origin.range;
  const anchor = { source, range: { start, end: start } };
  const subject = { title: 'the configuration', path: '', tree, anchor, otherKeys: [] };
  const plain = toPlain(tree);
  const diagnostics = createValidator(known)
    .check(schema, plain)
    .map((violation) => explainViolation(violation, subject, known))
    .filter((one) => one !== null)
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column);
  if (hasErrors(diagnostics)) return { slurm: null, diagnostics };
  const slurm = isJsonObject(plain) && isJsonObject(plain.slurm) ? plain.slurm : {};
  const filled = Object.entries(slurm).map(([name, profile]): [string, FilledProfile] => [
    name,
    JSON.parse(JSON.stringify(fillDefaults(known.SlurmProfile, profile, known))),
  ]);
  return { slurm: new Map(filled), diagnostics };
}

/** What is said of studies, said of a configuration. */
function ofConfiguration(one: Diagnostic): Diagnostic {
  if (one.code !== 'file-empty') return one;
  return { ...one, message: 'the configuration says nothing', hint: 'the shortest is `slurm: { cpu: {} }`' };
}

function configSchema(): JsonObject {
  return JSON.parse(readFileSync(join(packageRoot, 'schemas', 'config.schema.json'), 'utf8'));
}
