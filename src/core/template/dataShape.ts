/** What a template does with a value. One value can be used in several ways. */
export type ValueKind =
  /** `{{x}}` */
  | 'printed'
  /** `{{{x}}}` */
  | 'html'
  /** `{{#if x}}` */
  | 'condition'
  /** `{{#unless x}}`, `{{^x}}` */
  | 'negation'
  /** `{{#x}}`: a list, an object or just true. */
  | 'section'
  /** `{{#each x}}` */
  | 'each'
  /** `{{#each x}}` whose body asks for `@key`: an object rather than a list. */
  | 'keyed'
  /** `x.0.name` */
  | 'indexed'
  /** `x.length` */
  | 'measured'
  /** `{{#with x}}`, `{{> partial x}}`, `x.name` */
  | 'object'
  /** An argument of a partial: what becomes of it shows there. */
  | 'passed'
  /** `(lookup x key)`, with a key that only the data know. */
  | 'dynamic'
  /** `{{year}}`, which something answers to where the data have no such value. */
  | 'answered'
  /** Handed to a helper as a whole, which may look at anything inside. */
  | 'argument'
  /** What such helpers work on, by their names. */
  | 'number'
  | 'date'
  | 'list';

/** What stands around a printed value: it tells what the value must look like. */
export type ValuePlace =
  | 'image'
  | 'url'
  /** The start of an address: `{{base}}/logo.png`. */
  | 'urlBase'
  | 'urlPart'
  | 'email'
  | 'phone'
  | 'color'
  | 'background'
  /** Of a button, which must be seen. */
  | 'accent'
  | 'onAccent'
  /** The digits after a `#`. */
  | 'hexColor'
  | 'pixels'
  | 'number'
  /** Of a font, a border, a padding: not of a picture. */
  | 'fewPixels'
  | 'smallNumber'
  /** Beside a currency sign. */
  | 'amount'
  | 'percentage'
  | 'font'
  | 'alignment'
  | 'className'
  | 'language';

/**
 * What stands around a value wherever it is printed. Nobody looks before a value has to be made up: finding it means reading
 * the tags of the whole template.
 */
export class PrintedPlaces {
  readonly #notLookedAt: (() => ValuePlace | undefined)[] = [];
  #first: ValuePlace | undefined;

  add(look: () => ValuePlace | undefined): void {
    this.#notLookedAt.push(look);
  }

  /** The first place that tells something. */
  first(): ValuePlace | undefined {
    if (this.#first !== undefined) return this.#first;
    for (const look of this.#notLookedAt.splice(0)) {
      this.#first ??= look();
      if (this.#first !== undefined) break;
    }
    return this.#first;
  }
}

/** One place in a template that asks for a value. Lines from 1, columns from 0: Handlebars' own count. */
export interface ValueUse {
  readonly expression: string;
  readonly location: hbs.AST.SourceLocation;
  readonly kind: ValueKind;
  /**
   * Whether the place is reached at all only under a condition: on the value itself (or what contains it), or on something
   * else.
   */
  readonly guard: 'none' | 'own' | 'other';
}

export type Literal = string | number | boolean;

/** A value that a template asks for, with everything that is known of it. Grows while the template is read. */
export interface ValueShape {
  readonly parent: ValueShape | undefined;
  readonly depth: number;
  readonly kinds: Set<ValueKind>;
  readonly places: PrintedPlaces;
  /** What it is compared with, so that a made-up value can be one that the template knows. */
  readonly literals: Set<Literal>;
  readonly properties: Map<string, ValueShape>;
  /** Of each element, where this is a list or a map. */
  item: ValueShape | undefined;
  /** Values that serve as keys of this one: `(lookup this key)`. */
  readonly keys: Set<ValueShape>;
  readonly uses: ValueUse[];
  /** A partial that calls itself with this value: its samples must come to an end. */
  isRecursive: boolean;
}

export interface DataShape {
  readonly root: ValueShape;
  /** False when something could not be followed, so that a value that nobody seems to use may be used after all. */
  readonly isComplete: boolean;
}

/** More of one value than anybody reads. */
const maxUses = 20;
const maxLiterals = 8;

/** Far more than a mail has, and little enough that whoever walks over a shape needs no limits of his own. */
const maxDepth = 40;
const maxShapes = 5000;

/** Makes the parts of one shape and keeps count of them. */
export class ShapeBuilder {
  readonly root = newShape(undefined);
  #count = 1;
  #isFull = false;

  get isFull(): boolean {
    return this.#isFull;
  }

  property(shape: ValueShape, name: string): ValueShape {
    const present = shape.properties.get(name);
    if (present !== undefined) return present;
    const made = this.#make(shape);
    if (made.parent !== undefined) shape.properties.set(name, made);
    return made;
  }

  item(shape: ValueShape): ValueShape {
    if (shape.item !== undefined) return shape.item;
    const made = this.#make(shape);
    if (made.parent !== undefined) shape.item = made;
    return made;
  }

  /** A value that is no part of the data: what a helper gives, or what is too much to remember. */
  detached(): ValueShape {
    return newShape(undefined);
  }

  #make(parent: ValueShape): ValueShape {
    if (this.#count >= maxShapes || parent.depth >= maxDepth) {
      this.#isFull = true;
      return this.detached();
    }
    this.#count++;
    return newShape(parent);
  }
}

export function addUse(shape: ValueShape, use: ValueUse): void {
  shape.kinds.add(use.kind);
  const isKnown = shape.uses.some((known) => known.kind === use.kind && isSamePlace(known.location, use.location));
  if (!isKnown && shape.uses.length < maxUses) shape.uses.push(use);
}

export function addLiteral(shape: ValueShape, literal: Literal): void {
  if (shape.literals.size < maxLiterals) shape.literals.add(literal);
}

/** Nothing is missing without it. */
export function isAnswered({ kinds }: ValueShape): boolean {
  return kinds.size === 1 && kinds.has('answered');
}

function isSamePlace(left: hbs.AST.SourceLocation, right: hbs.AST.SourceLocation): boolean {
  return (
    left.source === right.source && left.start.line === right.start.line && left.start.column === right.start.column
  );
}

function newShape(parent: ValueShape | undefined): ValueShape {
  return {
    parent,
    depth: parent === undefined ? 0 : parent.depth + 1,
    kinds: new Set(),
    places: new PrintedPlaces(),
    literals: new Set(),
    properties: new Map(),
    item: undefined,
    keys: new Set(),
    uses: [],
    isRecursive: false,
  };
}
