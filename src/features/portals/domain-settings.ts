import * as v from 'valibot';
import { lines } from '../../kit/common/text.ts';

/** How much of a month's calls is used when somebody is told, in percent of what is allowed. */
export const Thresholds = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  v.maxLength(5),
  v.check((shares) => new Set(shares).size === shares.length, 'expected each share once'),
);

export const domainFields = {
  /**
   * The code that customers put on their sites, with `{key}` and `{domain}` where the customer's publishable key and the
   * domain's id stand. An attribute that is nothing but `{domain}` is left out where domains are made by themselves.
   * Empty: code that counts a call, without a widget of yours.
   */
  snippet: lines(4000),
  /** At which shares of its calls a customer is told by mail, each once a month; none: never. */
  thresholds: Thresholds,
  /** Gets a copy of each of these mails; `null`: nobody. */
  copyTo: v.nullable(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(200),
      v.email('expected an e-mail address like sales@acme.example'),
    ),
  ),
};

/** What customers of a portal are told of their calls, and what they put on their sites. A change names only what changes. */
export const domainDefaults = { snippet: '', thresholds: [80, 100], copyTo: null } as const;

export const DomainSettings = v.strictObject({
  snippet: v.optional(domainFields.snippet, domainDefaults.snippet),
  thresholds: v.optional(domainFields.thresholds, [...domainDefaults.thresholds]),
  copyTo: v.optional(domainFields.copyTo, domainDefaults.copyTo),
});
export type DomainSettings = v.InferOutput<typeof DomainSettings>;
export const DomainSettingsChange = v.partial(v.strictObject(domainFields));
