import { localise } from '../page/localise.ts';

export const text = localise({
  width: 'Preview width',
  fit: 'Fit',
  fitTooltip: 'As wide as this editor',
  widthInPixels: 'Preview width in pixels',
  pixels: 'px',
  deviceTooltip: '{0}: {1} px wide',
  widthValue: '{0} pixels',
  dragHandle: 'Width of the mail',
  dragHandleTooltip: 'Drag to change the width. Double click to fit.',
  zoom: 'Zoom',
  zoomFit: 'Fit',
  zoomFitTooltip: 'Smaller where the chosen width has no room, never larger',
  percent: '{0} %',
  look: 'Look',
  scheme: 'Colors',
  schemeOfAuthor: 'As you wrote it',
  schemeOfClient: 'As a client darkens it (approximations)',
  schemeLight: 'Light',
  schemeLightTooltip: 'The light version of the mail.',
  schemeDark: 'Your dark styles',
  schemeDarkShort: 'Dark',
  schemeDarkTooltip:
    'Your own dark styles (prefers-color-scheme: dark), as Apple Mail and the Outlook apps apply them. A mail without any stays light.',
  schemeOutlook: 'Outlook.com',
  schemeOutlookTooltip:
    'Approximation of Outlook.com and the new Outlook, from their published behavior of 2021: colors change where they lack contrast. Your dark styles and [data-ogsc], [data-ogsb] rules apply.',
  schemeApple: 'Apple Mail',
  schemeAppleTooltip:
    "Approximation of Apple Mail's automatic dark mode, from WebKit's open source: it turns all colors over, but only in plain mails and those with color-scheme: light dark and no dark styles.",
  schemeAppleOwn: 'This mail has dark styles of its own: Apple Mail applies them and turns nothing over.',
  schemeGmailIos: 'Gmail on iOS',
  schemeGmailIosTooltip:
    'Approximation of the Gmail app on iPhone, fitted to pictures of it from 2022: all colors are turned over, also dark ones. Your dark styles are ignored.',
  schemeGmailAndroid: 'Gmail on Android',
  schemeGmailAndroidTooltip:
    'Approximation of the Gmail app on Android, after reports of 2023: light areas become dark, what is dark stays. Your dark styles are ignored.',
  hardTextsOne: '{0} text is hard to read in this mode',
  hardTextsMany: '{0} texts are hard to read in this mode',
  hardTextsNone: 'No text below a contrast of 4.5:1',
  hardTextsList: 'Texts that are hard to read',
  hardTextRatio: '{0}:1',
  imagesOff: 'Images off',
  imagesOffTooltip: 'Without images, as clients show a mail before the reader allows them: with your alternative texts',
  rightToLeft: 'Right-to-left check',
  rightToLeftTooltip:
    'Shows the layout as if the mail were in Arabic or Hebrew (dir="rtl"): what does not turn around is fixed to a side',
});
