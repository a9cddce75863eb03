import type { Literal } from './dataShape.ts';
import { colorOf, placeholderImage } from './sampleLooks.ts';

export interface NamedValue {
  readonly words: readonly string[];
  /** Of what the value belongs to, the outermost first. */
  readonly parents: readonly (readonly string[])[];
  readonly index: number;
  /** A helper calculates with it. */
  readonly isNumber: boolean;
}

/** A value that a name stands for, in the languages of the templates that were seen; undefined when the name says nothing. */
export function sampleByName(value: NamedValue): Literal | undefined {
  const name = ` ${value.words.join(' ')} `;
  for (const { pattern, values } of rules) {
    if (!pattern.test(name)) continue;
    const found = typeof values === 'function' ? values(value) : values[value.index % values.length];
    const fitting = value.isNumber ? asNumber(found) : found;
    if (fitting !== undefined) return fitting;
  }
  return undefined;
}

interface NameRule {
  readonly pattern: RegExp;
  readonly values: readonly Literal[] | ((value: NamedValue) => Literal | undefined);
}

/** The last word of a name says what the thing is, except where a word makes it something else wherever it stands. */
function ends(words: string, values: NameRule['values']): NameRule {
  return { pattern: new RegExp(` (?:${words}) $`, 'u'), values };
}

function holds(words: string, values: NameRule['values']): NameRule {
  return { pattern: new RegExp(` (?:${words}) `, 'u'), values };
}

function starts(words: string, values: NameRule['values']): NameRule {
  return { pattern: new RegExp(`^ (?:${words}) .`, 'u'), values };
}

const people = ['Jane Doe', 'John Smith', 'Maria Garcia'];
const products = ['Linen notebook', 'Fountain pen', 'Bottle of ink'];

