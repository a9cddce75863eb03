/** What can be counted in the html of a mail against the limits of clients. */
export interface MailState {
  /** Length of the inside of each `<style>`, in characters, in their order. Those in Outlook's comments are no part of it. */
  readonly styles: readonly number[];
  /** Local images, each once: paths as `findImageReferences` gives them. */
  readonly localImages: readonly string[];
  /** Addresses on the network, each once, counted. */
  readonly remoteImageCount: number;
  /** `data:` images and their length in the html. Gmail and Outlook do not show them. */
  readonly dataImageCount: number;
  readonly dataImageBytes: number;
  readonly inboxLine: InboxLine;
}

/** What a client that lists the message takes from its html, as far as any shows of it. */
export interface InboxLine {
  /** Hidden text that the body begins with; empty when there is none. */
  readonly preheader: string;
  /** Characters without width or blank after it, put there to keep what follows out of the line. */
  readonly fillerLength: number;
  /** The words of the body that come next, seen or not: clients fill the line with them. */
  readonly follows: string;
}
