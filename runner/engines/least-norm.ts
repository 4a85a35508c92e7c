/** Added to the length of the gradients before a norm is divided by it. */
export const leastNorm = 1e-6;
