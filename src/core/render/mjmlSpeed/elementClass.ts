import { BodyComponent } from 'mjml-core';
import type {
  MjmlAttributes,
  MjmlBodyClass,
  MjmlContext,
  MjmlElementData,
  MjmlElementState,
  MjmlValue,
} from 'mjml-core';
import type { AttributeFormats } from './attributeFormats.ts';
import { elementMethods } from './elementMethods.ts';
import { ownFieldsOf } from './plainConstruction.ts';

/**
 * One of MJML's components with quick ways of its own for what all of them do. It inherits everything else, and MJML's class
 * stays as it is.
 */
export function elementClass(Stock: MjmlBodyClass, formats: AttributeFormats): MjmlBodyClass {
  const fields = ownFieldsOf(Stock, formats);
  const Fast = fields === undefined ? class extends Stock {} : plainClass(Stock, formats);
  // What a component does in a way of its own stays its own.
  const methods = Object.entries(elementMethods(Stock.prototype)).filter(
    ([name]) => Reflect.get(Stock.prototype, name) === Reflect.get(BodyComponent.prototype, name),
  );
  for (const [name, value] of [...methods, ...Object.entries(fields ?? {})]) {
    Object.defineProperty(Fast.prototype, name, { value, configurable: true, writable: true });
  }
  return Fast;
}

/** Inherits from a component, whose constructor it does without. */
function plainClass(Stock: MjmlBodyClass, formats: AttributeFormats): MjmlBodyClass {
  const { allowedAttributes } = Stock;
  let lastGlobal: MjmlAttributes | undefined;
  let lastDefaults: Record<string, MjmlValue> | undefined;
  /** The same for all elements of a render. */
  const defaults = (global: MjmlAttributes | undefined): MjmlAttributes => {
    if (lastDefaults === undefined || lastGlobal !== global) {
      lastDefaults = {};
      formats.add(lastDefaults, { ...Stock.defaultAttributes, ...global }, allowedAttributes);
      lastGlobal = global;
    }
    return lastDefaults;
  };
  class Fast implements MjmlElementState {
    declare props: MjmlElementState['props'];
    declare attributes: MjmlElementState['attributes'];
    declare context: MjmlContext;

    constructor(data: MjmlElementData) {
      const { children = [], content = '', absoluteFilePath = null, rawAttrs = {} } = data;
      this.props = { absoluteFilePath, ...data.props, children, content, rawAttrs };
      const attributes = { ...defaults(data.globalAttributes) };
      if (data.attributes !== undefined) formats.add(attributes, data.attributes, allowedAttributes);
      this.attributes = attributes;
      this.context = data.context;
    }
  }
  Object.setPrototypeOf(Fast.prototype, Stock.prototype);
  Object.setPrototypeOf(Fast, Stock);
  // What TypeScript cannot see in the two lines above.
  return Fast as unknown as MjmlBodyClass;
}
