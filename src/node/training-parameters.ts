import type { Count } from './parameters.ts';

// What a model says of its training; shared by the kinds that train.

/** Settings of the training. */
export interface Training {
  /**
   * Optimiser: stochastic gradient descent, Adam, or AdamW, whose weight decay stays out of the gradient's means.
   * @default "sgd"
   */
  optimizer?: 'sgd' | 'adam' | 'adamw';
  /**
   * Step size of an update.
   * @exclusiveMinimum 0
   */
  learningRate: number;
  /**
   * How the step size changes over the training.
   * @default "constant"
   */
  schedule?: 'constant' | StepSchedule | MilestoneSchedule | CosineSchedule;
  /**
   * Epochs (a fraction will do) in which the step size grows linearly from near 0 to what the schedule says.
   * @default 0
   * @minimum 0
   */
  warmup?: number;
  /**
   * SGD's momentum: v <- momentum v + g, w <- w - learningRate v.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   */
  momentum?: number;
  /**
   * Nesterov's form of SGD's momentum: w <- w - learningRate (g + momentum v).
   * @default false
   */
  nesterov?: boolean;
  /**
   * Adam's and AdamW's decay rate of the mean gradient.
   * @default 0.9
   * @minimum 0
   * @exclusiveMaximum 1
   */
  beta1?: number;
  /**
   * Adam's and AdamW's decay rate of the mean squared gradient.
   * @default 0.999
   * @minimum 0
   * @exclusiveMaximum 1
   */
  beta2?: number;
  /**
   * Added to the root of Adam's and AdamW's mean squared gradient.
   * @default 0.00000001
   * @exclusiveMinimum 0
   */
  epsilon?: number;
  /**
   * L2 penalty: this multiple of each trained weight (biases too) is added to its gradient. With `adamw` it is taken off the weight
   * instead: w <- w - learningRate weightDecay w.
   * @default 0
   * @minimum 0
   */
  weightDecay?: number;
  /** Clips gradients before they reach the optimiser; weight decay is left out of it. */
  clip?: Clip;
  /**
   * Loss of a sample: cross-entropy in nats, or the squared error, averaged over the outputs.
   * @default "cross-entropy"
   */
  loss?: 'cross-entropy' | 'mse';
  /**
   * Share s of the cross-entropy's target that is spread evenly: the target is 1 - s at the class, and s / classes at every class.
   * The losses of tables and the error signals are those of this target, on the test set too.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   * @source Szegedy et al. 2016
   */
  labelSmoothing?: number;
  /**
   * What the cross-entropy of a sample is multiplied by, depending on its class. The mean of a batch is over samples whatever they weigh
   * (PyTorch divides by the sum of their weights). The losses of tables and the error signals are weighted too.
   * @minItems 2
   */
  classWeights?: Weight[];
  /**
   * What the output is compared with: the label (as a one-hot vector for `mse`) or the input itself (`mse` only).
   * @default "label"
   */
  target?: 'label' | 'input';
  /**
   * Samples in a mini-batch.
   * @default 128
   */
  batchSize?: Count;
  /**
   * Passes over the training set; with `earlyStopping` the most there can be.
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  epochs: number;
  /**
   * Ends the training at an epoch's end, once more epochs do not help. Rows end there: what is asked for at the last epoch (or by
   * `every` and `log`) is taken there, `last` is that, and rows of later epochs are not taken. The weights are the last ones.
   */
  earlyStopping?: EarlyStopping;
}

/** When a training ends before its last epoch. */
export interface EarlyStopping {
  /**
   * Epochs in a row without a better value than the best before (that of the untrained network is one), after which it ends.
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  patience: number;
  /**
   * Which value: a lower loss, or a higher accuracy.
   * @default "loss"
   */
  value?: 'loss' | 'accuracy';
  /**
   * A value is better by more than this.
   * @default 0
   * @minimum 0
   */
  by?: number;
  /**
   * On what: the test set, whose values are then no longer those of data that nothing was chosen by; or so many training samples,
   * drawn by the seed, that the network is not trained on (`{ heldOut: 5000 }`; `held-out` in the training table). An epoch and a probe's
   * `split: train` are of the others.
   * @default "test"
   */
  on?: 'test' | HeldOutPart;
}

/** A part of the training set that is not trained on. */
export interface HeldOutPart {
  /** How many samples. */
  heldOut: Count;
}

/**
 * A number above 0.
 * @exclusiveMinimum 0
 */
export type Weight = number;

/** Gradient clipping. */
export interface Clip {
  /**
   * Where the gradients of all weights together (of the batch's mean loss) are longer than this, all are multiplied with
   * norm / (length + 1e-6).
   * @exclusiveMinimum 0
   * @source Pascanu, Mikolov & Bengio 2013
   */
  norm: number;
}

/** The step size times `factor` after every so many epochs. */
export interface StepSchedule {
  /** Steps at equal distances. */
  step: Steps;
}

/** Steps at equal distances. */
export interface Steps {
  /** Epochs between two steps. */
  every: Count;
  /**
   * What a step multiplies the step size by.
   * @default 0.1
   * @exclusiveMinimum 0
   */
  factor?: number;
}

/** The step size times `factor` at each of the listed epochs. */
export interface MilestoneSchedule {
  /** Steps at given epochs. */
  milestones: Milestones;
}

/** Steps at given epochs. */
export interface Milestones {
  /**
   * Epochs after which a step comes.
   * @minItems 1
   */
  epochs: Count[];
  /**
   * What a step multiplies the step size by.
   * @default 0.1
   * @exclusiveMinimum 0
   */
  factor?: number;
}

/** Half a cosine from the full step size down to `final` of it at the end of the training. */
export interface CosineSchedule {
  /** How the curve ends. */
  cosine: Cosine;
}

/** How the curve ends. */
export interface Cosine {
  /**
   * Share of the step size that is left at the end.
   * @default 0
   * @minimum 0
   * @maximum 1
   */
  final?: number;
}
