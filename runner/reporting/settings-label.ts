import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from './report-run.ts';

/**
 * The settings that set a row apart, besides the axis `over` which means are taken, such as `filters=32, alpha=2`;
 * empty when there are none. An axis is called by the last part of its path.
 */
export function settingsLabel(row: Row, context: ReportContext, over: string): string {
  const axes = context.plan.axes.map((axis) => axis.name).filter((name) => name !== over);
  return axes
    .filter((axis) => row[axis] != null)
    .map((axis) => `${axis.split('.').at(-1)}=${row[axis]}`)
    .join(', ');
}

/** `name (settings)`, or the name alone. */
export function seriesLabel(name: string, settings: string): string {
  return settings === '' ? name : `${name} (${settings})`;
}
