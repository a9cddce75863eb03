/** Of `net.connect`: tried one after the other (RFC 8305). Node gives each 250 ms, which is less than a round trip around the world. */
export const addressesInTurn = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1500 } as const;
