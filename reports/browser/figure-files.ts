import type { SaveFile } from './tables.ts';

declare const saveFile: SaveFile;

/** The value of each of the page's colours in the light theme, by variable. */
function lightColours(): ReadonlyMap<string, string> {
  const first = document.styleSheets[0]?.cssRules[0];
  const found = new Map<string, string>();
  if (!(first instanceof CSSStyleRule)) return found;
  for (const name of first.style)
    if (name.startsWith('--')) found.set(name, first.style.getPropertyValue(name).trim());
  return found;
}

/** Text that stands in the page as an SVG text at the same place. */
function placedText(node: Node, origin: DOMRect, colour: string): string {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const text = (node.textContent ?? '').trim();
  if (text === '' || box.width === 0) return '';
  const escaped = new XMLSerializer().serializeToString(document.createTextNode(text));
  return `<text x="${box.left - origin.left}" y="${box.bottom - origin.top - box.height * 0.25}" font-size="13" fill="${colour}">${escaped}</text>`;
}

/** A figure as one SVG that needs nothing of the page: its legend, its headings and its charts where they stand, in light colours. */
function figureSvg(root: HTMLElement): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
} {
  const origin = root.getBoundingClientRect();
  const parts: string[] = [];
  let bottom = 0;
  const nested = (svg: Element) => {
    const box = svg.getBoundingClientRect();
    if (box.width === 0) return;
    const copy = svg.cloneNode(true) as Element;
    copy.setAttribute('x', String(box.left - origin.left));
    copy.setAttribute('y', String(box.top - origin.top));
    copy.setAttribute('width', String(box.width));
    copy.setAttribute('height', String(box.height));
    copy.removeAttribute('class');
    parts.push(new XMLSerializer().serializeToString(copy));
    bottom = Math.max(bottom, box.bottom - origin.top);
  };
  for (const title of root.querySelectorAll('h3, h4, .panel > .heading'))
    parts.push(placedText(title, origin, 'var(--ink)'));
  for (const button of root.querySelectorAll('.legend button[aria-pressed="true"]')) {
    for (const svg of button.querySelectorAll('svg')) nested(svg);
    const label = button.lastChild;
    if (label) parts.push(placedText(label, origin, 'var(--ink)'));
  }
  for (const svg of root.querySelectorAll('.chart svg')) nested(svg);
  const colours = lightColours();
  const [width, height] = [Math.ceil(origin.width), Math.ceil(bottom + 12)];
  const body = parts.join('\n').replace(/var\((--[a-z0-9-]+)\)/g, (_, name) => colours.get(name) ?? 'black');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif"><rect width="100%" height="100%" fill="white"/>${body}</svg>`;
  return { svg, width, height };
}

/** Draws an SVG into a PNG of twice its size, or as large as a browser makes one. */
async function toPng({ svg, width, height }: ReturnType<typeof figureSvg>): Promise<Blob> {
  const picture = new Image();
  const letters = [...new TextEncoder().encode(svg)].map((byte) => String.fromCharCode(byte)).join('');
  picture.src = `data:image/svg+xml;base64,${btoa(letters)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  const scale = Math.min(2, 16_000 / width, 16_000 / height);
  canvas.width = Math.max(1, Math.floor(scale * width));
  canvas.height = Math.max(1, Math.floor(scale * height));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}

/** Makes the buttons of a figure save it: as SVG, as PNG, its values as CSV. */
function mountSaving(root: HTMLElement, study: string, id: string): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('.take button')) {
    button.addEventListener('click', async () => {
      const form = button.dataset.form;
      if (form === 'csv') return root.querySelector<HTMLButtonElement>('.download')?.click();
      const drawn = figureSvg(root);
      const blob = form === 'png' ? await toPng(drawn) : new Blob([drawn.svg], { type: 'image/svg+xml' });
      saveFile(`${study}-${id}.${form}`, blob);
    });
  }
}

export const figureFilesScript = [lightColours, placedText, figureSvg, toPng, mountSaving];
export type MountSaving = typeof mountSaving;
