import type { EstimatorCalibration } from '../../reports/report-input.ts';

/** What the estimators of one setting give on known cases. */
export type Calibration = Omit<EstimatorCalibration, 'estimators'>;
