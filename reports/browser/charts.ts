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
  const heights: Record<string, (width: number) => number> = {
    wide: (width) => Math.min(430, Math.max(300, width * 0.72)),
    tall: (width) => Math.min(400, Math.max(300, width * 0.78)),
    square: (width) => width * 0.86,
  };
  const size = Object.keys(heights).find((name) => place.classList.contains(name)) ?? '';
  const adapt = () => {
    const width = Math.floor(place.clientWidth);
    view.width(width).height(heights[size]?.(width) ?? 230);
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

/** Makes a figure's slider move its charts, by hand or by its button: the whole course takes about eight seconds. */
function mountScrubber(
  root: HTMLElement,
  { scrubber }: PageFigure,
  set: (parameter: string, value: unknown) => void,
): void {
  const slider = root.querySelector<HTMLInputElement>('.scrubber input');
  const button = root.querySelector<HTMLButtonElement>('.scrubber .play');
  const says = root.querySelector('.scrubber output');
  if (!scrubber || !slider || !button) return;
  let timer = 0;
  const show = (step: number) => {
    const name = scrubber.steps[step] ?? '';
    slider.valueAsNumber = step;
    if (says) says.textContent = name;
    slider.setAttribute('aria-valuetext', name);
    set(scrubber.parameter, step);
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = 'Play';
  };
  slider.addEventListener('input', () => {
    pause();
    show(slider.valueAsNumber);
  });
  button.addEventListener('click', () => {
    if (timer) return pause();
    const last = scrubber.steps.length - 1;
    const stride = Math.max(1, Math.round(last / 80));
    button.textContent = 'Pause';
    if (slider.valueAsNumber >= last) show(0);
    timer = window.setInterval(() => {
      show(Math.min(last, slider.valueAsNumber + stride));
      if (slider.valueAsNumber >= last) pause();
    }, 100);
  });
}

/** Makes a figure live: its charts, the buttons of its legend, its slider and its check boxes. */
async function mountFigure(figure: PageFigure): Promise<void> {
  const root = document.getElementById(`figure-${figure.id}`);
  if (!root) return;
  const places = [...root.querySelectorAll<HTMLElement>('.chart')];
  // panels of a group stand together, whatever their order is
  const views = await Promise.all(
    places.flatMap((place) => {
      const specification = figure.vega[Number(place.dataset.panel)];
      return specification ? [mountChart(place, specification)] : [];
    }),
  );
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
  const list = root.querySelector<HTMLSelectElement>('.choice select');
  list?.addEventListener('change', () => {
    set(list.dataset.parameter ?? '', list.value);
    for (const picture of root.querySelectorAll<HTMLElement>('.picture')) {
      const own = picture.dataset.choice;
      picture.hidden = own !== '' && own !== list.value;
    }
  });
  mountScrubber(root, figure, set);
  for (const control of root.querySelectorAll<HTMLElement>('.live')) control.hidden = false;
}

export const chartScript = [showTip, mountChart, mountScrubber, mountFigure];
export type MountFigure = typeof mountFigure;
