import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource, Download } from '../../runner/contract/data-source.ts';
import { checkFile } from '../../runner/data/check-file.ts';
import { fetchDownload } from '../../runner/data/fetch-download.ts';
import { tarOf } from '../readers/tar-of.ts';

const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
const digits = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7) % 251));
const names = Buffer.from('zero\none\n');
const files = [
  { name: 'digits.bin', sum: `md5:${hash('md5', digits)}`, bytes: digits.length },
  { name: 'names.txt', sum: `sha1:${hash('sha1', names)}`, bytes: names.length },
] as const;
const base = { name: 'toy', licence: 'none', homepage: 'https://data.example', files };
const single = (packing: 'plain' | 'gzip', extra: Partial<Download> = {}): Download => ({
  url: `https://data.example/digits.bin${packing === 'gzip' ? '.gz' : ''}`,
  bytes: digits.length,
  packing,
  holds: ['digits.bin'],
  ...extra,
});
const sourceOf = (...downloads: Download[]): DataSource => ({ ...base, downloads });

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-fetch-'));
  cache = join(folder, 'infoplane', 'data', 'toy');
});
afterEach(() => rm(folder, { recursive: true }));

interface Server {
  readonly fetch: typeof globalThis.fetch;
  readonly asked: { url: string; range: string | null }[];
}

/** Serves bytes like a web server that knows ranges; `cutAt` breaks each answer off after so many bytes. */
function server(bytes: Uint8Array, { cutAt = Number.POSITIVE_INFINITY, ranges = true } = {}): Server {
  const asked: Server['asked'] = [];
  const answer = (url: string, init: RequestInit = {}): Response => {
    const range = new Headers(init.headers).get('range');
    asked.push({ url, range });
    const from = ranges && range ? Number(/^bytes=(\d+)-$/.exec(range)![1]) : 0;
    if (from >= bytes.length && from > 0) return new Response(null, { status: 416 });
    const rest = bytes.subarray(from);
    const pieces = [rest.subarray(0, cutAt)];
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(new Uint8Array(piece));
        else if (cutAt < rest.length) controller.error(new Error('connection reset'));
        else controller.close();
      },
    });
    const headers = new Headers({ 'content-length': String(rest.length) });
    if (from > 0) headers.set('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    return new Response(body, { status: from > 0 ? 206 : 200, headers });
  };
  return { asked, fetch: async (url, init) => answer(String(url), init) };
}

function services(fetch: typeof globalThis.fetch) {
  const shown: [number, number | null][] = [];
  return {
    shown,
    env: { XDG_CACHE_HOME: folder },
    fetch,
    signal: new AbortController().signal,
    progress: (received: number, total: number | null) => shown.push([received, total]),
  };
}

