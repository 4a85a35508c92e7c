// What rows of claims tables (over all settings) say of a statement of the paper.

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
 *   `still: true`: a vacuous claim agrees, since values that do not move are what the paper says. `fragile: true`: agrees where the claim holds in
 *   some settings and not in all
 */
export function agreementOf(row, { denies = false, still = false, fragile = false }) {
  if (fragile) return fragility(row);
  const finding = findingOf(row);
  if (finding === 'vacuous') return still ? 'holds' : 'does not hold';
  if (finding === 'unclear') return 'depends';
  if (denies !== true) return (finding === 'holds') === (denies === false) ? 'holds' : 'does not hold';
  if (finding === 'holds') return 'does not hold';
  return Number(row.violations) === Number(row.cases) ? 'holds' : 'depends';
}

function fragility(row) {
  const settings = settingsOf(row);
  if (settings === null) return 'depends';
  return settings.holding > 0 && settings.holding < settings.all ? 'holds' : 'does not hold';
}

/** In how many settings a claim holds, of how many; null where there is one. */
export function settingsOf({ statement }) {
  const found = /\(holds in (\d+) of (\d+) settings/.exec(statement);
  return found && { holding: Number(found[1]), all: Number(found[2]) };
}

/** `holds` or `does not hold` where all agreements are that, else `depends`. */
export function verdictFrom(agreements) {
  const [first] = agreements;
  return agreements.every((one) => one === first) ? first : 'depends';
}

/** Of a conjunction: one part that does not hold refutes it. */
export function verdictOfAll(agreements) {
  return agreements.includes('does not hold') ? 'does not hold' : verdictFrom(agreements);
}

/** Of what is said to exist, or that it may be: nothing refutes it. */
export function verdictOfAny(agreements) {
  return agreements.includes('holds') ? 'seen here' : 'not seen here';
}

/** A cell without a value. */
export function isEmpty(cell) {
  return cell === null || cell === undefined || cell === '';
}
