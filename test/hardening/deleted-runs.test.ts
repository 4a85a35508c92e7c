import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

it.each(['runs', '.infoplane'])(
  'a run whose folder %s is deleted while it goes on ends in a message',
  async (name) => {
    const { folder } = await createWorkplace();
    let err = '';
    let there = true;
    const code = await runCommandLine(['run', 'tiny.yaml'], {
      out: () => {},
      err: (text) => {
        err += text;
        if (there && text.includes(': training, ')) {
          there = false; // once: a training whose lease went begins again
          rmSync(join(folder, name), { recursive: true, force: true });
        }
      },
      terminal: false,
      cwd: folder,
      env: { INFOPLANE_CHECKPOINT_SECONDS: '0' },
      signal: new AbortController().signal,
    });
    expect(err).not.toMatch(/this is a bug|^ {4}at /m);
    expect(code, err).toBe(name === 'runs' ? 4 : 0);
    rmSync(folder, { recursive: true });
  },
);
