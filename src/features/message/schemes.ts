/** Parts of messages, as files that can only be read. */
export const partScheme = 'mailproof-part';
/** Messages and what templates become, as texts that can be compared. */
export const compareScheme = 'mailproof-compare';
