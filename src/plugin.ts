// What plugins import, as `infoplane/plugin`: how kinds are declared, the types of what they are given, and the numerics
// that infoplane's own kinds use.

export type { Figure, LegendEntry, Panel } from '../reports/report-input.ts';
export type { Calibration, KnownAnswers, KnownCase } from '../runner/calibration/known-answers.ts';
export { twoVariables } from '../runner/calibration/two-variables.ts';
export type {
  ClaimCase,
  ClaimContext,
  ClaimFindings,
  ClaimRun,
  TrialFinding,
} from '../runner/claims/claim-run.ts';
export type { GraphBuilder, Value } from '../runner/engines/onnx/graph-builder.ts';
export * as onnx from '../runner/engines/onnx/operators.ts';
export type { Tensor, Tensor2D, Tensor4D, Tensorflow } from '../runner/engines/tfjs/tensorflow.ts';
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
export { digammas } from '../runner/kernels/digammas.ts';
export { entropy } from '../runner/kernels/entropy.ts';
export { gaussianGram, type KernelTerm } from '../runner/kernels/gaussian-gram.ts';
export { hadamard } from '../runner/kernels/hadamard.ts';
export { labelEntropy } from '../runner/kernels/label-entropy.ts';
export type { Samples as KernelSamples } from '../runner/kernels/samples.ts';
export { eigenvalues } from '../runner/kernels/spectrum.ts';
export { squaredDistances } from '../runner/kernels/squared-distances.ts';
export {
  defineLayer,
  type LayerKind,
  type OnnxBackward,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../runner/layers/layer.ts';
export type {
  Capture,
  CapturedLayer,
  Dataset,
  DatasetNode,
  DatasetServices,
  EstimateRow,
  EstimatorRun,
  ProbeNode,
  Samples,
  SpectrumDesk,
} from '../runner/nodes/contract.ts';
export { type RandomStream, randomStream } from '../runner/random/stream.ts';
export type { ReportContext, ReportRun } from '../runner/reporting/report-run.ts';
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
