import type { FromPreview } from '../../protocol/preview.ts';
import type { MailFrame } from '../mailFrame/mailFrame.ts';
import type { MenuEntry } from '../page/menu.ts';
import { text } from './text.ts';

/** The entry of the menu that writes the mail to a file as it is shown now. */
export function pictureEntry(frame: MailFrame, post: (message: FromPreview) => void): MenuEntry {
  const save = async (): Promise<void> => {
    const { layoutWidthPx: widthPx } = frame;
    const { url = '', missingImageCount = 0 } = (await frame.takePicture()) ?? {};
    post({ type: 'savePicture', url, widthPx, missingImageCount });
  };
  return {
    label: text.savePicture,
    icon: 'device-camera',
    detail: `${frame.layoutWidthPx} ${text.pixels}`,
    tooltip: text.savePictureTooltip,
    run: () => void save(),
  };
}
