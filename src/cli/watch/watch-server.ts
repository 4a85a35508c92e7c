import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WatchPage } from '../../../runner/reporting/watch-page.ts';

/** What a watched run shows. */
export interface WatchContent {
  /** The page around the report. */
  readonly page: WatchPage;
  /** The report as it is now. */
  readonly report: () => Promise<string>;
}

/** Serves a watched run to this machine, and to whoever has the address. */
export interface WatchServer {
  /** With the token that every request must have. */
  readonly address: string;
  /** Tells all pages that are open. */
  tell(event: 'progress' | 'rows' | 'ended', data: object): void;
  /** Pages that are open. */
  readonly watchers: number;
  close(): Promise<void>;
}

const headers = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
};

/**
 * Serves on 127.0.0.1 alone. Only reads, and only answers requests that name this very address as their host (so that no other site's
 * name can lead here) and have the token in their path.
 * @param port 0 for one that is free
 */
export async function openWatchServer(content: WatchContent, port: number): Promise<WatchServer> {
  const token = randomBytes(16).toString('hex');
  const open = new Set<ServerResponse>();
  let latest = '';
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    answer(request, response, { token, host: `127.0.0.1:${own}`, content, open, latest: () => latest });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${own}/${token}/`,
    tell(event, data) {
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      if (event === 'progress') latest = text;
      for (const response of open) response.write(text);
    },
    get watchers() {
      return open.size;
    },
    async close() {
      for (const response of open) response.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Answering {
  readonly token: string;
  readonly host: string;
  readonly content: WatchContent;
  readonly open: Set<ServerResponse>;
  /** The progress that was told last. */
  readonly latest: () => string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, host, content, open, latest }: Answering,
): Promise<void> {
  const refuse = (status: number) => response.writeHead(status, headers).end();
  if (request.method !== 'GET') return void refuse(405);
  if (request.headers.host !== host) return void refuse(403);
  const [, given = '', name = ''] = (request.url ?? '').split('/');
  if (!isSame(given, token)) return void refuse(404);
  if (name === '') {
    const all = {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': content.page.policy,
    };
    response.writeHead(200, all).end(content.page.text);
  } else if (name === 'report.html') {
    try {
      const text = await content.report();
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(text);
    } catch (cause) {
      response.writeHead(500, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`The report cannot be drawn yet: ${(cause as Error).message}\n`);
    }
  } else if (name === 'events') {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.write(latest() || ': here\n\n');
    open.add(response);
    response.on('close', () => open.delete(response));
  } else refuse(404);
}

function isSame(given: string, token: string): boolean {
  return given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
}
