import { expect, test } from 'vitest';
import { momentOfName } from '../../runner/forward/moment-of-name.ts';

test.each([
  ['step-000469.safetensors', 469, null],
  ['ckpt/net_iter_30.safetensors', 30, null],
  ['000128.safetensors', 128, null],
  ['resnet18-250.safetensors', 250, null],
  ['epoch=3-step=1407.safetensors', 1407, 3],
  ['ep03.safetensors', null, 3],
  ['run2/epoch_12.safetensors', null, 12],
  ['lenet-e5-s2345.safetensors', 2345, 5],
  ['recipe7.safetensors', 7, null],
  ['final.safetensors', null, null],
  ['run2/final.safetensors', null, null],
  ['step-99999999999999999999.safetensors', null, null],
])('%s', (name, iteration, epoch) => {
  expect(momentOfName(name)).toEqual({ iteration, epoch });
});
