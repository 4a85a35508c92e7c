/** Kind of a column's values. `axis` columns are put in after `seed`, one for each other matrix axis. */
export type ColumnType = 'text' | 'integer' | 'real' | 'boolean';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly about: string;
}

const column = (name: string, type: ColumnType, about: string): Column => ({ name, type, about });

/** One row an estimated value. Cells that do not apply are null. */
export const estimateColumns = [
  column('trial', 'text', 'trial of the matrix'),
  column('seed', 'integer', "the trial's seed"),
  column('model', 'text', 'model'),
  column('epoch', 'real', 'epochs of training behind the weights'),
  column('iteration', 'integer', 'updates behind the weights'),
  column('layer', 'text', 'layer'),
  column('layer_index', 'integer', 'place of the layer in the network, from 0'),
  column('channel', 'integer', 'feature map, from 0'),
  column(
    'channel_2',
    'integer',
    'second feature map of a pair, from 0; of a pair of layers the second one, by its place in its network',
  ),
  column('estimator', 'text', 'estimator'),
  column('quantity', 'text', 'what is estimated'),
  column('value', 'real', 'the estimate'),
  column('stderr', 'real', 'standard error of the estimate, where the method has one'),
  column('unit', 'text', 'unit of the value: bits, nats or what the quantity is counted in'),
  column('samples', 'integer', 'samples behind the estimate'),
  column('alpha', 'real', 'order of the entropy'),
  column('sigma_x', 'real', 'kernel width of X (of dL for error signals)'),
  column(
    'sigma_t',
    'real',
    'kernel width of T, of dk for error signals (empty where its maps have several); for kde the deviation of the noise',
  ),
  column('bandwidth', 'text', 'rule that chose the widths'),
  column('method', 'text', 'how the estimator found the value'),
  column('flag', 'text', 'alarms, such as saturated or collapsed'),
] as const;

/** Columns that the estimates have after `channel_2` where one of the study's estimators compares two networks. */
export const comparedColumns = [
  column('layer_2', 'text', 'second layer of a pair'),
  column('model_2', 'text', 'model of the other network of two that are compared'),
  column('seed_2', 'integer', "the other network's seed"),
] as const;

/** One row a point of the training curves. */
export const trainingColumns = [
  column('trial', 'text', 'trial of the matrix'),
  column('seed', 'integer', "the trial's seed"),
  column('model', 'text', 'model'),
  column('epoch', 'real', 'epochs of training behind the weights'),
  column('iteration', 'integer', 'updates behind the weights'),
  column(
    'split',
    'text',
    'train (mean over the mini-batches since the last point) or test (the whole test set)',
  ),
  column(
    'loss',
    'real',
    'mean loss of a sample: cross-entropy in nats, or the squared error averaged over the outputs',
  ),
  column('accuracy', 'real', 'share of samples classified right'),
] as const;

/**
 * One row a claim and trial, one a claim and setting over its trials (trial `all`) where there are several settings, and one over all
 * settings, the last of each claim. Axes stand after `claim`.
 */
export const claimColumns = [
  column('claim', 'text', 'claim'),
  column('trial', 'text', 'trial, or `all` for the verdict over trials'),
  column(
    'verdict',
    'text',
    'holds, fails, unclear, vacuous (it says nothing here), no-data, or of a single trial held-once, failed-once',
  ),
  column('trials', 'integer', 'trials that were judged'),
  column('agreeing', 'integer', 'trials that by themselves are as the claim says'),
  column('cases', 'integer', 'comparisons in these trials: steps, values, pairs or curves'),
  column('violations', 'integer', 'cases that are not as the claim says'),
  column(
    'worst_margin',
    'real',
    'how far the worst case (of a claim on means, the worst mean) is from breaking the claim, in the unit of the quantity; below 0 it does',
  ),
  column(
    'low',
    'real',
    'lower end of the 95 % interval that judges: of the mean of the worst margins of trials, or the least of those of the means',
  ),
  column('high', 'real', 'upper end; of claims on means the least one at level 0.05 / cases'),
  column('p', 'real', 'one-sided p that the claim is at its border or beyond; it judges nothing'),
  column('p_holm', 'real', "the same, adjusted for the study's number of claims after Holm"),
  column('where', 'text', 'what breaks the claim, and where'),
  column('statement', 'text', 'the claim in words'),
  column('doubts', 'text', 'why the verdict may not be what it seems'),
] as const;

/** One row a comparison that a claim makes in one trial. Axes stand after `trial`. */
export const caseColumns = [
  column('claim', 'text', 'claim'),
  column('trial', 'text', 'trial'),
  column('where', 'text', 'place: the same in every trial'),
  column('value', 'real', 'what is judged'),
  column('than_value', 'real', 'what it is compared with, where that is a value too'),
  column('margin', 'real', 'how far the case is from breaking the claim, in the unit of the quantity'),
  column('violated', 'boolean', 'whether it breaks the claim'),
] as const;

export type Cell = string | number | boolean | null;
/** A row by column name; axis columns included. */
export type Row = Readonly<Record<string, Cell>>;

/** The tables of a run as rows, in their defined order. */
export interface RunTables {
  /** Names of the matrix axes other than `seed`, in the plan's order; each is a column of every table. */
  readonly axes: readonly string[];
  readonly estimates: readonly Row[];
  readonly training: readonly Row[];
  readonly claims: readonly Row[];
  readonly cases: readonly Row[];
}
