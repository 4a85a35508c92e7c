import { describe, expect, it } from 'vitest';
import { engineTable } from '../../../runner/engines/engine-table.ts';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { scratchFolder } from '../../engines/install/fake-workshop.ts';

const cache = scratchFolder();

async function infoplane(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const code = await runCommandLine(args, {
    out: (part) => {
      texts.out += part;
    },
    err: (part) => {
      texts.err += part;
    },
    terminal: false,
    cwd: '.',
    // no program is on this path
    env: { XDG_CACHE_HOME: cache, PATH: cache },
    signal: new AbortController().signal,
  });
  return { code, ...texts };
}

describe('engine', () => {
  it('lists every engine: those of infoplane, and those that could be installed', async () => {
    const { code, out } = await infoplane('engine', 'list');
    expect(code).toBe(0);
    for (const { name } of engineTable) expect(out).toMatch(new RegExp(`^${name} `, 'm'));
    expect(out).toMatch(/^onnx\/cpu +part of infoplane/m);
    expect(out).toMatch(/^tfjs\/native +not installed/m);
  });

  it.each([
    [['engine', 'remove', 'tfjs/native'], 'no such action'],
    [['engine', 'install'], 'no such action'],
    [['engine', 'list', 'tfjs/native'], 'no such action'],
    [['engine', 'install', 'onnx/cpu'], 'part of infoplane'],
    [['engine', 'install', 'tfjs/abacus'], 'no engine tfjs/abacus'],
    [['engine', 'install', 'tfjs/webgpu', '--python', 'python3'], 'Python'],
  ])('is used otherwise: %j', async (args, message) => {
    const { code, err } = await infoplane(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'names the one thing that is missing here, with what to do, and exits with 4',
    async () => {
      const { code, out, err } = await infoplane('engine', 'install', 'tfjs/native');
      expect(code).toBe(4);
      expect(out).toBe('');
      expect(err).toMatch(/^infoplane: .*C\+\+ compiler.*\n {2}.*\n$/);
    },
  );
});
