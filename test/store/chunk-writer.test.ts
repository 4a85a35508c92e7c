import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { firstMark, readChunks } from '../../runner/store/chunk-file.ts';
import { createChunkWriter } from '../../runner/store/chunk-writer.ts';

it('a thread writes what openChunkFile writes, several files at once, and says what goes wrong with one of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'infoplane-writer-'));
  const writer = createChunkWriter();
  try {
    const shared = new Uint8Array(new SharedArrayBuffer(100_000)).fill(7);
    const paths = ['a', 'b'].map((name) => join(folder, name));
    const files = await Promise.all(paths.map((path) => writer.open(path, firstMark)));
    await Promise.all(
      files.flatMap((file) => [file.append([shared, Buffer.from('end')]), file.append([shared])]),
    );
    const marks = await Promise.all(files.map((file) => file.flush()));
    await Promise.all(files.map((file) => file.close()));
    for (const [at, path] of paths.entries()) {
      expect(await readChunks(path, marks[at]!)).toEqual([
        Buffer.concat([shared, Buffer.from('end')]),
        Buffer.from(shared),
      ]);
    }
    expect(shared).toHaveLength(100_000);
    await expect(writer.open(join(folder, 'none', 'c'), firstMark)).rejects.toMatchObject({ code: 'ENOENT' });
    const again = await writer.open(paths[0]!, marks[0]!);
    await again.close();
  } finally {
    await writer.close();
    await rm(folder, { recursive: true });
  }
});
