// What a row of a claims table (over all settings) says of a statement of the paper.

/**
 * What a row says: `holds`, `fails`, `vacuous` or `unclear`; one trial that held is `unclear`, since others could give the other verdict, and
 * one that failed `fails`.
 */
export function findingOf({ verdict }) {
  if (verdict === 'failed-once') return 'fails';
  return verdict === 'held-once' || verdict === 'no-data' ? 'unclear' : verdict;
}

/**
 * Whether a row agrees with the paper: `holds`, `does not hold` or `depends`.
 *
 * @param judged `denies: true`: the claim is the opposite of what the paper says, which agrees where it fails in all its cases and depends
 *   where in some. `denies: somewhere`: the paper only says that the claim does not always hold, so it agrees where the claim fails.
 *   `still: true`: a vacuous claim agrees, since values that do not move are what the paper says
 */
export function agreementOf(row, { denies = false, still = false }) {
  const finding = findingOf(row);
  if (finding === 'vacuous') return still ? 'holds' : 'does not hold';
  if (finding === 'unclear') return 'depends';
  if (denies !== true) return (finding === 'holds') === (denies === false) ? 'holds' : 'does not hold';
  if (finding === 'holds') return 'does not hold';
  return Number(row.violations) === Number(row.cases) ? 'holds' : 'depends';
}

/** `holds` or `does not hold` where all agreements are that, else `depends`. */
export function verdictFrom(agreements) {
  const [first] = agreements;
  return agreements.every((one) => one === first) ? first : 'depends';
}

/** A cell without a value. */
export function isEmpty(cell) {
  return cell === null || cell === undefined || cell === '';
}
