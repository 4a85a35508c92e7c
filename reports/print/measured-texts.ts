import * as vega from 'vega';
import type { PrintFont } from './print-font.ts';

/** A text of Vega's, as far as its width depends on it. */
interface TextItem {
  readonly fontSize?: number;
  /** Beyond this width it is cut short. */
  readonly limit?: number;
}

/** What Vega knows of widths of texts; missing in its types. `width` may be replaced. */
const { textMetrics } = vega as typeof vega & {
  readonly textMetrics: { width: (item: TextItem, text: unknown) => number };
};

/** Letters of Vega's own size where an item says none. */
const usualSize = 11;

/**
 * Draws with the widths that texts have in the font, in the place of Vega's guess for when there is no canvas, 0.8 of their size a letter, which leaves out
 * labels of axes that have room. Whatever else is drawn at the same time has them too.
 */
export async function withMeasuredTexts<T>(font: PrintFont, draw: () => Promise<T>): Promise<T> {
  const guess = textMetrics.width;
  textMetrics.width = ({ fontSize = usualSize, limit = 0 }, text) => {
    const width = font.widthOf(String(text ?? ''), fontSize);
    return limit > 0 ? Math.min(limit, width) : width;
  };
  try {
    return await draw();
  } finally {
    textMetrics.width = guess;
  }
}
