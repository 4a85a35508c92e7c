import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { axisColumn } from '../../src/table/select-rows.ts';
import { cellWords } from '../../src/table/setting-words.ts';
import type { ReportContext } from '../contract/report.ts';
import { runAxis } from './run-axis.ts';

/**
 * The settings that set a row apart, besides the axes `over` which means are taken or that are said elsewhere, such as `filters=32, alpha=2`;
 * empty when there are none. An axis is called by the last part of its path.
 */
export function settingsLabel(row: Row, context: ReportContext, ...over: readonly string[]): string {
  const axes = context.plan.axes.map((axis) => axis.name).filter((name) => !over.includes(name));
  return axes
    .filter((axis) => row[axis] != null)
    .map((axis) =>
      axis === runAxis ? String(row[axis]) : `${axis.split('.').at(-1)}=${cellWords(row[axis]!)}`,
    )
    .join(', ');
}

/** Columns of the axes of which `where` leaves one value: all rows have it, so it sets none apart. */
export function settledAxes(row: Row, where: Where): readonly string[] {
  return settled(where).map(([axis]) => axisColumn(row, axis));
}

/** The end of a caption about them, such as ` Only activation=tanh.`; empty when there are none. */
export function settledRemark(where: Where): string {
  const words = settled(where).map(([axis, value]) => `${axis.split('.').at(-1)}=${value}`);
  return words.length === 0 ? '' : ` Only ${words.join(', ')}.`;
}

function settled({ settings = {} }: Where): readonly (readonly [axis: string, value: unknown])[] {
  return Object.entries(settings).flatMap(([axis, wanted]) => {
    const values = [wanted].flat();
    return values.length === 1 ? [[axis, values[0]] as const] : [];
  });
}

/** `name (settings)`, or the name alone. */
export function seriesLabel(name: string, settings: string): string {
  return settings === '' ? name : `${name} (${settings})`;
}
