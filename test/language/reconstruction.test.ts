import { expect, test } from 'vitest';
import { codesAndPlaces, compileText } from '../plan/study-text.ts';

const study = (training: string, layers: string) => `study: recon
datasets:
  mnist: { kind: mnist, subset: { train: 100, test: 10 } }
models:
  auto:
    kind: network
    dataset: mnist
    layers:
      - { dense: code, units: 5 }
      - { dense: R, units: ${training.includes('input') ? 784 : 10} }
    training: { ${training}learningRate: 0.1, batchSize: 10, epochs: 1 }
probes:
  look: { kind: activations, model: auto, layers: [${layers}], at: { epochs: [1] } }
estimators:
  ITX: { kind: matrix-renyi, probe: look, quantity: "I(T;X')" }
`;
const codes = (text: string) => codesAndPlaces(compileText(text)).map((one) => one.split(' ')[0]);

test("I(T;X') is of an autoencoder whose last layer the probe lists", () => {
  expect(codes(study('loss: mse, target: input, ', 'code, R'))).toEqual([]);
  expect(codes(study('loss: mse, target: input, ', 'code'))).toEqual(['layer-unknown']);
  expect(codes(study('', 'code, R'))).toEqual(['port-mismatch']);
});
