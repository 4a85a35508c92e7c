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
