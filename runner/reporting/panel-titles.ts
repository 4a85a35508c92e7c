import { joinWords } from '../../reports/data/join-words.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { axisColumn } from '../../src/table/select-rows.ts';
import { cellWords } from '../../src/table/setting-words.ts';
import type { ReportContext } from '../contract/report.ts';
import { accuracyLabel } from './accuracy-label.ts';

/** Facets whose values say what they are. */
const plain = ['layer', 'model', 'estimator'];

/** The panel of a row: its layer, model or estimator, its value of an axis such as `filters 6`, or empty for the facet `none`. */
export function facetHeading(row: Row, facet: string): string {
  if (facet === 'none') return '';
  const value = cellWords(row[axisColumn(row, facet)] ?? '');
  return plain.includes(facet) ? value : `${facet.split('.').at(-1)} ${value}`;
}

/**
 * The titles of panels by their rows: the heading, and the test accuracy of a panel that stands for a point of training.
 * @param pointOf the rows of a panel at that point; none for a panel without an accuracy
 * @example panelTitles(rows, (row) => facetHeading(row, 'filters'), latest, context)(row) // 'filters 6, accuracy 97.6 %'
 */
export function panelTitles(
  rows: readonly Row[],
  headingOf: (row: Row) => string,
  pointOf: (rows: readonly Row[], heading: string) => readonly Row[],
  context: ReportContext,
): (row: Row) => string {
  const titles = new Map<string, string>();
  for (const [heading, own] of groupRows(rows, headingOf)) {
    titles.set(heading, joinWords([heading, accuracyLabel(pointOf(own, heading), context)], ', '));
  }
  return (row) => titles.get(headingOf(row))!;
}
