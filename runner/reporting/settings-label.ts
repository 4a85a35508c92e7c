import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from './report-run.ts';

/**
 * The settings that set a row apart, besides the axes `over` which means are taken or that are said elsewhere, such as `filters=32, alpha=2`;
 * empty when there are none. An axis is called by the last part of its path.
 */
export function settingsLabel(row: Row, context: ReportContext, ...over: readonly string[]): string {
  const axes = context.plan.axes.map((axis) => axis.name).filter((name) => !over.includes(name));
  return axes
    .filter((axis) => row[axis] != null)
    .map((axis) => `${axis.split('.').at(-1)}=${row[axis]}`)
    .join(', ');
}

/** `name (settings)`, or the name alone. */
export function seriesLabel(name: string, settings: string): string {
  return settings === '' ? name : `${name} (${settings})`;
}
