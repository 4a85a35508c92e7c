import { isAbsolute } from 'node:path';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { fromStudy } from '../open/from-study.ts';

/**
 * Settings of a data set with its paths relative to the study: one that a base says is relative to the base. An absolute
 * path is a mistake, since the study could not be run on another machine; so is one that leads out of the project.
 * @param study path of the study, as messages name it
 * @param leaves whether a path that is relative to the study leads out of its project; null where that is not known
 */
export function dataPaths(
  spec: EntrySpec,
  params: JsonObject,
  study: string,
  leaves: ((path: string) => boolean) | null,
): { readonly params: JsonObject; readonly diagnostics: readonly Diagnostic[] } {
  const { provides } = spec.entry;
  if (provides === null || 'shape' in provides) return { params, diagnostics: [] };
  return pathsFromStudy(spec, params, provides.paths, { study, leaves });
}

/** What decides how paths are read. */
export interface PathContext {
  /** Path of the study, as messages name it. */
  readonly study: string;
  /** Whether a path that is relative to the study leads out of its project; null where that is not known. */
  readonly leaves: ((path: string) => boolean) | null;
}

/** Settings of an entry with the paths in those of some names relative to the study. */
export function pathsFromStudy(
  spec: EntrySpec,
  params: JsonObject,
  names: readonly string[],
  { study, leaves }: PathContext,
): { readonly params: JsonObject; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const visit = (value: Json | undefined, path: readonly string[]): Json => {
    if (isJsonObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, visit(part, [...path, key])]),
      );
    }
    if (Array.isArray(value)) return value.map((part, index) => visit(part, [...path, String(index)]));
    if (typeof value !== 'string') return value ?? null;
    const origin = at(spec.tree, path)?.node.origin ?? spec.key;
    const found = isAbsolute(value) ? value : fromStudy(value, origin.source.name, study);
    const wrong = isAbsolute(value)
      ? 'is an absolute path'
      : leaves?.(fileOf(found))
        ? 'leads out of the project'
        : null;
    if (wrong === null) return found;
    const hint =
      spec.family === 'dataset'
        ? 'write it relative to the study, or put the files into a folder named in INFOPLANE_DATA'
        : 'write it relative to the study, and put the files into the project';
    const message = `${showValue(value)} ${wrong}`;
    diagnostics.push(problem('value-not-allowed', origin, [spec.path, ...path].join('.'), message, hint));
    return value;
  };
  const paths = names.map((name): [string, Json] => [name, visit(params[name], [name])]);
  return { params: { ...params, ...Object.fromEntries(paths) }, diagnostics };
}

/** The file of a path that may name an array in an archive, or columns of a table. */
export function fileOf(path: string): string {
  return /^(.*\.(?:npz|safetensors|csv|tsv|txt|arrow))#./i.exec(path)?.[1] ?? path;
}
