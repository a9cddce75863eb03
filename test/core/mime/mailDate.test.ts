import { expect, test } from 'vitest';
import { parseMailDate } from '../../../src/core/mime/mailDate.ts';

const check = (text: string, wanted: string | undefined): void =>
  test(`${text.slice(0, 60)} is ${wanted ?? 'no date'}`, () => {
    const time = parseMailDate(text);
    expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(wanted);
  });

check('Fri, 2 Jan 2026 10:04:05 +0700', '2026-01-02T03:04:05.000Z');
check('2 Jan 2026 10:04 +0700', '2026-01-02T03:04:00.000Z');
check('Fri,2 Jan 2026 10:04:05 -0330 (Newfoundland (NST))', '2026-01-02T13:34:05.000Z');
check('Wed, 13 Oct 2010 07:53:04 -0700 (PDT)', '2010-10-13T14:53:04.000Z');
check('Wed, 13 Oct 2010 07:53:04 PDT', '2010-10-13T14:53:04.000Z');
check('Wed, 13 Oct 2010 07:53:04 GMT', '2010-10-13T07:53:04.000Z');
check('Wed, 13 Oct 2010 07:53:04 GMT+7', '2010-10-13T07:53:04.000Z');
check('Wed, 13 Oct 2010 07:53:04 Q', '2010-10-13T07:53:04.000Z');
check('13 Oct 10 07:53:04 UT', '2010-10-13T07:53:04.000Z');
check('13 Oct 110 07:53:04 Z', '2010-10-13T07:53:04.000Z');
check('Thursday, 31-Dec-98 23:59:60 GMT', '1999-01-01T00:00:00.000Z');
check('Tue May 10 17:26:50 2005', '2005-05-10T17:26:50.000Z');
check('Tue May 10 17:26:50 EST 2005', '2005-05-10T22:26:50.000Z');
check('2005-05-10T17:26:50+07:00', '2005-05-10T10:26:50.000Z');
check('2005-05-10 17:26:50', '2005-05-10T17:26:50.000Z');
check('31 Feb 2026 10:00:00 +0000', undefined);
check('2 Foo 2026 10:00:00 +0000', undefined);
check('yesterday', undefined);
check('1 High Street 2026', undefined);
check('', undefined);
check('('.repeat(100_000), undefined);
check('9'.repeat(100_000), undefined);
