// What a row of a claims table (over all trials) says of a statement of the paper.

/**
 * What a row says: `holds`, `fails`, `vacuous`, or `unclear` where the interval of the margin reaches to both sides of 0, so that other seeds
 * could give the other verdict. A claim that allows a share of violations is not judged by its margin, so it is never unclear.
 */
export function findingOf(row) {
  if (isEmpty(row.holds)) return 'vacuous';
  if (!isEmpty(row.low) && Number(row.low) < 0 && Number(row.high) > 0 && !allowsViolations(row))
    return 'unclear';
  return String(row.holds) === 'true' ? 'holds' : 'fails';
}

/**
 * Whether a row agrees with the paper: `holds`, `does not hold` or `depends`.
 *
 * @param judged `denies: true`: the claim is the opposite of what the paper says, which agrees where all its cases are violations and depends
 *   where some are. `denies: somewhere`: the paper only says that the claim does not always hold, so it agrees where the claim fails.
 *   `still: true`: a vacuous claim agrees, since values that do not move are what the paper says
 */
export function agreementOf(row, { denies = false, still = false }) {
  const finding = findingOf(row);
  if (finding === 'vacuous') return still ? 'holds' : 'does not hold';
  if (finding === 'unclear') return 'depends';
  if (denies !== true) return (finding === 'holds') === (denies === false) ? 'holds' : 'does not hold';
  const [violations, cases] = [Number(row.violations), Number(row.cases)];
  if (violations === cases) return 'holds';
  return violations === 0 ? 'does not hold' : 'depends';
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

function allowsViolations({ statement }) {
  return /, in at least [\d.]+ % of the cases/.test(statement);
}
