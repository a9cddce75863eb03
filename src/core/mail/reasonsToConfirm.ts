import { parseMailbox } from './address.ts';

/** What is about to be sent, as far as it decides whether to ask once more. */
export interface PlannedSend {
  readonly isProduction: boolean;
  /** Addresses of all recipients, copies included. */
  readonly recipients: readonly string[];
  /** Recipients that no user typed: the project names them. */
  readonly fromProject: readonly string[];
  readonly messageCount: number;
  /** The last try of the same may have arrived. */
  readonly mayHaveArrived: boolean;
}

export type ConfirmReason =
  | { readonly kind: 'production' }
  | { readonly kind: 'unusual'; readonly domains: readonly string[] }
  | { readonly kind: 'many'; readonly deliveries: number }
  | { readonly kind: 'from-project'; readonly recipients: readonly string[] }
  | { readonly kind: 'may-have-arrived' };

/** Empty: it can be sent without asking. `usualDomains`: in lower case; `*.example.com` stands for all below it. */
export function reasonsToConfirm(plan: PlannedSend, usualDomains: readonly string[]): readonly ConfirmReason[] {
  const domains = [...new Set(plan.recipients.map(domainOf))].filter(
    (domain) => !isReserved(domain) && !usualDomains.some((usual) => matches(usual, domain)),
  );
  const deliveries = plan.recipients.length * plan.messageCount;
  return [
    ...(plan.mayHaveArrived ? [{ kind: 'may-have-arrived' } as const] : []),
    ...(plan.isProduction ? [{ kind: 'production' } as const] : []),
    ...(domains.length > 0 ? [{ kind: 'unusual', domains } as const] : []),
    ...(plan.fromProject.length > 0 ? [{ kind: 'from-project', recipients: plan.fromProject } as const] : []),
    ...(plan.recipients.length > manyRecipients || deliveries > manyDeliveries
      ? [{ kind: 'many', deliveries } as const]
      : []),
  ];
}

/** Of mailboxes and user names, whatever they look like. */
export function domainsOf(mailboxes: readonly (string | undefined)[]): readonly string[] {
  return mailboxes.flatMap((mailbox) => {
    const parsed = mailbox === undefined ? undefined : parseMailbox(mailbox);
    return parsed?.kind === 'valid' ? [domainOf(parsed.mailbox.address)] : [];
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function matches(usual: string, domain: string): boolean {
  const wanted = usual.trim().toLowerCase().replace(/^@/, '');
  return wanted.startsWith('*.') ? domain.endsWith(wanted.slice(1)) || domain === wanted.slice(2) : domain === wanted;
}

/** RFC 2606, RFC 6761: these belong to nobody, or to this computer. */
function isReserved(domain: string): boolean {
  return /(?:^|\.)(?:test|example|invalid|localhost|example\.(?:com|net|org))$/.test(domain);
}

/** A list that long is more than colleagues. */
const manyRecipients = 5;
const manyDeliveries = 20;
