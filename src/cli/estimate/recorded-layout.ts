import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { headerFile, readCapturesHeader } from '../../captures/captures-header.ts';
import { RunError } from '../../node/run-error.ts';

/**
 * The order of a 4-d T's axes, as the captures folder says it that its file lies in; undefined for any other file.
 * @param file as the command line names it, such as `captures/cnn/test/000060.npz#T.C1`
 */
export async function recordedLayout(
  file: string | undefined,
  cwd: string,
): Promise<'nhwc' | 'nchw' | undefined> {
  const [, path, layer] = /^(.*\.(?:npz|safetensors))#[Td]\.(.+)$/i.exec(file ?? '') ?? [];
  if (path === undefined || layer === undefined) return undefined;
  const own = dirname(resolve(cwd, path));
  for (const folder of [own, dirname(own)]) {
    const axes = (await headerOf(join(folder, headerFile)))?.layers.get(layer)?.axes;
    if (axes === 'NCHW') return 'nchw';
    if (axes === 'NHWC') return 'nhwc';
  }
  return undefined;
}

/** Null where there is none that can be read. */
async function headerOf(path: string) {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return readCapturesHeader(text, path);
  } catch (cause) {
    if (cause instanceof RunError) return null;
    throw cause;
  }
}
