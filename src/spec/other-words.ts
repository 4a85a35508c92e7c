/** What people call things at one place of a study, in words of other tools and of papers, several in a row. */
export interface PlaceWords {
  /** Names of this place, each with the words that stand for it; one that is not allowed there is not suggested. */
  readonly names?: Readonly<Record<string, string>>;
  /** Words that no name stands for, with what to do instead. */
  readonly advice?: Readonly<Record<string, string>>;
  /** Words for what there is none of, though a name is spelt alike. */
  readonly none?: string;
}

const asActivation = 'leave the layer out and write it as the `activation` of the layer before it';
const softmax = 'leave it out: the loss `cross-entropy` takes the softmax of the last layer itself';
const followsFromInput = 'leave it out: it follows from the layer before';

/**
 * Words of other tools, by place: `kinds of layer`, `keys of training`, `values of activation`. Case, `-`, `_` and blanks in
 * a word do not count.
 */
export const otherWords: Readonly<Record<string, PlaceWords>> = {
  'kinds of layer': {
    names: {
      dense: 'linear fully-connected fc affine',
      conv: 'conv2d convolution convolution2d convolutional',
      pool: 'maxpool maxpool2d maxpooling maxpooling2d pooling pool2d',
      'global-average-pool': 'adaptive-avg-pool2d global-average-pooling2d global-avg-pool gap',
      'batch-norm': 'batchnorm1d batchnorm2d batch-normalization batch-normalisation bn',
      'layer-norm': 'layer-normalization layer-normalisation ln',
      dropout: 'dropout1d dropout2d spatial-dropout2d',
      reshape: 'view unflatten',
      residual: 'res-block residual-block basic-block bottleneck skip shortcut add',
      upsample: 'upsampling upsampling2d interpolate unpool',
    },
    advice: {
      'flatten flattening': 'leave it out: `dense` flattens feature maps itself',
      'avgpool avgpool2d average-pool average-pooling2d mean-pool': 'write `pool` with `mode: average`',
      'conv-transpose2d conv2d-transpose deconv transposed-conv': 'write `upsample` and a `conv` after it',
      'relu leaky-relu elu gelu tanh sigmoid softplus activation nonlinearity': asActivation,
      'softmax log-softmax': softmax,
      'input input-layer': 'leave it out: the data set says the shape of the input',
    },
    none: 'conv1d conv3d group-norm instance-norm lstm gru rnn embedding attention transformer identity',
  },
  'keys of layer': {
    names: {
      filters: 'out-channels channels num-filters n-filters feature-maps maps',
      kernel: 'kernel-size filter-size kernel-shape size',
      size: 'kernel-size pool-size kernel window window-size',
      stride: 'strides subsample',
      padding: 'pad border-mode',
      dilation: 'dilation-rate',
      units: 'out-features neurons nodes hidden hidden-size hidden-units width output-dim',
      rate: 'p prob probability drop-rate dropout-rate drop-prob',
      activation: 'nonlinearity act act-fn activation-function activation-fn',
      initializer: 'init initialization weight-init kernel-initializer initialiser',
      mode: 'type pooling method',
      factor: 'scale scale-factor size',
      layers: 'body block sequential',
      epsilon: 'eps',
      repeat: 'times copies depth',
    },
    advice: {
      'in-channels in-features input-dim input-shape input-size': followsFromInput,
      'bias use-bias': 'leave it out: there is always a bias',
      name: "the name of a layer is the value of its kind's key, such as `conv: C1`",
    },
  },
  'kinds of dataset': {
    names: {
      'cifar-10': 'cifar',
      'fashion-mnist': 'fashion fmnist zalando',
      svhn: 'street-view-house-numbers',
      'image-folder': 'folder images directory',
      npy: 'numpy array arrays',
      'sphere-patterns': 'sphere tishby patterns szt',
    },
    none: 'cifar-100 kmnist emnist qmnist imagenet',
  },
  'keys of dataset': {
    names: {
      folder: 'path dir directory root',
      file: 'path filename filepath',
      files: 'paths filenames',
      classes: 'num-classes n-classes nb-classes labels',
      shape: 'input-shape image-size image-shape',
      subset: 'limit samples n-samples',
      transforms: 'preprocess preprocessing augment augmentation normalize normalise',
    },
  },
  'kinds of model': {
    names: { network: 'mlp cnn sequential feedforward convnet neural-network net', pruned: 'prune pruning' },
  },
  'keys of model': {
    names: { dataset: 'data', layers: 'architecture modules', training: 'train trainer fit' },
  },
  'keys of training': {
    names: {
      learningRate: 'lr eta step-size base-lr initial-lr',
      batchSize: 'batch bs mini-batch mini-batch-size train-batch-size',
      epochs: 'num-epochs n-epochs nb-epoch max-epochs num-train-epochs',
      optimizer: 'opt optim optimiser solver',
      loss: 'criterion loss-fn loss-function objective',
      weightDecay: 'wd l2 l2-penalty',
      schedule: 'scheduler lr-scheduler lr-schedule learning-rate-schedule decay lr-decay',
      warmup: 'warmup-epochs',
      clip: 'grad-clip gradient-clipping clipnorm max-grad-norm clip-norm gradient-clip-val',
      labelSmoothing: 'smoothing',
      classWeights: 'class-weight weight weights',
      epsilon: 'eps',
    },
    advice: {
      betas: 'write `beta1` and `beta2`',
      'shuffle drop-last': 'leave it out: each epoch goes through the samples in an order of its own',
      'seed random-state random-seed': 'the `seed` at the top of the study decides all that is random',
      'steps iterations max-steps num-steps iters': 'give the length of a training in `epochs`',
      gamma: 'it is the `factor` of a `schedule`',
    },
  },
  'values of optimizer': {
    advice: {
      'momentum sgdm sgd-momentum': 'write `sgd` and give `momentum`',
      'nesterov nag': 'write `sgd` with `momentum` and `nesterov: true`',
    },
    names: { sgd: 'gd gradient-descent' },
    none: 'nadam adamax radam adagrad adadelta rmsprop lamb',
  },
  'values of loss': {
    names: {
      'cross-entropy': 'ce nll nll-loss cross-entropy-loss softmax-cross-entropy categorical-crossentropy',
      mse: 'l2 mse-loss mean-squared-error squared-error',
    },
    none: 'mae l1 bce bce-loss binary-crossentropy hinge',
  },
  'values of activation': {
    names: { linear: 'none identity id', sigmoid: 'logistic', 'leaky-relu': 'lrelu' },
    advice: { 'softmax log-softmax': softmax },
    none: 'selu silu swish mish hard-tanh hard-sigmoid prelu relu6 celu',
  },
  'values of initializer': {
    names: {
      'glorot-uniform': 'glorot xavier xavier-uniform',
      'glorot-normal': 'xavier xavier-normal',
      'he-uniform': 'he kaiming kaiming-uniform',
      'he-normal': 'he kaiming kaiming-normal',
      'lecun-uniform': 'lecun',
      'lecun-normal': 'lecun',
      zeros: 'zero constant',
    },
    none: 'ones uniform normal orthogonal',
  },
  'values of mode': { names: { average: 'avg mean', max: 'maximum' } },
  'values of transforms': {
    names: { grayscale: 'grey gray greyscale', standardise: 'standardize normalize normalise z-score' },
    none: 'flip rotate random-crop',
  },
  'values of split': {
    names: { train: 'training' },
    advice: { 'validation val valid dev eval': 'only `test` is held out' },
  },
  'kinds of probe': {
    names: { activations: 'outputs hidden forward features', errors: 'deltas backward gradients grads' },
  },
  'keys of probe': { names: { model: 'network net', at: 'when times moments', sample: 'samples data' } },
  'keys of at': { names: { every: 'each interval', log: 'logarithmic logspace' } },
  'keys of sample': { names: { n: 'size count samples', split: 'set part' } },
  'kinds of estimator': {
    names: {
      'matrix-renyi': 'renyi matrix matrix-based matrix-based-renyi matrix-entropy',
      binning: 'bin bins binned histogram discretization',
      kde: 'kernel-density kolchinsky gaussian pairwise-distance',
      ksg: 'kraskov knn k-nearest-neighbours k-nearest-neighbors nearest-neighbours nearest-neighbors',
      'linear-probe': 'probe linear-classifier logistic-regression',
    },
    none: 'mine infonce nce hsic doe club',
  },
  'keys of estimator': {
    names: {
      probe: 'capture captures',
      quantity: 'measure metric estimand',
      alpha: 'order',
      bandwidth: 'sigma h kernel-width',
      k: 'neighbors neighbours n-neighbors n-neighbours',
      noiseVariance: 'noise variance sigma2',
      base: 'unit units log-base',
      l2: 'weight-decay ridge',
    },
  },
  'keys of edges': { names: { bins: 'n-bins num-bins', width: 'bin-width bin-size' } },
  'values of base': {
    advice: { 'bit bits log2': 'write `2`, for bits', 'nat nats ln natural': 'write `e`, for nats' },
  },
  'kinds of claim': {
    names: {
      'non-increasing': 'decreasing monotone-decreasing monotonically-decreasing descending',
      'non-decreasing': 'increasing monotone-increasing monotonically-increasing ascending',
      falls: 'fall falling decreasing decreases drops shrinks declines',
      rises: 'rise rising increasing increases grows',
      'greater-than':
        'greater larger larger-than bigger bigger-than more-than higher-than above exceeds gt >',
      'less-than': 'less smaller smaller-than lower lower-than fewer-than below lt <',
      'at-least': 'min minimum lower-bound greater-or-equal greater-than-or-equal no-less-than gte ge >=',
      'at-most': 'max maximum upper-bound less-or-equal less-than-or-equal no-more-than lte le <=',
      near: 'equals equal equal-to approximately about close close-to =',
      phase: 'compression compresses fitting two-phases',
    },
  },
  'keys of claim': {
    names: {
      estimator: 'quantity of',
      bound: 'threshold limit',
      tolerance: 'tol eps epsilon margin',
      level: 'alpha p p-value significance confidence',
      than: 'versus vs compared-to',
      where: 'filter when',
    },
  },
  'keys of where': { names: { from: 'after since', to: 'until before', settings: 'axes axis' } },
  'kinds of report': {
    names: {
      'information-plane': 'plane info-plane ip ib-plane',
      'training-curves': 'learning-curves loss-curves accuracy-curves history',
      'layer-curves': 'layers by-layer',
      'layer-steps': 'steps changes differences',
      'sensitivity-grid': 'heatmap grid sensitivity',
      chart: 'plot figure vega vega-lite',
    },
  },
  'keys of report': {
    names: { vegaLite: 'vega spec', caption: 'description', title: 'name', where: 'filter' },
  },
  'keys of entry': { names: { kind: 'type class method expect', expect: 'kind type hypothesis claim' } },
  'keys of study': {
    names: {
      study: 'name id experiment',
      title: 'description',
      question: 'aim purpose goal',
      source: 'paper reference citation',
      seed: 'random-seed random-state',
      datasets: 'data',
      models: 'networks nets',
      probes: 'captures hooks callbacks',
      estimators: 'metrics measures',
      claims: 'hypotheses expectations assertions',
      matrix: 'sweep grid search-space parameters',
      reports: 'figures plots charts outputs',
      extends: 'base inherits include defaults',
      plugins: 'imports modules',
    },
    advice: { 'seeds repeats n-seeds': 'write `seed: { range: [1, 5] }` in `matrix`' },
  },
};