describe('fetchDownload', () => {
  it.each([
    ['plain', digits],
    ['gzip', gzipSync(digits)],
  ] as const)('keeps a %s file whose sum is right, where data sets are then found', async (packing, body) => {
    const source = sourceOf(single(packing));
    const use = services(server(body).fetch);
    const env = { XDG_CACHE_HOME: folder };
    expect(await checkFile(source, files[0], env)).toMatchObject({ verdict: 'missing' });
    expect(await fetchDownload(source, source.downloads[0]!, use)).toEqual([join(cache, 'digits.bin')]);
    expect(await checkFile(source, files[0], env)).toMatchObject({ verdict: 'official' });
    expect(await readdir(cache)).toEqual(['digits.bin']);
    expect(use.shown.at(-1)).toEqual([body.length, body.length]);
  });

  it('takes the files of a data set out of an archive, and no others', async () => {
    const archive = gzipSync(
      tarOf([
        ['toy/readme.html', Buffer.from('<html>')],
        ['toy/digits.bin', digits],
        ['toy/names.txt', names],
        ['../../escaped.txt', Buffer.from('no')],
      ]),
    );
    const download: Download = {
      url: 'https://data.example/toy.tar.gz',
      bytes: archive.length,
      sum: `md5:${hash('md5', archive)}`,
      packing: 'tar-gzip',
      holds: ['digits.bin', 'names.txt'],
    };
    const source = sourceOf(download);
    await fetchDownload(source, download, services(server(archive).fetch));
    expect((await readdir(cache)).sort()).toEqual(['digits.bin', 'names.txt']);
    expect(await readFile(join(cache, 'names.txt'))).toEqual(names);
    const half = { ...download, sum: `md5:${hash('md5', archive.subarray(0, archive.length / 2))}` } as const;
    await expect(
      fetchDownload(source, half, services(server(archive.subarray(0, archive.length / 2)).fetch)),
    ).rejects.toThrow(/is not what it should be/);
  });

  it('goes on where a broken connection ended', async () => {
    const source = sourceOf(single('plain'));
    const [download] = source.downloads as [Download];
    await expect(
      fetchDownload(source, download, services(server(digits, { cutAt: 2000 }).fetch)),
    ).rejects.toThrow(/connection reset/);
    expect(await readFile(join(cache, 'digits.bin.part'))).toEqual(digits.subarray(0, 2000));
    const again = server(digits);
    await fetchDownload(source, download, services(again.fetch));
    expect(again.asked).toEqual([{ url: download.url, range: 'bytes=2000-' }]);
    expect(await readFile(join(cache, 'digits.bin'))).toEqual(digits);
  });

  it('starts again when the server knows no ranges, or holds less than is there', async () => {
    const source = sourceOf(single('plain'));
    const [download] = source.downloads as [Download];
    for (const [held, ranges] of [
      [300, false],
      [7000, true],
    ] as const) {
      await rm(cache, { recursive: true, force: true });
      await expect(
        fetchDownload(source, download, services(server(digits, { cutAt: 10 }).fetch)),
      ).rejects.toThrow();
      await writeFile(join(cache, 'digits.bin.part'), Buffer.alloc(held, 1));
      await fetchDownload(source, download, services(server(digits, { ranges }).fetch));
      expect(await readFile(join(cache, 'digits.bin'))).toEqual(digits);
    }
  });

  it('notices a wrong beginning by the sum, and keeps none of it', async () => {
    const source = sourceOf(single('plain'));
    const [download] = source.downloads as [Download];
    await expect(
      fetchDownload(source, download, services(server(digits, { cutAt: 10 }).fetch)),
    ).rejects.toThrow();
    await writeFile(join(cache, 'digits.bin.part'), Buffer.alloc(300, 1));
    await expect(fetchDownload(source, download, services(server(digits).fetch))).rejects.toThrow(
      /the official one has/,
    );
    expect(await readdir(cache)).toEqual([]);
  });

  it.each([
    ['another file', gzipSync(Buffer.alloc(100)), /the official one has/],
    ['no gzip file', Buffer.from('hello'), /is not what it should be/],
    ['a gzip file that is cut off', gzipSync(digits).subarray(0, 50), /is not what it should be/],
    ['a bomb', gzipSync(Buffer.alloc(10_000_000)).subarray(0, 4999), /larger than 5000 bytes/],
    ['too much', Buffer.alloc(100_000), /larger than 5000 bytes/],
  ])('refuses %s and leaves nothing behind', async (_, body, message) => {
    const source = sourceOf(single('gzip'));
    await expect(fetchDownload(source, source.downloads[0]!, services(server(body).fetch))).rejects.toThrow(
      message,
    );
    const left = await Promise.all((await readdir(cache)).map((name) => readFile(join(cache, name))));
    expect(left.filter((bytes) => bytes.length > 0)).toEqual([]);
  });

  it('says what the server answered', async () => {
    const source = sourceOf(single('plain'));
    const missing: typeof fetch = async () => new Response('not here', { status: 404 });
    await expect(fetchDownload(source, source.downloads[0]!, services(missing))).rejects.toThrow(
      /the server answered 404/,
    );
  });

  it('follows redirects to https only', async () => {
    const source = sourceOf(single('plain'));
    const good = server(digits);
    const to = (place: string): typeof fetch => {
      return async (url, init) =>
        String(url).startsWith('https://data.example')
          ? new Response(null, { status: 302, headers: { location: place } })
          : good.fetch(url, init);
    };
    const download = source.downloads[0]!;
    await expect(
      fetchDownload(source, download, services(to('http://mirror.example/digits.bin'))),
    ).rejects.toThrow(/is not https/);
    await expect(
      fetchDownload(source, download, services(to('https://data.example/digits.bin'))),
    ).rejects.toThrow(/redirected more than/);
    await fetchDownload(source, download, services(to('https://mirror.example/digits.bin')));
    expect(good.asked).toEqual([{ url: 'https://mirror.example/digits.bin', range: null }]);
  });

  it('ends with exit code 130 when it is interrupted, and keeps what came', async () => {
    const source = sourceOf(single('plain'));
    const stop = new AbortController();
    const slow: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            if (stop.signal.aborted) return controller.error(stop.signal.reason);
            controller.enqueue(new Uint8Array(digits.subarray(0, 100)));
            stop.abort();
          },
        }),
      );
    const use = { ...services(slow), signal: stop.signal };
    await expect(fetchDownload(source, source.downloads[0]!, use)).rejects.toMatchObject({ exitCode: 130 });
    expect(await readFile(join(cache, 'digits.bin.part'))).toHaveLength(100);
  });
});
