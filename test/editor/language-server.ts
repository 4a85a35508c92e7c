import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
};

/** A place in a text, counted from 0. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** A yaml-language-server that talks over stdio, with one schema for all files. */
export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number | string, (value: unknown) => void>();
  #buffer = Buffer.alloc(0);
  #last = 0;

  constructor(program: string) {
    this.#process = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout!.on('data', (bytes: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, bytes]);
      this.#read();
    });
  }

  /** @param schema path of the schema file */
  async open(schema: string): Promise<void> {
    await this.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    this.#send({ method: 'initialized', params: {} });
    const yaml = {
      schemas: { [pathToFileURL(schema).href]: '*.yaml' },
      completion: true,
      hover: true,
      validate: true,
    };
    this.#settings = { yaml, http: {}, '[yaml]': {} };
    this.#send({ method: 'workspace/didChangeConfiguration', params: { settings: this.#settings } });
  }

  #settings: Record<string, unknown> = {};

  /** Opens a text and waits for what the server says is wrong with it. */
  async diagnose(uri: string, text: string): Promise<{ range: { start: Place }; message: string }[]> {
    const told = new Promise((resolve) => this.#waiting.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    return (await told) as { range: { start: Place }; message: string }[];
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#process.kill();
  }

  #send(message: Record<string, unknown>): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(): void {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, end).toString())?.[1]);
      const from = end + 4;
      if (this.#buffer.length < from + length) return;
      const message: Message = JSON.parse(this.#buffer.subarray(from, from + length).toString());
      this.#buffer = this.#buffer.subarray(from + length);
      this.#receive(message);
    }
  }

  #receive({ id, method, params, result }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: unknown };
      this.#settle(uri, diagnostics);
    } else if (method === 'workspace/configuration' && id !== undefined) {
      const { items } = params as { items: { section?: string }[] };
      this.#send({ id, result: items.map(({ section = '' }) => this.#settings[section] ?? null) });
    } else if (method !== undefined && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      this.#settle(id, result);
    }
  }

  #settle(key: number | string, value: unknown): void {
    this.#waiting.get(key)?.(value);
    this.#waiting.delete(key);
  }
}
