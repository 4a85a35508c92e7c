// What plugins import, as `infoplane/plugin`: how kinds are declared, the types of what they are given, and the numerics
// that infoplane's own kinds use.

export type { Figure, LegendEntry, Panel } from '../reports/report-input.ts';
export { twoVariables } from '../runner/calibration/two-variables.ts';
export type { Capture, CapturedLayer } from '../runner/contract/capture.ts';
export type {
  ClaimCase,
  ClaimContext,
  ClaimFindings,
  ClaimRun,
  TrialFinding,
} from '../runner/contract/claim.ts';
export type { Dataset, DatasetNode, DatasetServices, Samples } from '../runner/contract/dataset.ts';
export type { EstimateRow, EstimatorRun, SpectrumDesk } from '../runner/contract/estimator.ts';
export type { Calibration, KnownAnswers, KnownCase } from '../runner/contract/known-answers.ts';
export {
  defineLayer,
  type LayerKind,
  type OnnxBackward,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../runner/contract/layer.ts';
export type { KernelSamples, KernelTerm } from '../runner/contract/numerics.ts';
export type { GraphBuilder, Value } from '../runner/contract/onnx-graph.ts';
export type { ProbeNode } from '../runner/contract/probe.ts';
export type { RandomStream } from '../runner/contract/random-stream.ts';
export type { ReportContext, ReportRun } from '../runner/contract/report.ts';
export type { Tensor, Tensor2D, Tensor4D, Tensorflow } from '../runner/contract/tensorflow.ts';
export {
  entropyAlarms,
  layerDistances,
  requireFinite,
  type ShannonEstimate,
  shannonRow,
  wholeInput,
  wholeLayer,
} from '../runner/estimation/shannon-row.ts';
export { medianWidth, neighbourWidth, silverman } from '../runner/kernels/bandwidth.ts';
export { entropy } from '../runner/kernels/entropy.ts';
export { gaussianGram } from '../runner/kernels/gaussian-gram.ts';
export { hadamard } from '../runner/kernels/hadamard.ts';
export { labelEntropy } from '../runner/kernels/label-entropy.ts';
export { digammas } from '../runner/kernels/shannon/digammas.ts';
export { eigenvalues } from '../runner/kernels/spectrum.ts';
export { squaredDistances } from '../runner/kernels/squared-distances.ts';
export * as onnx from '../runner/lowering/onnx/operators.ts';
export { randomStream } from '../runner/random/stream.ts';
export type * from './node/claim-parameters.ts';
export type * from './node/data-parameters.ts';
export { defineNode, type ShapeResult } from './node/declare.ts';
export type { EstimatorCheck, EstimatorSubject, SettingProblem } from './node/estimator-check.ts';
export type * from './node/parameters.ts';
export { RunError } from './node/run-error.ts';
export type {
  DatasetPlan,
  JsonObject,
  LayerPlan,
  NetworkPlan,
  Plan,
  Shape,
  WeightPlan,
} from './plan/plan.ts';
export type { Cell, Row, RunTables } from './table/columns.ts';
