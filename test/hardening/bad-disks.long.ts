import { rmSync } from 'node:fs';
import { it } from 'vitest';
import { checkFillLevels, freshFolder, infoplane, mountMissing, tables } from './bad-disks.ts';

it.skipIf(mountMissing)(
  `a disk that is full at 10 fill levels${mountMissing ? ` (${mountMissing})` : ''}`,
  () => {
    const place = freshFolder();
    infoplane(place, ['run', 'tiny.yaml']);
    checkFillLevels([0, 4, 8, 12, 16, 20, 28, 40, 60, 100], tables(place));
    rmSync(place, { recursive: true, force: true });
  },
);
