import type { ProfileFields } from '../../protocol/profileEditor.ts';

/** Whether a password stored for one is the one for the other. The extension decides; this is so that the form does not promise it. */
export function sameDestination(one: ProfileFields, other: ProfileFields): boolean {
  return (
    one.host.trim().toLowerCase() === other.host.trim().toLowerCase() &&
    one.port.trim() === other.port.trim() &&
    one.user.trim() === other.user.trim() &&
    one.security === other.security &&
    one.auth === other.auth &&
    one.certificatePin.trim() === other.certificatePin.trim() &&
    one.scope === other.scope
  );
}
