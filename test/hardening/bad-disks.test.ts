import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asOtherUser,
  checkFillLevels,
  expectOneMessage,
  freshFolder,
  infoplane,
  keptResult,
  mountMissing,
  openSmallDisk,
  tables,
  userMissing,
} from './bad-disks.ts';

describe('a disk that fails', { timeout: 600_000 }, () => {
  let place: string;
  let right: Buffer;
  beforeAll(() => {
    place = freshFolder();
    expect(infoplane(place, ['run', 'tiny.yaml']).code).toBe(0);
    right = tables(place);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it.skipIf(mountMissing)(
    `full, at 3 fill levels: one message, and done after space was made${mountMissing ? ` (${mountMissing})` : ''}`,
    () => checkFillLevels([0, 20, 100], right),
  );

  it.skipIf(mountMissing)(
    `too full for captures alone: a warning, the same tables, nothing half kept${mountMissing ? ` (${mountMissing})` : ''}`,
    () => {
      const often = ['run', 'tiny.yaml', '--set', 'probes.forward.at={every: 1}'];
      expect(infoplane(place, often).code).toBe(0);
      const whole = tables(place);
      const disk = openSmallDisk();
      try {
        disk.fill(4e6);
        const { code, err } = infoplane(disk.folder, often);
        expect(code, err).toBe(0);
        expect(err).toMatch(
          /captures of probe (forward|backward) cannot be kept: the disk is full \(ENOSPC\)/,
        );
        expect(tables(disk.folder).equals(whole)).toBe(true);
        const left = readdirSync(join(disk.folder, '.infoplane'), { recursive: true }).map(String);
        expect(left.filter((name) => name.endsWith('/rows'))).toHaveLength(
          left.filter((name) => name.endsWith('whole.json')).length,
        );
      } finally {
        disk.close();
      }
    },
  );

  it.skipIf(mountMissing)(`read-only${mountMissing ? ` (${mountMissing})` : ''}`, () => {
    const disk = openSmallDisk();
    try {
      expect(infoplane(disk.folder, ['run', 'tiny.yaml']).code).toBe(0);
      disk.readOnly();
      expectOneMessage(infoplane(disk.folder, ['run', 'tiny.yaml']), /read-only \(EROFS\)/, 'run');
      expectOneMessage(infoplane(disk.folder, ['report', 'tiny']), /read-only \(EROFS\)/, 'report');
      for (const args of [['status'], ['list'], ['gc'], ['explain', 'tiny.yaml'], ['diff', 'tiny', 'tiny']]) {
        const { code, err } = infoplane(disk.folder, args);
        expect(code, err).toBe(0);
      }
      const env = { INFOPLANE_STORE: join(disk.folder, '.infoplane') };
      const kept = infoplane(place, ['run', 'tiny.yaml'], { env });
      expect(kept.code, kept.err).toBe(0);
      expect(kept.err).toContain('kept from an earlier run');
      const other = infoplane(place, ['run', 'tiny.yaml', '--set', 'seed=4'], { env });
      expectOneMessage(other, /cannot be (kept|written).*(EROFS|ENOENT)/, 'another study');
    } finally {
      disk.close();
    }
  });

  it('a file in the place of the store, of the runs, of a study’s folder', () => {
    const file = join(place, 'a-file');
    writeFileSync(file, 'not a folder');
    const store = infoplane(place, ['run', 'tiny.yaml'], { env: { INFOPLANE_STORE: file } });
    expectOneMessage(store, /there is a file where a folder should be \(ENOTDIR\)/, 'store');
    const runs = infoplane(place, ['run', 'tiny.yaml', '--out', 'a-file/x']);
    expectOneMessage(runs, /there is a file where a folder should be \(ENOTDIR\)/, '--out');
    mkdirSync(join(place, 'out'));
    writeFileSync(join(place, 'out/tiny'), '');
    expectOneMessage(infoplane(place, ['run', 'tiny.yaml', '--out', 'out']), /cannot be written/, 'study');
  });

  it('few files that may be open: one message or a run that is done, whatever cannot be opened', () => {
    const ends = [24, 40, 64, 90, 110, 140].map((limit) => {
      const ended = infoplane(place, ['run', 'tiny.yaml', '--fresh'], { before: `ulimit -n ${limit}` });
      if (ended.code !== 0) expectOneMessage(ended, /may open (no more|too few) files/, `${limit} files`);
      return { limit, code: ended.code };
    });
    expect(ends[0]!.code).toBe(4);
    const after = infoplane(place, ['run', 'tiny.yaml']);
    expect(after.code, after.err).toBe(0);
    expect(after.err).not.toContain('damaged');
    expect(tables(place).equals(right)).toBe(true);
    console.log(
      `files that may be open, and exit codes: ${ends.map(({ limit, code }) => `${limit}: ${code}`).join(', ')}`,
    );
  });

  it.skipIf(userMissing)(
    `what this user may not write or read${userMissing ? ` (${userMissing})` : ''}`,
    () => {
      const folder = freshFolder();
      const denied = (args: string[], about: string, what = /access is denied \(EACCES\)/) => {
        expectOneMessage(infoplane(folder, args, { before: asOtherUser }), what, about);
      };
      try {
        expect(infoplane(folder, ['run', 'tiny.yaml']).code).toBe(0);
        chmodSync(folder, 0o755);
        denied(['run', 'tiny.yaml'], 'runs of another user');
        const result = keptResult(folder);
        chmodSync(result, 0);
        mkdirSync(join(folder, 'open'));
        chmodSync(join(folder, 'open'), 0o777);
        denied(['run', 'tiny.yaml', '--out', 'open'], 'a result of another user', /EACCES/);
        chmodSync(result, 0o644);
        chmodSync(join(folder, 'runs/tiny/latest/tables/estimates.arrow'), 0);
        denied(['report', 'tiny'], 'a table of another user', /EACCES/);
        chmodSync(join(folder, 'runs/tiny/latest/tables/estimates.arrow'), 0o644);
        expect(infoplane(folder, ['run', 'tiny.yaml']).err).toContain('kept from an earlier run');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it('a place where no folder can be made', () => {
    for (const args of [
      ['run', 'tiny.yaml', '--out', '/proc/infoplane/runs'],
      ['init', '/proc/infoplane'],
    ]) {
      expectOneMessage(infoplane(place, args), /no folder can be made there/, args.join(' '));
    }
    const store = infoplane(place, ['run', 'tiny.yaml'], {
      env: { INFOPLANE_STORE: '/proc/infoplane/store' },
    });
    expectOneMessage(store, /no folder can be made there/, 'store');
  });

  it.each([
    ['back', -5e10],
    ['forward', 5e10],
  ])('a clock that jumps %s keeps what is in use and does not end in impossible times', (_, jump) => {
    const fake = join(place, 'clock.cjs');
    writeFileSync(
      fake,
      `const real = Date.now; const start = real(); Date.now = () => real() + (real() - start > 400 ? ${jump} : 0);`,
    );
    const env = { NODE_OPTIONS: `--require ${fake}` };
    const { code, out, err } = infoplane(place, ['run', 'tiny.yaml', '--fresh'], { env });
    expect(code, err).toBe(0);
    expect(out).not.toMatch(/after (-|\d+ (h|d)|\d{4,} s)/);
    expect(tables(place).equals(right)).toBe(true);
    expect(infoplane(place, ['gc'], { env }).out).toMatch(/^removed 0 results/);
    expect(existsSync(join(place, '.infoplane/objects'))).toBe(true);
    expect(infoplane(place, ['run', 'tiny.yaml'], { env }).err).toContain('kept from an earlier run');
  });

  it('standard output and standard error that nobody takes end nothing', () => {
    const closed = (redirection: string, args = ['validate', 'tiny.yaml', 'missing.yaml']) =>
      infoplane(place, args, { before: `exec ${redirection}` });
    for (const redirection of ['>&-', '2>&-', '2>/dev/full', '> >(true)', '2> >(true)']) {
      expect(closed(redirection).code, redirection).toBe(3);
    }
    expect(closed('2> >(true)', ['run', 'tiny.yaml', '--fresh', '--check']).code).toBe(5);
    expectOneMessage(
      closed('>/dev/full', ['nodes']),
      /results cannot be written to the standard output/,
      'full',
    );
  });

  it('links that lead in a circle', () => {
    symlinkSync('circle', join(place, 'circle'));
    const { code, err } = infoplane(place, ['run', 'tiny.yaml', '--out', 'circle']);
    expectOneMessage({ code, out: '', err }, /cannot be written/, 'circle');
  });
});
