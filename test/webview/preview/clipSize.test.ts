// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { gmailClipBytes as clipBytesOfReport } from '../../../src/core/delivery/deliveryReport.ts';
import { gmailClipBytes } from '../../../src/webview/preview/mailLimits.ts';

test('the preview and the delivery report cut a mail off at the same size', () => {
  expect(gmailClipBytes).toBe(clipBytesOfReport);
});
