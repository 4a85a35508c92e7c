/** How the learning rate changes over a training; counted in epochs. */
export type RateSchedule =
  | { readonly step: { readonly every: number; readonly factor: number } }
  | { readonly milestones: { readonly epochs: readonly number[]; readonly factor: number } }
  | { readonly cosine: { readonly final: number } };

/** How long a training is. */
export interface TrainingSpan {
  readonly epochs: number;
  /** Updates in one epoch, a short last batch included. */
  readonly updatesPerEpoch: number;
  /** Updates of the whole training. */
  readonly updates: number;
}

/** A training that something else did: of it only some moments are known. */
export interface TrainingElsewhere {
  /** Null where moments have no epochs, or these do not go in step with the iterations. */
  readonly epochs: number | null;
  readonly updatesPerEpoch: number | null;
  /** The last of the moments. */
  readonly updates: number;
  /** Iterations at which it can be looked at, ascending. */
  readonly moments: readonly number[];
  /** What was minimised, in the words of whoever recorded it, null where that is not said; cross-entropy when left out. */
  readonly loss?: string | null;
}

/** When a training ends before its last epoch: after so many epochs in a row whose value was not better than the best before. */
export type StopPlan = {
  readonly patience: number;
  readonly value: 'loss' | 'accuracy';
  /** By how much more than this a value is better. */
  readonly by: number;
  /** Training samples that are held out and say it; the test set where this is left out. */
  readonly heldOut?: number;
};

/** Settings that are left out have their neutral value, so that they do not touch the keys of studies without them. */
export interface TrainingPlan extends TrainingSpan {
  readonly optimizer: 'sgd' | 'adam' | 'adamw';
  /** SGD's; 0 for others. */
  readonly momentum: number;
  readonly nesterov?: true;
  /** Adam's and AdamW's. */
  readonly adam?: { readonly beta1: number; readonly beta2: number; readonly epsilon: number };
  /** Times each weight, added to its gradient; of AdamW times the rate, taken off the weight. 0 when left out. */
  readonly weightDecay?: number;
  /** The gradients of all weights together are at most so long. */
  readonly clip?: { readonly norm: number };
  /** Cross-entropy of the classes when left out. */
  readonly loss?: 'mse';
  /** Share of the cross-entropy's target that is spread evenly over all classes; 0 when left out. */
  readonly labelSmoothing?: number;
  /** What the loss of a sample is multiplied by, depending on its class; 1 when left out. */
  readonly classWeights?: readonly number[];
  /** What the mean squared error compares the output with: one-hot labels when left out. */
  readonly target?: 'input';
  readonly learningRate: number;
  /** Constant when left out. */
  readonly schedule?: RateSchedule;
  /** Epochs of linear increase at the beginning; 0 when left out. */
  readonly warmup?: number;
  readonly batchSize: number;
  /** Trains to the last epoch when left out. */
  readonly stop?: StopPlan;
}
