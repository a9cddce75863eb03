/** What was sent and what arrived, as texts that can be compared. */
export const deliveryScheme = 'mailproof-delivery';