/** The first that fits wins: what is more exact stands above. */
const rules: readonly NameRule[] = [
  starts('is|has|show|can|should|was|enable|enabled|include|allow', () => true),
  ends('e mail|email|mail|mail address|email address|correo|courriel', (value) =>
    /^(support|help|contact|reply|info)$/.test(value.words[0] ?? '') ? 'support@example.com' : email(value.index),
  ),
  holds('colou?r|farbe|couleur', ({ words }) => colorOf(words, '#2f5bd0')),
  holds('image|img|logo|avatar|photo|picture|icon|banner|hero|thumbnail|thumb|bild|imagen|anh|hinh', imageOf),
  ends(
    'url|uri|link|href|website|site|homepage|enlace|lien|lien ket|webview|unsubscribe|cta',
    ({ words, index }) =>
      `https://example.com/${words.filter((word) => !/^(url|uri|link|href|site|website|home|homepage)$/.test(word)).join('-')}${index === 0 ? '' : `-${index + 1}`}`,
  ),
  holds('\\p{L}+', addressOf),
  ends('text|label|title|name', buttonTextOf),
  ends('domain|host|hostname', ['example.com']),
  ends('username|user name|login|nickname|handle|usuario|benutzername', usernameOf),
  ends('first name|firstname|given name|forename|fname|vorname|prenom|primer nombre', ['Jane', 'John', 'Maria']),
  ends('last name|lastname|surname|family name|lname|nachname|apellido|nom de famille', ['Doe', 'Smith', 'Garcia']),
  ends('full name|fullname|display name|displayname|ho ten|hoten', people),
  ends('file name|filename|file|attachment|datei|fichier', ['invoice.pdf', 'terms.pdf', 'summary.csv']),
  ends('ip|ip address', ['203.0.113.7']),
  ends('browser|user agent', ['Firefox on Windows']),
  ends('device', ['Laptop', 'Phone', 'Tablet']),
  ends('phone|phone number|tel|telephone|mobile|fax|telefon|telefono|sdt|dien thoai|so dien thoai', [
    '+1 555 0100',
    '+1 555 0101',
    '+1 555 0102',
  ]),
  ends('currency symbol|currency sign', ['€']),
  ends('currency|currency code|wahrung|waehrung|moneda|devise|tien te', ['EUR']),
  ends('percent|percentage|rate|prozent|porcentaje', [20, 15, 10]),
  ends('(?:price|amount|cost|total) (?:with|incl|including|excl|without|before|after|per|each) .+', [
    '42.50',
    '18.00',
    '7.90',
  ]),
  ends('(?:tax|vat|mwst|tva|iva)(?: amount| total)?', ['32.57']),
  ends('(?:shipping|delivery|versand)(?: cost| costs| fee| price| amount| total)?', ['4.90']),
  ends('discount(?: amount| total)?', ['10.00']),
  ends('sub ?total(?: amount)?|zwischensumme', ['171.40']),
  ends(
    '(?:total|sum|gesamt|summe|tong|tong tien|grand total|total price|total amount|amount due|balance due|total due)',
    totalOf,
  ),
  ends(
    'price|amount|cost|fee|balance|paid|revenue|preis|betrag|prix|montant|precio|importe|gia|thanh tien|don gia|so tien',
    ['42.50', '18.00', '7.90'],
  ),
  ends('count|quantity|qty|amount of items|number of \\p{L}+|menge|anzahl|quantite|cantidad|so luong', [3, 2, 1]),
  holds('copyright year', [2026]),
  ends('copyright', ['© 2026 Example Company']),
  ends('year|jahr|annee|ano|nam', [2026, 2025, 2024]),
  ends('month|monat|mes|mois|thang', ['March', 'April', 'May']),
  ends('weekday|day of week', ['Monday', 'Tuesday', 'Friday']),
  ends('day', [14, 17, 2]),
  ends('time|hour|uhrzeit|heure|hora|gio', ['09:30', '14:00', '18:45']),
  ends(
    'date|day|deadline|due|datum|fecha|ngay|start|end|ngay .+|created|updated|expires|expiry|expiration|(?:\\p{L}+ )+(?:at|on)',
    ['14 March 2026', '17 March 2026', '2 April 2026'],
  ),
  ends(
    '(?:days|hours|minutes|seconds|weeks|months|years)(?: left| remaining)?|duration|ttl|expires in|validity',
    [24, 12, 3],
  ),
  ends('age', [34, 27, 45]),
  ends('rating|stars|score|points|level|rank|position|index|priority', [5, 4, 3]),
  ends('otp|pin|verification code|security code|confirmation code|one time code|passcode|auth code', ['493 817']),
  ends('coupon|coupon code|promo code|promo|voucher|gutschein|discount code', ['SPRING20']),
  ends('token|hash|secret|key|signature|nonce', ['k3f9q2x7']),
  ends('zip|zip code|zipcode|postal code|postalcode|postcode|plz|code postal|codigo postal', [
    '10115',
    '75002',
    '08001',
  ]),
  ends(
    '(?:order|invoice|ticket|reference|tracking|booking|customer|account|confirmation|transaction|case)? ?(?:id|no|nr|number|code|ref|reference|nummer|numero|ma|sku)',
    idOf,
  ),
  ends('city|town|stadt|ort|ville|ciudad|thanh pho', ['Berlin', 'Paris', 'Hanoi']),
  ends('state|province|region|county|bundesland', ['Berlin', 'Bavaria', 'Hesse']),
  ends('country|land|pays|pais|quoc gia', ['Germany', 'France', 'Vietnam']),
  ends('street|street address|strasse|rue|calle|duong|(?:address|line|street|address line) ?(?:1|one)', [
    '12 Station Road',
    '5 Mill Lane',
    '31 High Street',
  ]),
  ends('(?:address|line|street|address line) ?(?:2|two)', ['2nd floor', 'Building B', 'Apartment 4']),
  ends('address|adresse|direccion|dia chi|location|venue|place', [
    '12 Station Road, 10115 Berlin',
    '5 Mill Lane, 75002 Paris',
    '31 High Street, Hanoi',
  ]),
  ends(
    'company|company name|organi[sz]ation|organi[sz]ation name|brand|brand name|business|employer|workspace|team|team name|tenant|vendor|firma|unternehmen|entreprise|empresa|cong ty|shop|shop name|store|store name|app|app name|application name|product name|site name|project|project name',
    companyOrProduct,
  ),
  ends('first|preferred name', ['Jane']),
  ends(
    'customer|user|recipient|sender|author|owner|guest|buyer|member|employee|manager|agent|assignee|inviter|invitee|contact|kunde|client|cliente|khach|khach hang',
    people,
  ),
  ends('name|nom|nombre|ten', nameOf),
  ends('products?|items?|article|artikel|produit|producto|san pham', products),
  ends('language|lang|locale', ['en']),
  ends('time ?zone', ['Europe/Berlin']),
  ends('version', ['2.4.0', '2.3.1', '2.2.0']),
  ends('payment method|payment|zahlungsart', ['Visa ending in 4242']),
  ends('last ?4|last four', ['4242']),
  ends('status|state|status text', ['Confirmed', 'Shipped', 'Delivered']),
  ends('role|job title|position title', ['Designer', 'Engineer', 'Writer']),
  ends('subject|betreff|asunto|objet|tieu de', ['News from Example Company']),
  ends('pre ?header|preview|preview text', ['A short look at what is inside']),
  ends('title|heading|headline|header|titel|titre|titulo|ueberschrift|caption', [
    'A title that says what it is about',
    'The second story of the week',
    'One more thing to read',
  ]),
  ends('greeting|salutation|anrede', ['Hello Jane']),
  ends('label|button|button text|cta text|link text|action text|cta label', [
    'Learn more',
    'View details',
    'Get started',
  ]),
  ends('quote|testimonial', ['It does exactly what I hoped for.', 'Simple and quick.', 'We use it every day.']),
  ends('password|passwd|kennwort|contrasena|mat khau', ['correct-horse-battery']),
  ends('width|height|size', [240, 200, 160]),
  ends(
    'description|message|text|body|content|summary|intro|introduction|excerpt|paragraph|details|comment|note|notes|reason|bio|beschreibung|nachricht|mensaje|descripcion|noi dung|mo ta|disclaimer|footer text|copy',
    [
      'A few words that stand for the text of this place, about as long as such a text usually is.',
      'Another text, somewhat shorter than the first.',
      'And a third one, so that the list shows how it grows.',
    ],
  ),
];

