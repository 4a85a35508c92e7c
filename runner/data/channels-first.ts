/**
 * From `[n, area, channels]` to `[n, channels, area]`.
 * @param values are left as they are
 */
export function channelsFirst<Values extends Uint8Array | Float32Array | Float64Array>(
  values: Values,
  n: number,
  area: number,
  channels: number,
): Values {
  if (channels === 1) return values;
  const result = values.slice() as Values;
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let place = 0; place < area; place++) {
        result[at++] = values[(i * area + place) * channels + channel]!;
      }
    }
  }
  return result;
}
