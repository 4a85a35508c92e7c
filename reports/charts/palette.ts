/** Colours of the series, defined by the page for light and dark: near the Okabe-Ito set, which colour-blind readers tell apart. */
const colours = 8;
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

/** Colours for the course of a training, first to last, defined by the page: near viridis. */
export const courseColours = Array.from({ length: 9 }, (_, i) => `var(--t${i + 1})`);

/** Colour of the series at `place`, as a CSS variable of the page. */
export function seriesColour(place: number): string {
  return `var(--s${(place % colours) + 1})`;
}

/** Vega's name of the symbol of the series at `place`; colour and symbol together repeat after 56 places. */
export function seriesShape(place: number): string {
  return shapes[place % shapes.length]!;
}

/** Outlines of the symbols, around the origin. */
export const shapePaths: Readonly<Record<string, string>> = {
  circle: 'M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0',
  square: 'M-4.5,-4.5h9v9h-9Z',
  'triangle-up': 'M0,-5.5L5.5,4.5H-5.5Z',
  diamond: 'M0,-6L6,0L0,6L-6,0Z',
  cross: 'M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4Z',
  'triangle-down': 'M0,5.5L5.5,-4.5H-5.5Z',
  'triangle-right': 'M5.5,0L-4.5,5.5V-5.5Z',
};
