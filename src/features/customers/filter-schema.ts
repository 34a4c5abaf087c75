import * as v from 'valibot';
import { line } from '../../kit/common/text.ts';
import { CustomerFilters } from './bulk-schema.ts';

const sorted = ['name', 'number', 'createdAt', 'updatedAt', 'lastSignInAt'] as const;
/** `name`, or `-name` for the other way round; oldest first unless said. */
export const CustomerSort = v.picklist(sorted.flatMap((name) => [name, `-${name}`] as const));

const FilterName = v.pipe(line(60), v.minLength(1));

/** What the list of customers is narrowed and sorted by, under a name. */
export const CustomerFilter = v.object({
  id: v.string(),
  name: v.string(),
  /** Every operator sees it; else it is one's own. */
  isShared: v.boolean(),
  isOwn: v.boolean(),
  query: v.record(v.string(), v.string()),
});
export type CustomerFilter = v.InferOutput<typeof CustomerFilter>;
export const CustomerFilterList = v.object({ items: v.array(CustomerFilter) });
export type CustomerFilterList = v.InferOutput<typeof CustomerFilterList>;

export const NewCustomerFilter = v.strictObject({
  name: FilterName,
  isShared: v.optional(v.boolean(), false),
  query: v.strictObject({
    search: v.optional(v.pipe(v.string(), v.maxLength(200))),
    ...CustomerFilters,
    sort: v.optional(CustomerSort),
  }),
});
export type NewCustomerFilter = v.InferOutput<typeof NewCustomerFilter>;

export const CustomerFilterChange = v.strictObject({ name: FilterName });
