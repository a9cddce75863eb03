import { describe, expect, test } from 'vitest';
import { parseHandlebars } from '../../../src/core/template/handlebarsSource.ts';
import { inferData } from '../../../src/core/template/inferData.ts';
import { sampleOf } from '../../../src/core/template/sampleData.ts';

function sampleFor(template: string): unknown {
  const sources = [parseHandlebars({ path: '/a.hbs', text: template })];
  return sampleOf(inferData({ sources, partials: new Map(), includes: [], helpers: new Set(), answered: new Map() }));
}

/** One value, the first that the template asks for. */
function check(template: string, expected: unknown): void {
  test(`${template} gets ${String(expected)}`, () => {
    let value = sampleFor(template);
    while (typeof value === 'object' && value !== null) [value] = Object.values(value) as readonly unknown[];
    expect(value).toEqual(expected);
  });
}

const image = expect.stringMatching(/^data:image\/svg\+xml,%3Csvg[^"'`=&<>();]*$/) as unknown;

describe('a name says what the value is', () => {
  check('{{firstName}}', 'Jane');
  check('{{first_name}}', 'Jane');
  check('{{first-name}}', 'Jane');
  check('{{FirstName}}', 'Jane');
  check('{{user.name}}', 'Jane Doe');
  check('{{product.name}}', 'Linen notebook');
  check('{{company.name}}', 'Example Company');
  check('{{customer.email}}', 'jane.doe@example.com');
  check('{{supportEmail}}', 'support@example.com');
  check('{{resetUrl}}', 'https://example.com/reset');
  check('{{social.facebook}}', 'https://example.com/facebook');
  check('{{logoUrl}}', image);
  check('{{price}}', '42.50');
  check('{{formatMoney price}}', 42.5);
  check('{{order.total}}', '176.30');
  check('{{#each items}}{{total}}{{/each}}', '127.50');
  check('{{quantity}}', 3);
  check('{{orderDate}}', '14 March 2026');
  check("{{formatDate orderDate 'YYYY'}}", '2026-03-14T09:30:00.000Z');
  check('{{orderNumber}}', 'ORD-20417');
  check('{{currency}}', 'EUR');
  check('{{zipCode}}', '10115');
  check('{{button.text}}', 'Learn more');
  check('{{brandColor}}', '#2f5bd0');
  check('{{note7}}', 'Note7');
});

describe('names in other languages', () => {
  check('{{vorname}}', 'Jane');
  check('{{prénom}}', 'Jane');
  check('{{precio}}', '42.50');
  check('{{sốLượng}}', 3);
  check('{{địa_chỉ}}', '12 Station Road, 10115 Berlin');
});

describe('what stands around says more', () => {
  check('<img src="{{x}}">', image);
  check('<a href="{{x}}">', 'https://example.com/x');
  check('<img src="{{x}}/logo.png">', 'https://example.com');
  check('<a href="mailto:{{x}}">', 'jane.doe@example.com');
  check('<mj-text color="{{x}}">', '#1f2430');
  check('<mj-section background-color="{{x}}">', '#f4f5f7');
  check('<mj-button background-color="{{x}}">', '#2f5bd0');
  check('<p style="margin: 0; color:{{x}}">', '#1f2430');
  check('<td bgcolor="#{{x}}">', '2f5bd0');
  check('<mj-style>.a { background: {{x}} }</mj-style>', '#f4f5f7');
  check('<mj-image width="{{x}}" />', '240px');
  check('<img width="{{x}}">', 240);
  check('<mj-text font-size="{{x}}px">', 16);
  check('{{x}}%', 20);
  check('<html lang="{{x}}">', 'en');
});

describe('conditions', () => {
  check('{{#if vip}}{{/if}}', true);
  check('{{#if hideFooter}}{{/if}}', false);
  check('{{#if city}}{{city}}{{/if}}', 'Berlin');
});

test('lists have three items that differ', () =>
  expect(sampleFor('{{#each tags}}{{this}}{{/each}}{{#each users}}{{name}}{{/each}}')).toEqual({
    tags: ['Tag', 'Tag 2', 'Tag 3'],
    users: [{ name: 'Jane Doe' }, { name: 'John Smith' }, { name: 'Maria Garcia' }],
  }));
test('items take the values that the template compares with in turn', () =>
  expect(sampleFor('{{#each a}}{{#if (eq kind "x")}}{{else if (eq kind "y")}}{{/if}}{{/each}}')).toEqual({
    a: [{ kind: 'x' }, { kind: 'y' }, { kind: 'x' }],
  }));
test('the same template always gets the same', () =>
  expect(sampleFor('{{a}}{{#each b}}{{c}}{{/each}}')).toEqual(sampleFor('{{a}}{{#each b}}{{c}}{{/each}}')));
test('a name of a megabyte takes no time', () => {
  const started = performance.now();
  sampleFor(`{{${'aB'.repeat(500_000)}}}`);
  expect(performance.now() - started).toBeLessThan(2000);
});
