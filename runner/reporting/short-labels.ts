/**
 * Labels such as `IXT (alpha 2, bandwidth silverman 5)` without the settings that more than half of them share; in full where that
 * would make two alike.
 * @example shortLabels(['a (n 1, k 2)', 'a (n 1, k 3)', 'a (n 1, k 2, m 0)']) // ['a', 'a (k 3)', 'a (m 0)']
 */
export function shortLabels(labels: readonly string[]): readonly string[] {
  const parts = labels.map((label) => {
    const [, name, settings] = /^([^(]*?) \((.*)\)$/.exec(label) ?? [label, label, ''];
    return { name: name!, settings: settings === '' ? [] : settings!.split(', ') };
  });
  const counts = new Map<string, number>();
  for (const { settings } of parts)
    for (const one of new Set(settings)) counts.set(one, (counts.get(one) ?? 0) + 1);
  const short = parts.map(({ name, settings }) => {
    const own = settings.filter((one) => counts.get(one)! <= labels.length / 2);
    return own.length === 0 ? name : `${name} (${own.join(', ')})`;
  });
  return new Set(short).size === labels.length ? short : labels;
}
