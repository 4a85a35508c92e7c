import { describe, expect, test } from 'vitest';
import { readStudyFile } from '../../src/document/read-study-file.ts';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

function read(content: Uint8Array) {
  return readStudyFile('a.yaml', { readFile: () => content });
}

function problemOf(result: ReturnType<typeof readStudyFile>) {
  if (!('diagnostic' in result)) throw new Error('the file was read');
  const { code, range, source } = result.diagnostic;
  return `${code} ${source.name}:${range.start.line}:${range.start.column}`;
}

test('reads UTF-8 and drops a byte order mark', () => {
  expect(read(bytes([0xef, 0xbb, 0xbf], 'study: é'))).toEqual({
    source: { name: 'a.yaml', text: 'study: é' },
    marked: true,
  });
});

test('a replacement character that the file really has is no error', () => {
  expect(read(bytes('a: \ufffd'))).toEqual({ source: { name: 'a.yaml', text: 'a: \ufffd' }, marked: false });
});

describe('each kind of bad file has its own code', () => {
  test.each([
    ['empty', bytes(''), 'file-empty a.yaml:1:1'],
    ['blank', bytes(' \n\n'), 'file-empty a.yaml:1:1'],
    ['zero bytes', bytes('study: x\n', [0, 1, 2]), 'file-binary a.yaml:1:1'],
    [
      'UTF-16',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('study: x', 'utf16le')]),
      'file-not-utf8 a.yaml:1:1',
    ],
    ['Latin-1 in the second line', bytes('study: x\ntitle: R', [0xe9], 'nyi\n'), 'file-not-utf8 a.yaml:2:9'],
    ['cut inside a character', bytes('title: \ufffd \u65e5', [0xe6, 0x97]), 'file-not-utf8 a.yaml:1:11'],
    ['far too large', Buffer.alloc(1024 * 1024 + 1, 'a'), 'file-too-large a.yaml:1:1'],
  ])('%s', (_, content, expected) => {
    expect(problemOf(read(content))).toBe(expected);
  });

  test.each([
    ['ENOENT', 'file-missing'],
    ['ENOTDIR', 'file-missing'],
    ['EISDIR', 'file-is-directory'],
    ['EACCES', 'file-unreadable'],
    ['EIO', 'file-unreadable'],
    ['EFTYPE', 'file-unreadable'],
  ])('%s', (code, expected) => {
    const fail = () => {
      throw Object.assign(new Error('no'), { code });
    };
    expect(problemOf(readStudyFile('a.yaml', { readFile: fail }))).toBe(`${expected} a.yaml:1:1`);
  });

  test('a bug of the reader is not taken for a bad file', () => {
    const fail = () => {
      throw new TypeError('a bug');
    };
    expect(() => readStudyFile('a.yaml', { readFile: fail })).toThrow('a bug');
  });
});

describe('a path where nothing is: the study beside it that it may stand for', () => {
  const readFile = () => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  };
  const hintOf = (path: string, names: readonly string[]) => {
    const list = (folder: string) => (folder === 'studies' ? names : []);
    const result = readStudyFile(path, { readFile, list });
    return 'diagnostic' in result ? result.diagnostic.hint : null;
  };
  test.each([
    ['studies/first', ['first.yaml', 'first.csv'], 'did you mean `studies/first.yaml`?'],
    ['studies/frist.yaml', ['second.yml', 'first.yml'], 'did you mean `studies/first.yml`?'],
    ['studies/first.yaml', ['unrelated.yaml', 'first.txt'], 'check the path'],
    ['elsewhere/first', ['first.yaml'], 'check the path'],
  ])('%s beside %j', (path, names, expected) => {
    expect(hintOf(path, names)).toBe(expected);
  });
});
