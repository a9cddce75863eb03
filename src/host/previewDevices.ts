import { settings } from '../commands.ts';
import type { Logger } from '../core/log.ts';
import type { PreviewDevice } from '../protocol/preview.ts';
import { parseDevices } from './devices.ts';
import { read } from './settings.ts';

/** The widths that a page with a mail offers, as the setting has them; what is wrong with the setting goes to the log. */
export function previewDevices(log: Logger): readonly PreviewDevice[] {
  const { devices, complaints } = parseDevices(read(settings.previewDevices));
  for (const complaint of complaints) log.warn(`${settings.previewDevices}: ${complaint}`);
  return devices;
}
