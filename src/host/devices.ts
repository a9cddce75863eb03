import type { PreviewDevice } from '../protocol/preview.ts';

export interface Devices {
  readonly devices: readonly PreviewDevice[];
  /** One sentence for each entry that was left out. */
  readonly complaints: readonly string[];
}

/** The setting `mailproof.preview.devices`, as people write it by hand: what is wrong is left out. */
export function parseDevices(value: unknown): Devices {
  if (!Array.isArray(value)) return { devices: [], complaints: ['it is not a list'] };
  const entries: readonly unknown[] = value;
  const devices: PreviewDevice[] = [];
  const complaints: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const device = parseDevice(entry);
    const place = `entry ${index + 1}`;
    if (typeof device === 'string') complaints.push(`${place} ${device}`);
    else if (devices.some(({ widthPx }) => widthPx === device.widthPx)) complaints.push(`${place} repeats a width`);
    else if (devices.length === deviceLimit) complaints.push(`${place} is one too many`);
    else devices.push(device);
    if (complaints.length > deviceLimit) break;
  }
  return { devices, complaints };
}

/** What is wrong with it, if it is a text. */
function parseDevice(entry: unknown): PreviewDevice | string {
  const given = new Map<string, unknown>(Object.entries(entry ?? {}));
  const name = given.get('name');
  const widthPx = given.get('width');
  if (typeof name !== 'string' || name.trim() === '' || name.length > 30)
    return 'needs a name of at most 30 characters';
  if (typeof widthPx !== 'number' || !Number.isInteger(widthPx) || widthPx < 160 || widthPx > 2560)
    return 'needs a width from 160 to 2560';
  return { name: name.trim(), widthPx };
}

/** More would not fit into any toolbar. */
const deviceLimit = 8;
