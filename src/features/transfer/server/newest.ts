import * as v from 'valibot';
import { ListQuery } from '../../../kit/server/http/list.ts';

/** Query of a list that has the newest first and nothing to search in. */
export const Newest = v.strictObject({ limit: ListQuery.entries.limit, cursor: ListQuery.entries.cursor });
