/** How long a server wants us to wait, where it says so: "try again in 300 seconds", "Greylisted for 5 minutes". */
export function waitSecondsOf(reply: string): number | undefined {
  const found =
    /\b(?:again|wait|retry|greylist\w*|deferred|blocked)\b\D{0,40}?(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i.exec(
      reply.slice(0, maxLength),
    );
  const [, count = '', unit = ''] = found ?? [];
  if (count === '') return undefined;
  const seconds = Number(count) * (unitSeconds[unit.charAt(0).toLowerCase()] ?? 1);
  return seconds > 0 && seconds <= maxSeconds ? seconds : undefined;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const maxLength = 1000;
/** A day: what is longer is no wait but another problem. */
const maxSeconds = 86_400;
