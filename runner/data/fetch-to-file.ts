import { type FileHandle, open } from 'node:fs/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Download } from '../contract/data-source.ts';

/** What fetching may use. */
export interface FetchServices {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Told after each piece: bytes so far, and of the whole where the server says it. */
  readonly progress: (received: number, total: number | null) => void;
}

const mostRedirects = 5;

/**
 * Fetches a download into a file. Bytes that the file holds already are asked for no more (`Range`), if the server goes
 * along; else it starts again. Never writes more than the download's size.
 * @throws RunError when it cannot be had; the file keeps what came
 */
export async function fetchToFile(download: Download, path: string, services: FetchServices): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'a+');
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be written`);
  }
  try {
    await continueFile(download, file, services);
  } catch (cause) {
    if (services.signal.aborted) throw new RunError('interrupted', { exitCode: 130, cause });
    const { size } = await file.stat();
    throw new RunError(`${download.url} cannot be fetched: ${reason(cause)}`, {
      hint:
        size > 0
          ? `${size} bytes are kept; the same command goes on from there`
          : 'fetch it by other means and put its files into a folder named in INFOPLANE_DATA; see `infoplane data list`',
      cause,
    });
  } finally {
    await file.close();
  }
}

async function continueFile(download: Download, file: FileHandle, services: FetchServices): Promise<void> {
  let { size } = await file.stat();
  let response = await request(download.url, size, services);
  if (size > 0 && !continues(response, size)) {
    await response.body?.cancel();
    await file.truncate(0);
    size = 0;
    response = await request(download.url, 0, services);
  }
  if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
  const length = Number(response.headers.get('content-length'));
  const total = length > 0 ? size + length : null;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > download.bytes) {
      await file.truncate(0);
      throw new Error(`it is larger than ${download.bytes} bytes`);
    }
    await file.appendFile(chunk);
    services.progress(size, total);
  }
  if (total !== null && size < total) throw new Error(`it broke off after ${size} of ${total} bytes`);
}

/** Whether an answer is the rest of a file from `size` on. */
function continues(response: Response, size: number): boolean {
  return (
    response.status === 206 && (response.headers.get('content-range') ?? '').startsWith(`bytes ${size}-`)
  );
}

/** Asks for a file from a byte on, and follows redirects as long as they stay with https. */
async function request(url: string, from: number, { fetch, signal }: FetchServices): Promise<Response> {
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  let place = new URL(url);
  for (let hop = 0; hop <= mostRedirects; hop++) {
    if (place.protocol !== 'https:') throw new Error(`${place.href} is not https`);
    const response = await fetch(place.href, { headers, signal, redirect: 'manual' });
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || next === null) return response;
    await response.body?.cancel();
    place = new URL(next, place);
  }
  throw new Error(`it was redirected more than ${mostRedirects} times`);
}

function reason(cause: unknown): string {
  const error = cause as Error & { cause?: Error };
  return error.cause?.message ?? error.message;
}
