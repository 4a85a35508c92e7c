/** The axis that tells runs apart where several are compared; no axis of a study has a blank in its name. */
export const runAxis = 'runs compared';
