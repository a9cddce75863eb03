import { expect, test } from 'vitest';
import { parseDevices } from '../../src/host/devices.ts';

/** Devices as `name width`; complaints as they are logged. */
function check(value: unknown, devices: readonly string[], complaints: readonly string[] = []): void {
  const parsed = parseDevices(value);
  expect(parsed.devices.map(({ name, widthPx }) => `${name} ${widthPx}`)).toEqual(devices);
  expect(parsed.complaints).toEqual(complaints);
}

const needsName = 'needs a name of at most 30 characters';

test('devices are offered in the order of the setting', () => {
  check(
    [
      { name: 'Wide', width: 900 },
      { name: ' Phone ', width: 390 },
    ],
    ['Wide 900', 'Phone 390'],
  );
  check([], []);
});

test('a bad entry is left out, the others stay', () => {
  check(
    [null, 7, { name: 'Phone' }, { width: 300 }, { name: '', width: 300 }, { name: 'Ok', width: 300 }],
    ['Ok 300'],
    [
      `entry 1 ${needsName}`,
      `entry 2 ${needsName}`,
      'entry 3 needs a width from 160 to 2560',
      `entry 4 ${needsName}`,
      `entry 5 ${needsName}`,
    ],
  );
});

test.each([159, 2561, 300.5, Number.NaN, '300'])('%j is no width', (width) => {
  check([{ name: 'A', width }], [], ['entry 1 needs a width from 160 to 2560']);
});

test('a width is offered once', () => {
  check(
    [
      { name: 'A', width: 300 },
      { name: 'B', width: 300 },
    ],
    ['A 300'],
    ['entry 2 repeats a width'],
  );
});

test('a huge list is cut off', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => ({ name: 'A', width: 160 + (index % 2000) }));
  const { devices, complaints } = parseDevices(many);
  expect([devices.length, complaints.length]).toEqual([8, 9]);
});

test('what is no list gives no devices', () => {
  check('Desktop', [], ['it is not a list']);
});
