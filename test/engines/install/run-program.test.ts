import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../../runner/engines/install/run-program.ts';
import { scratchFolder } from './fake-workshop.ts';

const folder = scratchFolder();
const node = (script: string, signal = new AbortController().signal) =>
  runProgram(process.execPath, ['-e', script], { env: { ...process.env, GIVEN: 'here' }, signal });

describe.skipIf(process.platform === 'win32')('runProgram', () => {
  it('gives the exit code and what was written, with the environment that was given', async () => {
    const ended = await node("console.log(process.env.GIVEN); console.error('told'); process.exitCode = 3");
    expect(ended).toEqual({ code: 3, out: 'here\n', err: 'told\n' });
  });

  it('gives null for a program that is not there, and 1 for one that is killed', async () => {
    const { signal } = new AbortController();
    expect(await runProgram('no-such-program', [], { env: {}, signal })).toBeNull();
    expect(await node("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ code: 1 });
  });

  it('keeps the end of a long text', async () => {
    const ended = await node("process.stdout.write('x'.repeat(300_000) + 'end')");
    expect(ended!.out).toHaveLength(100_000);
    expect(ended!.out.slice(-3)).toBe('end');
  });

  it('ends the program when the signal is aborted, and waits until it has ended', async () => {
    const [up, down] = ['up', 'down'].map((name) => join(folder, name));
    const write = (file: string) => `require('node:fs').writeFileSync(${JSON.stringify(file)}, '')`;
    const abort = new AbortController();
    const end = `setTimeout(() => { ${write(down!)}; process.exit(0) }, 300)`;
    const script = `process.on('SIGTERM', () => ${end}); setInterval(() => {}, 1000); ${write(up!)}`;
    const running = node(script, abort.signal).catch((error: unknown) => error);
    await vi.waitFor(() => expect(existsSync(up!)).toBe(true), { timeout: 20_000 });
    abort.abort();
    expect(await running).toMatchObject({ name: 'AbortError' });
    expect(existsSync(down!)).toBe(true);
  });
});
