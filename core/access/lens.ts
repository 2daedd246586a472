import { isWithin, type OrgTree } from './org-tree.ts';

/** How a value is shown without saying what it is; mask.ts says how each is laid over which types. */
export const masks = ['hidden', 'year', 'last-four', 'domain'] as const;

export type Mask = (typeof masks)[number];

/** A named projection of the golden record for one purpose. */
export interface Lens {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly title: string;
  /** Customers of this schema only; of every one unless told. */
  readonly schema?: string;
  /** Top-level attributes that are seen through it. `all`: of the built-in lens alone. */
  readonly attributes: readonly string[] | 'all';
  readonly masks?: Readonly<Record<string, Mask>>;
  readonly purpose?: string;
  /** Nothing is seen of a customer who has not agreed to the purpose. */
  readonly needsConsent?: boolean;
  /** Customers of these units and below only. */
  readonly orgUnits?: readonly string[];
  /** Where it belongs itself; the root unless told. */
  readonly orgUnit?: string;
}

/** What a spoke without a lens of its own sees through: every attribute that its role reads. */
export const wholeLens: Lens = { name: 'whole', title: 'Every attribute', attributes: 'all' };

/**
 * Whether the lens names the attribute: then somebody decided that it be seen. The built-in lens
 * shows all and names none.
 */
export const namesAttribute = ({ attributes }: Lens, attribute: string): boolean =>
  attributes !== 'all' && attributes.includes(attribute);

/** Whether anything of the attribute is seen through the lens, be it masked. */
export const showsAttribute = (lens: Lens, attribute: string): boolean =>
  lens.attributes === 'all' || namesAttribute(lens, attribute);

export const masksAttribute = ({ masks = {} }: Lens, attribute: string): boolean =>
  Object.hasOwn(masks, attribute);

/** Whether customers of this schema that lie in these units are seen through the lens. Consent is not asked here. */
export const showsCustomer = (
  lens: Lens,
  { schema, units }: { readonly schema: string; readonly units: readonly string[] },
  tree: OrgTree,
): boolean =>
  (lens.schema === undefined || lens.schema === schema) &&
  (lens.orgUnits === undefined ||
    lens.orgUnits.some((above) => units.some((unit) => isWithin(tree, unit, above))));
