import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run bundle', () => {
  it('makes an archive under 40 MB whose content runs without a network, npm, Node or any other file but system libraries', () => {
    const made = join(folder, 'made');
    execFileSync(process.execPath, ['scripts/bundle.mjs', made], { cwd: packageRoot });
    expect(statSync(`${made}.tar.xz`).size).toBeLessThan(40e6);
    const place = join(folder, 'root', 'opt', 'some where');
    mkdirSync(place, { recursive: true });
    execFileSync('tar', ['-xf', `${made}.tar.xz`, '-C', place]);
    rmSync(made, { recursive: true });
    // a root of its own: the loader and libraries of the system, a shell, /proc, and the archive's content
    const root = join(folder, 'root');
    const runtime = 'made/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1';
    const needed = ['made/bin/node', runtime].flatMap((path) => systemLibraries(join(place, path)));
    for (const path of ['/bin/sh', ...new Set(needed)]) cpSync(path, join(root, path), { dereference: true });
    for (const path of ['proc', 'tmp']) mkdirSync(join(root, path), { recursive: true });
    const command = `cd /tmp && "/opt/some where/made/infoplane" run "/opt/some where/made/app/specs/quickstart.yaml" --set 'datasets.mnist.subset={train: 10000, test: 2000}'`;
    const inside = ['-c', 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/sh -c "$1"', root, command];
    execFileSync('unshare', ['--net', '--mount', '--pid', '--fork', '/bin/sh', ...inside], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    const table = readFileSync(join(root, 'tmp/runs/quickstart/latest/tables/training.csv'), 'utf8');
    expect(table).toContain(',test,');
  });
});

/** The shared libraries that a program or library needs, and the loader. */
function systemLibraries(program: string): string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
