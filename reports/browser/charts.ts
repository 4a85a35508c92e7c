import type { PageFigure } from './page-data.ts';

/** What is used of Vega's view. */
interface ChartView {
  tooltip(handler: (handler: unknown, event: MouseEvent, item: unknown, value: unknown) => void): ChartView;
  initialize(holder: Element): ChartView;
  width(pixels: number): ChartView;
  height(pixels: number): ChartView;
  signal(name: string, value: unknown): ChartView;
  runAsync(): Promise<ChartView>;
}

declare const vega: {
  View: new (runtime: object, options: object) => ChartView;
  parse(specification: object, config: undefined, options: { ast: true }): object;
  expressionInterpreter: object;
};

/** Shows the fields of the mark under the pointer; hides the box when there is none. */
function showTip(_handler: unknown, event: MouseEvent, _item: unknown, value: unknown): void {
  const box = document.getElementById('tip');
  if (!box) return;
  box.hidden = value === null || value === undefined || value === '';
  if (box.hidden) return;
  const fields = Object.entries(value as Record<string, unknown>);
  const shown = fields.filter(([, text]) => !['', 'null', 'NaN', 'undefined'].includes(String(text)));
  box.replaceChildren(
    ...shown.flatMap(([name, text]) => {
      const term = document.createElement('dt');
      const detail = document.createElement('dd');
      term.textContent = name;
      detail.textContent = String(text);
      return [term, detail];
    }),
  );
  const width = document.documentElement.clientWidth;
  box.style.left = `${Math.max(4, Math.min(event.clientX + 14, width - box.offsetWidth - 4))}px`;
  const below = event.clientY + 14;
  const fits = below + box.offsetHeight < window.innerHeight;
  box.style.top = `${fits ? below : event.clientY - box.offsetHeight - 10}px`;
}

/** Puts a live chart in the place of the drawn one and keeps it as wide as its place. */
async function mountChart(place: HTMLElement, specification: object): Promise<ChartView> {
  const holder = document.createElement('div');
  const runtime = vega.parse(specification, undefined, { ast: true });
  const view = new vega.View(runtime, { expr: vega.expressionInterpreter, renderer: 'svg', logLevel: 0 });
  const wide = place.classList.contains('wide');
  const adapt = () => {
    const width = Math.floor(place.clientWidth);
    view.width(width).height(wide ? Math.min(430, Math.max(300, width * 0.72)) : 230);
    return view.runAsync();
  };
  view.tooltip(showTip).initialize(holder);
  await adapt();
  holder.setAttribute('aria-hidden', 'true');
  place.replaceChildren(holder);
  let last = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === last || place.clientWidth === 0) return;
    last = place.clientWidth;
    adapt();
  }).observe(place);
  return view;
}

/** Makes a figure live: its charts, the buttons of its legend, its slider and its check boxes. */
async function mountFigure(figure: PageFigure): Promise<void> {
  const root = document.getElementById(`figure-${figure.id}`);
  if (!root) return;
  const places = [...root.querySelectorAll<HTMLElement>('.chart')];
  const views = await Promise.all(places.map((place, i) => mountChart(place, figure.vega[i]!)));
  const set = (parameter: string, value: unknown) => {
    for (const view of views) view.signal(parameter, value).runAsync();
  };
  const hidden = new Set<string>();
  for (const button of root.querySelectorAll<HTMLButtonElement>('.legend button')) {
    button.disabled = false;
    button.addEventListener('click', () => {
      const series = button.dataset.series ?? '';
      if (!hidden.delete(series)) hidden.add(series);
      button.setAttribute('aria-pressed', String(!hidden.has(series)));
      set('hidden', [...hidden]);
    });
  }
  for (const box of root.querySelectorAll<HTMLInputElement>('.switch input')) {
    box.addEventListener('change', () => set(box.dataset.parameter ?? '', box.checked));
  }
  const slider = root.querySelector<HTMLInputElement>('.scrubber input');
  const says = root.querySelector('.scrubber output');
  slider?.addEventListener('input', () => {
    const step = figure.scrubber?.steps[slider.valueAsNumber] ?? '';
    if (says) says.textContent = step;
    slider.setAttribute('aria-valuetext', step);
    set(figure.scrubber?.parameter ?? '', slider.valueAsNumber);
  });
  for (const control of root.querySelectorAll<HTMLElement>('.live')) control.hidden = false;
}

export const chartScript = [showTip, mountChart, mountFigure];
export type MountFigure = typeof mountFigure;
