/** Entry of dist/delivery.js: looking into mailboxes, loaded by `features/delivery/deliveryModule` on first use. */
export { DeliveryChecks } from './features/delivery/deliveryChecks.ts';
