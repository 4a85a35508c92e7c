// Entry of the module: what JavaScript sees. See ../wasm-numerics.ts for the memory that these work on.
export { bandWork, beginBlock, finishStrip, middleOfBlock, multiplyStrip, normsBelow, updateStrip } from './band-reduce';
export { chaseColumns, chaseWork, takeBand, takeTridiagonal } from './band-chase';
export { packHalf, packPair } from './pack';
export { tridiagonalise, tridiagonaliseSingle } from './tridiagonalise';
export { joinPairs, eigenvaluesOfFour } from './root-free-ql';
export { packSingle, packDouble, accumulate, unpack } from './distances';
export { lostInProduct } from './fused';
export { rationalTraces } from './rational-trace';
export { addExponents, exponentials, largestBelow, multiply } from './gram';
export { panelNorms, tileDifferences, tileDistances, tileProducts } from './tile-distances';
export { addRounded, tileApply, tileKernels, tileOfClasses } from './tile-products';
