import { dirname, join } from 'node:path';
import type { DiagnosticCode } from '../diagnostic/codes.ts';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import { locate } from '../diagnostic/position.ts';
import { nearYamlFile } from './near-file.ts';

/** Most bytes that a study's file may have. */
export const longestStudy = 1024 * 1024;

/**
 * Reads a file, or of one that is longer than a study may be at least one byte more than that; throws an error with a Node
 * `code` such as `ENOENT`.
 */
export type ReadFile = (path: string) => Uint8Array;

/** Where a study is read from. */
export interface StudyReader {
  readonly readFile: ReadFile;
  /** Names of what lies in a folder, for advice; left out where that is not known. */
  readonly list?: (folder: string) => readonly string[];
}

/**
 * Reads a study's text. A byte order mark is dropped.
 * @param name how messages name the file
 * @param extendedAt of a base file: where it is named
 * @returns the source and whether it began with a byte order mark, or the one thing that is wrong with the file
 */
export function readStudyFile(
  path: string,
  { readFile, list }: StudyReader,
  name: string = path,
  extendedAt?: Origin,
): { readonly source: Source; readonly marked: boolean } | { readonly diagnostic: Diagnostic } {
  const named = (text: string): Source => ({ name, text, ...(extendedAt && { extendedAt }) });
  const fail = (code: DiagnosticCode, message: string, hint: string, text = '', offset = 0) => {
    const source = named(text);
    return {
      diagnostic: problem(code, { source, range: locate(text).range(offset, offset) }, '', message, hint),
    };
  };
  let bytes: Uint8Array;
  try {
    bytes = readFile(path);
  } catch (error) {
    const [code, message, hint] = readFailure(error);
    const near = code === 'file-missing' && list ? nearYamlFile(path, list) : null;
    return fail(code, message, near === null ? hint : `did you mean \`${join(dirname(path), near)}\`?`);
  }
  if (bytes.length > longestStudy) {
    return fail('file-too-large', `the file has more than ${longestStudy} bytes`, yamlWanted);
  }
  const start = bytes.subarray(0, 4);
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
    return fail('file-not-utf8', 'the file is written in UTF-16', saveAsUtf8);
  }
  if (bytes.includes(0)) return fail('file-binary', 'the file is not text: it has zero bytes', yamlWanted);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const good = textBeforeBadBytes(bytes, text);
  if (good !== null) {
    return fail('file-not-utf8', 'the file is not UTF-8 from here on', saveAsUtf8, good, good.length);
  }
  if (text.trim() === '')
    return fail('file-empty', 'the file is empty', 'a study begins with `study: its-name`');
  return { source: named(text.replace(/^\ufeff/, '')), marked: text.startsWith('\ufeff') };
}

const yamlWanted = 'a study is a YAML text, such as `specs/quickstart.yaml`';
const saveAsUtf8 = 'save the file as UTF-8';

function readFailure(error: unknown): [DiagnosticCode, string, string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return ['file-missing', 'there is no such file', 'check the path'];
  if (code === 'EISDIR')
    return ['file-is-directory', 'this is a folder, not a file', 'name a study inside it'];
  if (code === 'EFTYPE') {
    return ['file-unreadable', 'this is a pipe, a socket or a device, not a file', 'name a file'];
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return ['file-unreadable', 'the file may not be read', "check the file's permissions"];
  }
  if (code === '') throw error;
  return ['file-unreadable', `the file cannot be read (${code})`, 'check the path and the disk'];
}

/** The text before the first bytes that are not UTF-8; null when there are none. */
function textBeforeBadBytes(bytes: Uint8Array, text: string): string | null {
  const encoder = new TextEncoder();
  let byte = 0;
  let from = 0;
  for (const { index } of text.matchAll(/\ufffd/g)) {
    byte += encoder.encode(text.slice(from, index)).length;
    const written = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (!written) return text.slice(0, index);
    from = index;
  }
  return null;
}
