// What tests of plugins import, as `infoplane/plugin-test`: what every layer, estimator and claim must have, as named properties
// for any test runner. infoplane's own kinds are held to the same.

export { type ClaimExample, claimProperties, type ExampleVerdict } from '../runner/proof/claim-properties.ts';
export { claimTables, type MadeUpTables } from '../runner/proof/claim-tables.ts';
export { type EstimatorCase, estimatorProperties } from '../runner/proof/estimator-properties.ts';
export type { LayerCase } from '../runner/proof/layer-network.ts';
export { type LayerSettings, layerProperties, type TriedEngine } from '../runner/proof/layer-properties.ts';
export type { Property } from '../runner/proof/property.ts';
export type { Invariance } from '../runner/proof/variants.ts';