function asNumber(value: Literal | undefined): Literal | undefined {
  if (typeof value === 'number') return value;
  const number = Number(value);
  return Number.isFinite(number) && value !== '' ? number : undefined;
}

/** In a list of things to pay, what three, two and one of them cost; elsewhere what they cost together. */
function totalOf({ parents, index }: NamedValue): string {
  const isLine = isAboutProducts(parents.at(-1) ?? []);
  return isLine ? (['127.50', '36.00', '7.90'][index % 3] ?? '') : '176.30';
}

function buttonTextOf({ parents, index }: NamedValue): string | undefined {
  const isButton = parents.at(-1)?.some((word) => /^(buttons?|cta|action|link)$/.test(word)) === true;
  return isButton ? ['Learn more', 'View details', 'Get started'][index % 3] : undefined;
}

/** `social.facebook`: in an object of addresses, everything is one. */
function addressOf({ words, parents }: NamedValue): string | undefined {
  const isAddress = parents.at(-1)?.some((word) => /^(socials?|urls|links)$/.test(word)) === true;
  return isAddress ? `https://example.com/${words.join('-')}` : undefined;
}

function email(index: number): string {
  return ['jane.doe@example.com', 'john.smith@example.com', 'maria.garcia@example.com'][index % 3] ?? '';
}

function usernameOf({ words, index }: NamedValue): string {
  // `userName` greets as often as it signs in; a name does for both.
  return words.length > 1 ? (people[index % 3] ?? '') : (['jane.doe', 'john.smith', 'maria.garcia'][index % 3] ?? '');
}

function imageOf({ words }: NamedValue): Literal | undefined {
  const last = words.at(-1) ?? '';
  if (/^(alt|title|caption|text|description)$/.test(last)) return 'A picture';
  if (/^(width|height|size)$/.test(last)) return undefined;
  if (/^(link|href)$/.test(last)) return 'https://example.com/';
  return placeholderImage(words);
}

function idOf({ words, index }: NamedValue): string {
  const [first = ''] = words;
  const prefix = words.length > 1 && /^[a-z]/.test(first) ? `${first.slice(0, 3).toUpperCase()}-` : '';
  return `${prefix}${20417 + index}`;
}

function companyOrProduct(value: NamedValue): string | undefined {
  if (value.words.includes('product') && value.parents.some(isAboutProducts)) return products[value.index % 3];
  return ['Example Company', 'Sample Works', 'Demo Studio'][value.index % 3];
}

function nameOf({ words, parents, index }: NamedValue): string | undefined {
  const about = words.length > 1 ? words.slice(0, -1) : (parents.at(-1) ?? []);
  if (isAboutProducts(about)) return products[index % 3];
  if (
    about.some((word) =>
      /^(company|organi[sz]ation|brand|shop|store|vendor|business|team|workspace|firma|site|app|project)s?$/.test(word),
    )
  )
    return ['Example Company', 'Sample Works', 'Demo Studio'][index % 3];
  if (about.length === 0 || about.some((word) => personWords.test(word))) return people[index % 3];
  if (about.some((word) => /^(event|course|plan|category|tag|list|campaign|group|channel)s?$/.test(word))) {
    const text = about.join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/s$/, '')} ${['A', 'B', 'C'][index % 3] ?? ''}`;
  }
  return parents.length === 0 ? people[index % 3] : products[index % 3];
}

function isAboutProducts(words: readonly string[]): boolean {
  return words.some((word) =>
    /^(product|item|line|article|variant|order ?line|cart|goods|artikel|position)s?$/.test(word),
  );
}

const personWords =
  /^(user|customer|recipient|sender|author|owner|guest|buyer|member|employee|manager|contact|person|people|client|kunde|from|to|account|profile|attendee|speaker|friend|student|teacher|patient|doctor|admin|host|inviter|invitee)s?$/;
