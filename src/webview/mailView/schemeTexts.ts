import { text } from './text.ts';
import type { PreviewScheme } from './viewState.ts';

export interface SchemeText {
  readonly label: string;
  /** What the button in the toolbar says. */
  readonly short: string;
  /** One sentence: what is shown, and for a client on what it is based. */
  readonly explanation: string;
}

export const schemeTexts: Readonly<Record<PreviewScheme, SchemeText>> = {
  light: { label: text.schemeLight, short: text.schemeLight, explanation: text.schemeLightTooltip },
  dark: { label: text.schemeDark, short: text.schemeDarkShort, explanation: text.schemeDarkTooltip },
  outlook: { label: text.schemeOutlook, short: text.schemeOutlook, explanation: text.schemeOutlookTooltip },
  apple: { label: text.schemeApple, short: text.schemeApple, explanation: text.schemeAppleTooltip },
  gmailIos: { label: text.schemeGmailIos, short: text.schemeGmailIos, explanation: text.schemeGmailIosTooltip },
  gmailAndroid: {
    label: text.schemeGmailAndroid,
    short: text.schemeGmailAndroid,
    explanation: text.schemeGmailAndroidTooltip,
  },
};
