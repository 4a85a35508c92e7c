/** Most bytes of samples that are put on a device: they have to leave room for a network. */
export const mostResidentBytes = 2 ** 30;
