import { byCells } from '../../src/table/by-cells.ts';
import type { Row } from '../../src/table/columns.ts';
import { html, type Markup } from '../html.ts';

const meanings: Readonly<Record<string, string>> = {
  saturated:
    'a value is within 2 % of its maximum, which for an entropy is log2 of the number of samples: all samples look different, and differences in information no longer show',
  collapsed:
    'all samples look the same to the estimator, or are of one class, so the entropy is near 0 and says nothing',
  ties: 'this many samples share their X or T with another, or have neighbours at exactly the same distance: they have no density there, and are counted as repeated values',
  alone: 'this many samples are the only ones of their class, and are left out',
  outside: 'this many values lie outside the range of the bins, and are counted in the first or the last bin',
  chance:
    'the classifier is right no more often than one that always names the most frequent class of all samples (the column method says how often that is)',
  unconverged:
    'the classifier was stopped before its fit had converged, so the layer may allow slightly more accuracy',
  unaligned:
    'the width was to be aligned with the classes, but all samples are of one class: no width fits better than another',
  'number of maps':
    'half of the redundancy or more is what maps show that are permuted one by one and have nothing to do with each other: it comes of their number and of the number of samples',
  undefined:
    'the quantity compares several feature maps, but the layer has only one; or it is relative to what they say one by one, which is nothing; or every sample is the only one of its class',
};

/** Rows of one estimator and layer with the same alarm, whatever numbers it says. */
interface AlarmGroup {
  readonly row: Row;
  count: number;
  /** Least and greatest of each number in its words, in their order. */
  readonly ends: [number, number][];
}

/** A number in the words of an alarm. */
const number = /\d+(?:\.\d+)?/g;

/**
 * What alarms the estimates carry: a line for each estimator, layer and alarm, whose numbers are ranges over its rows.
 * @param silent estimators without a card, of which no alarm says nothing
 */
export function alarmTable(estimates: readonly Row[], silent: readonly string[]): Markup {
  const flagged = estimates.filter((row) => typeof row.flag === 'string' && row.flag !== '');
  if (flagged.length === 0 && silent.length > 0) {
    return html`<p class="alarm">– No row carries an alarm, but ${silent.join(', ')} ${silent.length === 1 ? 'was' : 'were'} never calibrated: nothing shows whether the values are right.</p>`;
  }
  if (flagged.length === 0) {
    return html`<p class="alarm good">✓ No alarm: no entropy of this run is saturated or collapsed.</p>`;
  }
  const seriesOf = byCells(['estimator', 'layer'], () => ({ rows: 0 }));
  for (const row of estimates) seriesOf(row).rows++;
  const lines = alarmGroups(flagged).map((group) => {
    const { row, count } = group;
    return html`<tr><td>${row.estimator as string}</td><td>${row.layer as string}</td><td>${wordsOf(group)}</td><td class="number">${count} of ${seriesOf(row).rows}</td></tr>`;
  });
  const kinds = Object.keys(meanings).filter((kind) =>
    flagged.some((row) => String(row.flag).includes(kind)),
  );
  return html`<div class="card alarm"><h3>Alarms: ${flagged.length.toLocaleString('en')} of ${estimates.length.toLocaleString('en')} rows</h3>
<ul>${kinds.map((kind) => html`<li><b>${kind}</b>: ${meanings[kind]}.</li>`)}</ul>
<div class="scroll short" tabindex="0" role="region" aria-label="Alarms"><table><thead><tr><th scope="col">estimator</th><th scope="col">layer</th><th scope="col">alarm</th><th scope="col" class="number">rows</th></tr></thead><tbody>${lines}</tbody></table></div></div>`;
}

/** The alarms by estimator, layer and words, in the order in which they first come, those of one estimator and layer together. */
function alarmGroups(flagged: readonly Row[]): readonly AlarmGroup[] {
  const placeOf = byCells(['estimator', 'layer'], () => new Map<string, AlarmGroup>());
  const places = new Set<ReadonlyMap<string, AlarmGroup>>();
  for (const row of flagged) {
    const place = placeOf(row);
    places.add(place);
    const flag = String(row.flag);
    const words = flag.replace(number, '#');
    const group = place.get(words) ?? { row, count: 0, ends: [] };
    place.set(words, group);
    group.count++;
    for (const [at, said] of (flag.match(number) ?? []).map(Number).entries()) {
      const [least, most] = group.ends[at] ?? [said, said];
      group.ends[at] = [Math.min(least, said), Math.max(most, said)];
    }
  }
  return [...places].flatMap((place) => [...place.values()]);
}

function wordsOf({ row, ends }: AlarmGroup): string {
  let at = 0;
  return String(row.flag).replace(number, () => {
    const [least, most] = ends[at++]!;
    return least === most ? String(least) : `${least} to ${most}`;
  });
}
