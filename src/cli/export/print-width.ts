/** Points (1/72 inch) in the units that a width may have. */
const units: Readonly<Record<string, number>> = { pt: 1, mm: 72 / 25.4, cm: 72 / 2.54, in: 72 };

/** Points of the width of a column of many journals, 8.5 cm. */
export const columnWidth = 8.5 * units.cm!;

/** Points of the narrowest and the widest figure: 3 cm and 1 m. */
const [least, most] = [3 * units.cm!, 100 * units.cm!];

/** Points of a width such as `8.5cm`, `85mm`, `3.35in` or `241pt`; null where it is none, or not between 3 cm and 1 m. */
export function printWidth(text: string): number | null {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,6})?)\s*(pt|mm|cm|in)$/.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  const points = Number(number) * units[unit!]!;
  return points >= least - 1e-6 && points <= most + 1e-6 ? points : null;
}
